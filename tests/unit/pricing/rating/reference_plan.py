"""Whole charges a second time: fractions and plain loops over single intervals, written from the rules.

Slow on purpose. Where the engine sums matrices, this looks at one interval after another; where it divides
Decimals at sixty digits, this keeps numerator and denominator.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from pricing.rating.plan_terms import (
    BucketTotal,
    Charge,
    Contracted,
    Days,
    GraduatedPrice,
    HoursUsePrice,
    NetSide,
    Netting,
    NetUsage,
    PeakDemand,
    PerPeriod,
    Price,
    TierAllocation,
    TierBounds,
    Total,
)
from tests.unit.pricing.rating import reference

Buckets = Mapping[str | None, Fraction]


@dataclass(frozen=True)
class SlowUsage:
    """What one account used: exact quantities by metric and interval, each interval's local start and bucket."""

    starts: Sequence[datetime]
    zone_name: str
    step_minutes: int
    quantities: Mapping[str, Sequence[Fraction]]
    buckets: Sequence[str]
    days: int
    full_days: int
    month: int
    contracted: Mapping[str, Fraction] = field(default_factory=dict)
    bank: Fraction = Fraction(0)

    def local(self, number: int) -> datetime:
        """Local clock time at which an interval starts."""
        return self.starts[number].astimezone(ZoneInfo(self.zone_name))


def charge_amounts(
    charge: Charge, usage: SlowUsage, previous: Buckets | None = None
) -> dict[str | None, Fraction]:
    """What the charge comes to in every bucket that has a price, not rounded.

    With `previous`, the quantities that earlier invoices billed, what is owed beyond them.
    """
    if charge.months and usage.month not in charge.months:
        return {}
    unordered = _counted(charge.determinant, usage)
    # Free units are used up in the order in which the plan names the buckets.
    counted = {bucket: unordered[bucket] for bucket in (None, *charge.prices) if bucket in unordered}
    scale, demand = _bounds_scale(charge, usage), _demand(charge, usage)
    if charge.tier_allocation is TierAllocation.PROPORTIONAL:
        amounts = _proportional(charge, unordered, scale, demand)
    elif charge.tier_allocation is TierAllocation.CHRONOLOGICAL:
        amounts = _chronological(charge, usage, scale)
    else:
        so_far = {bucket: quantity + (previous or {}).get(bucket, 0) for bucket, quantity in counted.items()}
        amounts = _per_bucket(charge, so_far, usage, scale, demand)
        if previous is not None:
            billed = _per_bucket(
                charge, {b: previous.get(b, Fraction(0)) for b in counted}, usage, scale, demand
            )
            amounts = {bucket: amount - billed[bucket] for bucket, amount in amounts.items()}
    share = Fraction(1)
    if charge.prorated and isinstance(charge.determinant, PerPeriod | Contracted | PeakDemand):
        share = Fraction(usage.days, usage.full_days)
    return {bucket: amount * share for bucket, amount in amounts.items()}


def price_of(price: Price, quantity: Fraction, scale: Fraction, demand: Fraction | None) -> Fraction:
    """What a quantity costs at a price whose tier tops are times `scale`."""
    match type(price).__name__:
        case "FixedPrice":
            return Fraction(price.amount)
        case "PerUnitPrice":
            return max(quantity, Fraction(0)) * Fraction(price.unit_price)
        case "GraduatedPrice":
            return reference.graduated(quantity, _rows(price.tiers, scale), price.flat_at_zero)
        case "VolumePrice":
            return reference.volume(quantity, _rows(price.tiers, scale), price.flat_at_zero)
        case "PackagePrice":
            size, free = Fraction(price.package_size), Fraction(price.free_units)
            return reference.packages(quantity, size, free, price.partial_up) * Fraction(price.package_price)
        case "HoursUsePrice":
            assert isinstance(price, HoursUsePrice)
            return _hours_use(price, quantity, demand)
    raise AssertionError(f"no rule for {price}")


def _rows(tiers, scale: Fraction):
    return [
        (
            None if tier.up_to is None else Fraction(tier.up_to) * scale,
            Fraction(tier.unit_price),
            Fraction(tier.flat_fee),
        )
        for tier in tiers
    ]


def _hours_use(price: HoursUsePrice, quantity: Fraction, demand: Fraction | None) -> Fraction:
    assert demand is not None
    total, bottom = Fraction(0), Fraction(0)
    for block in price.blocks:
        top = quantity if block.hours is None else min(quantity, Fraction(block.hours) * demand)
        inside = max(top - bottom, Fraction(0))
        total += reference.graduated(
            inside, [(t, p, Fraction(0)) for t, p, _ in _rows(block.tiers, Fraction(1))]
        )
        bottom = max(bottom, top)
    return total


def _bounds_scale(charge: Charge, usage: SlowUsage) -> Fraction:
    return {
        TierBounds.FULL: Fraction(1),
        TierBounds.PRORATED: Fraction(usage.days, usage.full_days),
        TierBounds.PER_DAY: Fraction(usage.days),
        TierBounds.PER_MONTH: Fraction(usage.days, usage.full_days),  # the full period is a calendar month
    }[charge.tier_bounds]


