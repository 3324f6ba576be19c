"""Recurring units: the tier by how many there are, the price by the days they are there (semantics §4, §14)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from pricing.money import EXACT
from pricing.rating.determinants.recurring_units import Move, RecurringMoves
from pricing.rating.plan_terms import GraduatedPrice, PerUnitPrice, Price, Tier, VolumePrice
from pricing.rating.prices.counted import WHOLE, Counted
from pricing.rating.prices.priced_part import PricedPart
from pricing.rating.prices.tier_bounds import TierBand, tier_bands
from pricing.rating.prices.volume import band_holding
from pricing.rating.unable_to_rate import UnableToRate

_NOTHING: Final = Decimal(0)


def price_recurring(price: Price, counted: Counted, unit: str) -> list[PricedPart]:
    """Unit-days at the unit price, of which one of the billing period's days is the share; flats whole.

    Graduated: what is added or taken away moves through the tiers, which are bounds of the running count; each
    tier's flat fee is owed once the count ever reached it. Volume: all in the tier of the count at the end.
    Moves that come to less than nothing cost nothing.

    Raises UnableToRate for another price.
    """
    assert counted.detail is not None
    recurring: RecurringMoves = counted.detail()
    share = Fraction(1, recurring.full_days)
    match price:
        case PerUnitPrice():
            parts = _graduated(GraduatedPrice((Tier(None, price.unit_price),)), recurring.moves)
        case GraduatedPrice():
            parts = _graduated(price, recurring.moves)
        case VolumePrice():
            parts = _volume(price, counted.quantity, recurring.moves)
        case _:
            raise UnableToRate("recurring units are priced per unit, graduated or by volume")
    return [_owed(part, share, unit) for part in _not_below_zero(parts, share)]


def _graduated(price: GraduatedPrice, moves: Sequence[Move]) -> list[PricedPart]:
    bands = list(tier_bands(price.tiers, WHOLE))
    unit_days = [_NOTHING] * len(bands)
    count = highest = _NOTHING
    for move in moves:
        for index, units in _spread(bands, count, EXACT.add(count, move.units)):
            unit_days[index] = EXACT.add(unit_days[index], EXACT.multiply(units, move.days))
        count = EXACT.add(count, move.units)
        highest = max(highest, count)
    parts = []
    for band, days in zip(bands, unit_days, strict=True):
        reached = highest > band.bottom
        if reached:
            parts.append(PricedPart("recurring", days, band.tier.unit_price, band.facts, band.number))
        if band.tier.flat_fee and (reached or (band.number == 1 and price.flat_at_zero)):
            parts.append(_flat(band))
    return parts or [PricedPart("recurring", _NOTHING, price.tiers[0].unit_price)]


def _spread(bands: Sequence[TierBand], start: Decimal, end: Decimal) -> Iterator[tuple[int, Decimal]]:
    """The units of a move by the tier they lie in, negative when it takes away; below zero is the first tier."""
    low, high = min(start, end), max(start, end)
    sign = Decimal(1) if end > start else Decimal(-1)
    for index, band in enumerate(bands):
        bottom = low if index == 0 else max(low, band.bottom)
        top = high if band.top is None else min(high, band.top)
        if top > bottom:
            yield index, EXACT.multiply(sign, EXACT.subtract(top, bottom))


def _volume(price: VolumePrice, count: Decimal, moves: Sequence[Move]) -> list[PricedPart]:
    unit_days = _NOTHING
    for move in moves:
        unit_days = EXACT.add(unit_days, EXACT.multiply(move.units, move.days))
    band = band_holding(price, max(count, _NOTHING), WHOLE)
    parts = [PricedPart("recurring", unit_days, band.tier.unit_price, band.facts, band.number)]
    if band.tier.flat_fee and (unit_days or price.flat_at_zero):
        parts.append(_flat(band))
    return parts


def _flat(band: TierBand) -> PricedPart:
    return PricedPart("tier_flat", Decimal(1), band.tier.flat_fee, band.facts, band.number)


def _not_below_zero(parts: list[PricedPart], share: Fraction) -> list[PricedPart]:
    """The parts; nothing but an empty one where more was taken away than was there."""
    days = total = _NOTHING
    for part in parts:
        is_flat = part.rule == "tier_flat"
        amount = EXACT.multiply(part.quantity, part.unit_price)
        # Compared as a whole number of shares, so that nothing is divided.
        total = EXACT.add(total, EXACT.multiply(amount, Decimal(share.denominator if is_flat else 1)))
        days = days if is_flat else EXACT.add(days, part.quantity)
    if days < 0 or total < 0:
        return [PricedPart("recurring", _NOTHING, parts[0].unit_price)]
    return parts


def _owed(part: PricedPart, share: Fraction, unit: str) -> PricedPart:
    """With what its trace needs: the unit-days, and that one day of the period is the share of the price."""
    if part.rule == "tier_flat":
        return part
    facts = {**part.facts, "x": str(part.quantity)}
    return PricedPart(
        part.rule, part.quantity, part.unit_price, facts, part.tier, unit=f"{unit}-day", share=share
    )
