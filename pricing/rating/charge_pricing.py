"""What one account pays of one charge, not yet rounded: conversion, bank, free units, tiers, price, proration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, partial
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from pricing.money import EXACT
from pricing.rating.allowances import carry_over, free_units
from pricing.rating.determinants.measured import Measured
from pricing.rating.plan_terms import Charge, TierAllocation, TierBounds, is_level
from pricing.rating.prices import WHOLE, Counted, PricedPart, QuantityPricer, price_quantity, quantity_pricer
from pricing.rating.proration import fixed_month_fraction, months_between, prorate
from pricing.rating.quantity_bank import settle_bank
from pricing.rating.request import RatingBatch
from pricing.rating.tier_allocation import AllocatedCharge, allocate_chronologically, allocate_proportionally
from pricing.rating.unit_conversion import conversion_facts, convert

_NOTHING: Final = Decimal(0)
_NO_FACTS: Final[Mapping[str, Any]] = MappingProxyType({})
_ALLOCATIONS: Final = {
    TierAllocation.PROPORTIONAL: allocate_proportionally,
    TierAllocation.CHRONOLOGICAL: allocate_chronologically,
}


class ExactPart(NamedTuple):
    """A part of a charge with its unrounded amount; `share` is the part of the period that is billed.

    `facts` are trace keys of the account. A tuple, as a bill run makes a great many.
    """

    counted: Measured
    part: PricedPart
    share: Fraction
    exact: Decimal
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PricedCharge:
    """What an account pays of a charge, what it leaves to the next bill, and units paid out of its bank."""

    charge: Charge
    parts: Sequence[ExactPart]
    state: Mapping[str, Any] = field(default_factory=dict)
    paid_out: Decimal = _NOTHING


@dataclass(frozen=True)
class MeasuredCharge:
    """A charge with what it counts of every account of a batch, and `demand` where its tiers ask for one."""

    charge: Charge
    measured: Sequence[Measured]
    demand: Measured | None
    batch: RatingBatch

    @cached_property
    def keepers(self) -> tuple[Measured, ...]:
        """What it counts that leaves a state to the next bill, such as the peaks of a ratchet."""
        counted = (*self.measured, *([] if self.demand is None else [self.demand]))
        return tuple(one for one in counted if one.keeps)

    @cached_property
    def amount_share(self) -> Fraction:
        """The part that is owed, for the days billed, of what is owed for a whole period.

        That is a fixed amount, and the price of a level such as a peak or contracted kW. WHOLE itself where it is
        all of it.
        """
        share = _amount_share(self.charge, self.batch) if is_level(self.charge.determinant) else WHOLE
        return WHOLE if share == WHOLE else share

    @cached_property
    def pricers(self) -> Mapping[str | None, QuantityPricer]:
        """What makes parts of a quantity, for each bucket whose price looks at nothing else."""
        return {
            bucket: pricer
            for bucket, price in self.charge.prices.items()
            if (pricer := quantity_pricer(price, self.bounds_scale)) is not None
        }

    @cached_property
    def is_plain(self) -> bool:
        """Whether the counted quantities are priced as they are, all by what looks at nothing else."""
        charge = self.charge
        return (
            charge.tier_allocation is TierAllocation.PER_BUCKET
            and not charge.months
            and not self.batch.progress
            and charge.conversion is None
            and charge.bank is None
            and charge.allowance is None
            and self.amount_share is WHOLE
            and len(self.pricers) == len(charge.prices)
        )

    @cached_property
    def bounds_scale(self) -> Fraction:
        """What the stated tier bounds are multiplied by."""
        batch = self.batch
        match self.charge.tier_bounds:
            case TierBounds.FULL:
                return WHOLE
            case TierBounds.PRORATED:
                return Fraction(batch.days, batch.full_days)
            case TierBounds.PER_DAY:
                return Fraction(batch.days)
            case TierBounds.PER_MONTH:
                return months_between(*batch.local_dates)


def _amount_share(charge: Charge, batch: RatingBatch) -> Fraction:
    if not charge.prorated:
        return WHOLE
    if charge.month_days is None:
        return Fraction(batch.days, batch.full_days)
    return fixed_month_fraction(*batch.local_dates, charge.month_days)


def price_charge(of: MeasuredCharge, account: int) -> PricedCharge:
    """What an account pays. Raises UnableToRate when the usage does not allow the price."""
    charge, batch = of.charge, of.batch
    if of.is_plain:
        return PricedCharge(charge, _plain_parts(of, account))
    if charge.months and batch.month not in charge.months:
        return PricedCharge(charge, [])
    demand = None if of.demand is None else of.demand.quantities[account]
    if charge.tier_allocation is not TierAllocation.PER_BUCKET:
        # Like a volume price: the tiers are known when the period is over.
        if not batch.progress_of(account).is_last:
            return PricedCharge(charge, [])
        allocate = _ALLOCATIONS[charge.tier_allocation]
        allocated = allocate(
            AllocatedCharge(charge, of.bounds_scale, of.pricers, demand), of.measured, account
        )
        return PricedCharge(charge, [_exact(of, counted, part, _NO_FACTS) for counted, part in allocated])
    quantities = _Quantities(of, account)
    parts = []
    for counted in of.measured:
        price = charge.prices.get(counted.bucket)
        if price is not None:
            as_counted, facts = quantities.of(counted, of.bounds_scale, demand)
            parts += [_exact(of, counted, part, facts) for part in price_quantity(price, as_counted)]
    return PricedCharge(charge, parts, quantities.state_after(), quantities.paid_out)


def _plain_parts(of: MeasuredCharge, account: int) -> list[ExactPart]:
    pricers, multiply = of.pricers, EXACT.multiply
    return [
        ExactPart(counted, part, WHOLE, multiply(part.quantity, part.unit_price), _NO_FACTS)
        for counted in of.measured
        if counted.bucket in pricers
        for part in pricers[counted.bucket](counted.quantities[account])
    ]


def _exact(of: MeasuredCharge, counted: Measured, part: PricedPart, facts: Mapping[str, Any]) -> ExactPart:
    share = of.amount_share
    exact = EXACT.multiply(part.quantity, part.unit_price) if part.exact is None else part.exact
    return ExactPart(counted, part, share, exact if share is WHOLE else prorate(exact, share), facts)


class _Quantities:
    """The counted quantities of one account as they are priced, bucket after bucket.

    Free units are used up in the order of the buckets, a bank likewise.
    """

    def __init__(self, of: MeasuredCharge, account: int) -> None:
        self.charge = charge = of.charge
        self.batch = batch = of.batch
        self.account = account
        self.progress = batch.progress_of(account)
        self.state = batch.carried_of(account).of(charge.code)
        self.free = (
            None
            if charge.allowance is None
            else free_units(charge.allowance, self.state, Fraction(batch.days, batch.full_days))
        )
        self.free_left = _NOTHING if self.free is None else self.free.total
        self.free_left_before = self.free_left
        self.banked: dict[str, Any] = {}
        self.paid_out = _NOTHING

    def of(
        self, counted: Measured, bounds_scale: Fraction, demand: Decimal | None
    ) -> tuple[Counted, dict[str, Any]]:
        """The quantity of a bucket for its price, and trace keys that say how it came about."""
        facts: dict[str, Any] = {}
        raw = counted.quantities[self.account]
        previous = self.progress.quantity(self.charge.code, counted.bucket)
        so_far = self._so_far(previous, raw)
        billed_facts = {"q0": str(previous)} if previous or not self.progress.is_first else {}
        if previous:
            facts["q"] = str(so_far)
        if self.charge.conversion is not None:
            facts["v"] = conversion_facts(self.charge.conversion)
            so_far = convert(self.charge.conversion, so_far)
            previous = convert(self.charge.conversion, previous) if previous else previous
        if self.charge.bank is not None:
            so_far = self._settled(so_far, facts)
        if self.free is not None:
            facts["y"] = str(self.free_left)
            self.free_left, so_far = _without_free(self.free_left, so_far)
            self.free_left_before, previous = _without_free(self.free_left_before, previous)
        return (
            Counted(
                so_far,
                previous,
                bounds_scale,
                demand,
                None if counted.detail is None else partial(counted.detail, self.account),
                self.progress.is_first,
                self.progress.is_last,
                self.batch.zone_name,
                self.batch.indices,
                billed_facts,
            ),
            facts,
        )

    def _so_far(self, previous: Decimal, raw: Decimal) -> Decimal:
        """What is counted of the period with earlier invoices: a level does not add up, its highest counts."""
        if not previous:
            return raw
        return max(previous, raw) if is_level(self.charge.determinant) else EXACT.add(previous, raw)

    def state_after(self) -> dict[str, Any]:
        """What the charge leaves to the next bill, once the period is over."""
        if not self.progress.is_last:
            return {}
        state = dict(self.banked)
        if self.charge.allowance is not None and self.free is not None:
            used = EXACT.subtract(self.free.total, self.free_left)
            state |= carry_over(self.charge.allowance, self.free, used)
        return state

    def _settled(self, net: Decimal, facts: dict[str, Any]) -> Decimal:
        assert self.charge.bank is not None
        settled = settle_bank(self.charge.bank, self.state, net, self.batch.month)
        facts["kb"] = [str(self.state.get("bank", "0")), str(settled.left)]
        self.banked, self.paid_out = settled.state(), settled.paid_out
        return settled.billed


def _without_free(free: Decimal, quantity: Decimal) -> tuple[Decimal, Decimal]:
    """The free units left, and the quantity that is paid."""
    if quantity <= 0:
        return free, quantity
    used = min(free, quantity)
    return EXACT.subtract(free, used), EXACT.subtract(quantity, used)