def _demand(charge: Charge, usage: SlowUsage) -> Fraction | None:
    return None if charge.demand is None else _counted(charge.demand, usage)[None]


def _counted(determinant, usage: SlowUsage) -> dict[str | None, Fraction]:
    match determinant:
        case PerPeriod():
            return {None: Fraction(1)}
        case Days():
            return {None: Fraction(usage.days)}
        case Contracted():
            return {None: usage.contracted[determinant.name]}
        case Total():
            return {None: sum(usage.quantities[determinant.metric], Fraction(0))}
        case BucketTotal():
            sums: dict[str | None, Fraction] = {}
            for bucket, quantity in zip(usage.buckets, usage.quantities[determinant.metric], strict=True):
                sums[bucket] = sums.get(bucket, Fraction(0)) + quantity
            return sums
        case PeakDemand():
            return _peaks(determinant, usage)
        case NetUsage():
            return _net(determinant, usage)
    raise AssertionError(f"no rule for {determinant}")


def _peaks(determinant: PeakDemand, usage: SlowUsage) -> dict[str | None, Fraction]:
    per_window = determinant.window_minutes // usage.step_minutes
    used = usage.quantities[determinant.metric]
    peaks: dict[str | None, Fraction] = {}
    for number in range(0, len(used), per_window):
        bucket = None if determinant.calendar is None else usage.buckets[number]
        average = sum(used[number : number + per_window], Fraction(0)) * 60 / determinant.window_minutes
        peaks[bucket] = max(peaks.get(bucket, average), average)
    return peaks


def _net(determinant: NetUsage, usage: SlowUsage) -> dict[str | None, Fraction]:
    nets: dict[tuple[str | None, object], Fraction] = {}
    pairs = zip(
        usage.quantities[determinant.import_metric], usage.quantities[determinant.export_metric], strict=True
    )
    for number, (bought, sold) in enumerate(pairs):
        local = usage.local(number)
        time = {
            Netting.INTERVAL: number,
            Netting.HOUR: int(usage.starts[number].timestamp()) // 3600,
            Netting.DAY: local.date(),
            Netting.PERIOD: None,
        }[determinant.netting]
        key = (None if determinant.calendar is None else usage.buckets[number], time)
        nets[key] = nets.get(key, Fraction(0)) + bought - sold
    sums: dict[str | None, Fraction] = {}
    for (bucket, _), net in nets.items():
        left = {
            NetSide.IMPORT: max(net, Fraction(0)),
            NetSide.EXPORT: max(-net, Fraction(0)),
            NetSide.NET: net,
        }[determinant.side]
        sums[bucket] = sums.get(bucket, Fraction(0)) + left
    return sums


def _per_bucket(
    charge: Charge, counted: Buckets, usage: SlowUsage, scale: Fraction, demand: Fraction | None
) -> dict[str | None, Fraction]:
    free = Fraction(0)
    if charge.allowance is not None:
        share = Fraction(usage.days, usage.full_days) if charge.allowance.prorated else 1
        free = Fraction(charge.allowance.quantity) * share
    amounts = {}
    for bucket, quantity in counted.items():
        if charge.prices.get(bucket) is None:
            continue
        quantity = _converted(charge, quantity)
        if charge.bank is not None:
            quantity = max(quantity, Fraction(0))
            quantity -= min(quantity, usage.bank)
        if quantity > 0:
            used = min(free, quantity)
            free, quantity = free - used, quantity - used
        amounts[bucket] = price_of(charge.prices[bucket], quantity, scale, demand)
    return amounts


def _converted(charge: Charge, quantity: Fraction) -> Fraction:
    conversion = charge.conversion
    if conversion is None:
        return quantity
    factor = Fraction(conversion.factor)
    converted = quantity * factor if conversion.operation == "multiply" else quantity / factor
    unit = Fraction(1, 10**conversion.scale)
    return {
        None: lambda: converted,
        "ceiling": lambda: math.ceil(converted / unit) * unit,
        "floor": lambda: math.floor(converted / unit) * unit,
        "half_up": lambda: reference.half_up(converted, conversion.scale),
    }[conversion.mode]()


def _proportional(
    charge: Charge, counted: Buckets, scale: Fraction, demand: Fraction | None
) -> dict[str | None, Fraction]:
    total = sum(counted.values(), Fraction(0))
    return {
        bucket: price_of(charge.prices[bucket], total, scale, demand) * quantity / total
        if quantity > 0
        else Fraction(0)
        for bucket, quantity in counted.items()
        if charge.prices.get(bucket) is not None
    }


def _chronological(charge: Charge, usage: SlowUsage, scale: Fraction) -> dict[str | None, Fraction]:
    amounts: dict[str | None, Fraction] = dict.fromkeys(
        (bucket for bucket in usage.buckets if bucket in charge.prices), Fraction(0)
    )
    so_far = Fraction(0)
    for bucket, quantity in zip(usage.buckets, usage.quantities[charge.determinant.metric], strict=True):
        price = charge.prices.get(bucket)
        if price is not None:
            assert isinstance(price, GraduatedPrice)
            rows = _rows(price.tiers, scale)
            amounts[bucket] += reference.graduated(so_far + quantity, rows) - reference.graduated(
                so_far, rows
            )
        so_far += quantity
    return amounts
