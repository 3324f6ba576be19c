"""Blocks of units in tiers of their own sizes (Kill Bill)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from pricing.money import EXACT
from pricing.rating.plan_terms import BlockTier, BlockTiersPrice
from pricing.rating.prices.counted import Counted
from pricing.rating.prices.priced_part import PricedPart

_NOTHING: Final = Decimal(0)


class _Band(NamedTuple):
    number: int
    tier: BlockTier
    bottom: Decimal
    top: Decimal | None

    def part(self, rule: str, units: Decimal) -> PricedPart:
        facts = {
            "t": [self.number, str(self.bottom), None if self.top is None else str(self.top)],
            "k": [str(self.tier.block_size), "0", "up"],
        }
        blocks = whole_blocks(units, self.tier.block_size)
        return PricedPart(rule, blocks, self.tier.block_price, facts, self.number, unit="block")


def price_block_tiers(price: BlockTiersPrice, counted: Counted) -> list[PricedPart]:
    """A part for every tier that is reached, or one for the tier that holds the whole quantity.

    A tier holds `max_blocks` times `block_size` units; a block begun counts whole in its tier. Usage beyond the
    last tier stays in the last one.
    """
    used = max(counted.quantity, _NOTHING)
    bands = list(_bands(price))
    if not price.is_graduated:
        holding = next(band for band in bands if band.top is None or used <= band.top)
        return [holding.part("block_volume", used)]
    parts = [
        band.part("block", EXACT.subtract(used if band.top is None else min(used, band.top), band.bottom))
        for band in bands
        if used > band.bottom
    ]
    return parts or [bands[0].part("block", _NOTHING)]


def whole_blocks(units: Decimal, size: Decimal) -> Decimal:
    """How many blocks hold the units; one begun counts whole."""
    blocks = EXACT.divide_int(units, size)
    return blocks + 1 if EXACT.multiply(blocks, size) != units else blocks


def _bands(price: BlockTiersPrice) -> Iterator[_Band]:
    bottom = _NOTHING
    for number, tier in enumerate(price.tiers, start=1):
        if tier.max_blocks is None or number == len(price.tiers):
            yield _Band(number, tier, bottom, None)
            return
        top = EXACT.add(bottom, EXACT.multiply(tier.max_blocks, tier.block_size))
        yield _Band(number, tier, bottom, top)
        bottom = top
