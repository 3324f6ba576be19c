"""Tiers that run over several time-of-use buckets (tariffs.md, component 11)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from pricing.money import EXACT
from pricing.rating.determinants.measured import IntervalRow, Measured
from pricing.rating.plan_terms import Charge, GraduatedPrice, Price
from pricing.rating.prices import Counted, PricedPart, QuantityPricer, price_quantity
from pricing.rating.prices.tier_bounds import TierBand, tier_bands
from pricing.rating.unable_to_rate import UnableToRate

Allocated = tuple[Measured, PricedPart]


@dataclass(frozen=True, slots=True)
class AllocatedCharge:
    """A charge whose tiers run over its buckets, and what their bounds are times of for one account.

    `pricers` make parts of a quantity for each bucket whose price looks at nothing else.
    """

    charge: Charge
    bounds_scale: Fraction
    pricers: Mapping[str | None, QuantityPricer]
    demand: Decimal | None = None

    def parts(self, bucket: str | None, price: Price, quantity: Decimal) -> list[PricedPart]:
        """The parts of a quantity at a bucket's price."""
        pricer = self.pricers.get(bucket)
        if pricer is not None:
            return pricer(quantity)
        return price_quantity(price, Counted(quantity, bounds_scale=self.bounds_scale, demand=self.demand))


def allocate_proportionally(
    of: AllocatedCharge, measured: Sequence[Measured], account: int
) -> Iterator[Allocated]:
    """Each bucket's tiers are cut on the total of all buckets; the bucket has its share of each of them.

    A quantity is a tier's part of the total, times the bucket, divided by the total: divided last, not rounded.
    """
    total = Decimal(0)
    for counted in measured:
        total = EXACT.add(total, counted.quantities[account])
    for counted in measured:
        price = of.charge.prices.get(counted.bucket)
        if price is None:
            continue
        quantity = counted.quantities[account]
        parts = of.parts(counted.bucket, price, total)
        if quantity <= 0:
            yield counted, parts[0]._replace(quantity=Decimal(0), rule="per_unit", facts={}, tier=None)
            continue
        whole = str(total)
        for rule, in_all, unit_price, facts, tier, exact, unit in parts:
            share = EXACT.divide(EXACT.multiply(in_all, quantity), total)
            shared = {**facts, "qt": whole}
            yield counted, PricedPart(rule, share, unit_price, shared, tier, exact, unit)


def allocate_chronologically(
    of: AllocatedCharge, measured: Sequence[Measured], account: int
) -> Iterator[Allocated]:
    """One counter runs through the period in order of time; what it counts is in the tier where it stands.

    Every bucket has the same bounds. An interval that crosses a bound is split there.

    Raises UnableToRate for a negative interval: the counter cannot run backwards.
    """
    rows = [_row(counted, account) for counted in measured]
    if not rows:
        return
    whole = sum((row.quantities for row in rows), np.zeros(rows[0].grid.count, dtype=np.int64))
    if (whole < 0).any():
        raise UnableToRate("tiers in order of time need usage that is never negative")
    ends = np.cumsum(whole)
    for counted, row in zip(measured, rows, strict=True):
        price = of.charge.prices.get(counted.bucket)
        if price is None:
            continue
        below = Decimal(0)
        parts = []
        for band in _bands(price, of.bounds_scale):
            up_to = _below(band.top, row, ends)
            inside, below = EXACT.subtract(up_to, below), up_to
            if inside:
                facts = {**band.facts, "x": str(inside)}
                parts.append(PricedPart("tier_run", inside, band.tier.unit_price, facts, band.number))
        for part in parts or [_nothing(price)]:
            yield counted, part


def _below(top: Decimal | None, row: IntervalRow, ends: NDArray[np.int64]) -> Decimal:
    """What the bucket counts while the counter of all buckets is not above the top."""
    if top is None:
        return Decimal(int(row.quantities.sum())).scaleb(-row.decimals)
    scaled = EXACT.scaleb(top, row.decimals)
    crossing = int(np.searchsorted(ends, int(scaled), side="right"))
    counted = Decimal(int(row.quantities[:crossing].sum()))
    if crossing < ends.size and row.quantities[crossing]:
        before = int(ends[crossing - 1]) if crossing else 0
        counted = EXACT.add(counted, EXACT.subtract(scaled, Decimal(before)))
    return EXACT.scaleb(counted, -row.decimals)


def _bands(price: object, bounds_scale: Fraction) -> Iterator[TierBand]:
    assert isinstance(price, GraduatedPrice)  # validation lets no other shape pass
    return tier_bands(price.tiers, bounds_scale)


def _nothing(price: object) -> PricedPart:
    assert isinstance(price, GraduatedPrice)
    return PricedPart("per_unit", Decimal(0), price.tiers[0].unit_price)


def _row(counted: Measured, account: int) -> IntervalRow:
    row = None if counted.detail is None else counted.detail(account)
    if not isinstance(row, IntervalRow):
        raise UnableToRate("tiers in order of time need readings by interval")
    return row
