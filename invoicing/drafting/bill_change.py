"""Why a bill differs from an earlier one: an exact split of the difference.

Between the two bills lie imagined ones, each rated by the engine. From one to the next a single thing changes,
so the steps add up to the whole difference whatever the tariff does. For a place that both bills are for:

    1  the earlier bill
    2  … had its estimated intervals been like the measured ones of the later bill    → estimates
    3  … over as many days as the later bill                                          → days
    4  the later usage, its estimated intervals like the measured ones of the earlier
       bill, at the earlier prices                                                    → usage
    5  the later usage as billed, at the earlier prices                               → estimates
    6  the later bill                                                                 → price

*Like* means the average of the same weekday and time of day. A longer period is continued with such average
days; a shorter one ends earlier. The order matters where things work together (a price times a quantity): usage
is valued at the earlier prices and the price change at the later usage, as statistics offices do. A price that
changes with season or hour inside one plan version is part of usage: it is when things are used, not what the
plan costs; where the plan version is the same, the price effect is 0.

What no step explains is `other`: places that only one of the bills is for, and bills that cannot be rated anew.
Tax is a step of its own, on everything together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np

from invoicing.drafting.billing_periods import DaySpan
from invoicing.drafting.priced_usage import PricedUsage
from metering.usage.interval_grid import IntervalGrid
from metering.usage.local_calendar import LocalCalendar
from metering.usage.reading_quality import ReadingQuality
from metering.usage.usage_matrix import UsageMatrix
from metering.usage.weekday_profile import WeekdayProfile
from pricing.rating import UnableToRate
from pricing.rating.tou_calendar import HourWithoutBucket

PlaceKey = tuple[int, int]
"""What makes two places one: a service point's id and the role of the plan there."""
_NOTHING = Decimal(0)
_UNRATABLE = (UnableToRate, HourWithoutBucket, ValueError)


@dataclass(frozen=True, slots=True)
class Bill:
    """What a bill came to, and the places that can be priced anew."""

    net: Decimal
    tax: Decimal
    places: Mapping[PlaceKey, PricedUsage]


@dataclass(frozen=True, slots=True)
class BillChange:
    """Parts of a difference between two totals, which together are `total`."""

    usage: Decimal = _NOTHING
    price: Decimal = _NOTHING
    days: Decimal = _NOTHING
    estimates: Decimal = _NOTHING
    other: Decimal = _NOTHING
    tax: Decimal = _NOTHING

    @property
    def total(self) -> Decimal:
        """The later total minus the earlier one."""
        return self.usage + self.price + self.days + self.estimates + self.other + self.tax


def bill_change(before: Bill, after: Bill) -> BillChange:
    """The difference of the two totals in parts; both bills are of one currency."""
    usage = price = days = estimates = _NOTHING
    for place in before.places.keys() & after.places.keys():
        try:
            one = _change_of_place(before.places[place], after.places[place])
        except _UNRATABLE:
            continue  # stays in `other`
        usage, price = usage + one.usage, price + one.price
        days, estimates = days + one.days, estimates + one.estimates
    explained = usage + price + days + estimates
    return BillChange(
        usage=usage,
        price=price,
        days=days,
        estimates=estimates,
        other=after.net - before.net - explained,
        tax=after.tax - before.tax,
    )


def _change_of_place(before: PricedUsage, after: PricedUsage) -> BillChange:
    likened = _likened(before, after)
    extended = _with_days_of(likened, after)
    at_old_prices = replace(after, terms=before.terms)
    measured = _likened(at_old_prices, before)
    first, second, third = before.net(), likened.net(), extended.net()
    fourth, fifth = measured.net(), at_old_prices.net()
    sixth = fifth if after.terms == before.terms else after.net()
    return BillChange(
        estimates=(second - first) + (fifth - fourth),
        days=third - second,
        usage=fourth - third,
        price=sixth - fifth,
    )


def _likened(place: PricedUsage, other: PricedUsage) -> PricedUsage:
    """The place with its estimated intervals replaced by averages of the other's measured ones."""
    usage = {}
    for metric, own in place.usage.items():
        usage[metric] = own
        model = other.usage.get(metric)
        if own.qualities is None or model is None or not _comparable(own, model):
            continue
        estimated = own.qualities[0] != ReadingQuality.ACTUAL
        profile = _profile(model, other.zone_name, measured_only=True)
        average, known = profile.on(own.grid, ZoneInfo(place.zone_name))
        quantities = np.where(estimated & known, average, own.quantities[0])
        usage[metric] = replace(own, quantities=quantities[None, :])
    return replace(place, usage=usage)


def _with_days_of(place: PricedUsage, other: PricedUsage) -> PricedUsage:
    """The place over as many days, of as long a period, as the other; from its own first day on."""
    days, full_days = other.span.day_count, other.run.day_count
    if (days, full_days) == (place.span.day_count, place.run.day_count):
        return place
    first = place.span.from_date
    span = DaySpan(first, first + timedelta(days=days))
    run = DaySpan(first, first + timedelta(days=max(days, full_days)))
    usage = {metric: _over(own, span, place.zone_name) for metric, own in place.usage.items()}
    return replace(place, span=span, run=run, usage=usage)


def _over(own: UsageMatrix, span: DaySpan, zone_name: str) -> UsageMatrix:
    """The usage over the days of the span: cut, or continued with average days."""
    calendar = LocalCalendar(zone_name)
    grid = IntervalGrid.filling(calendar.span(span.from_date, span.to_date), own.grid.step_minutes)
    quantities, _ = _profile(own, zone_name, measured_only=False).on(grid, calendar.zone)
    shared = min(grid.count, own.grid.count)
    quantities[:shared] = own.quantities[0, :shared]
    return UsageMatrix(grid, quantities[None, :], None, own.unit, own.decimals)


def _profile(model: UsageMatrix, zone_name: str, *, measured_only: bool) -> WeekdayProfile:
    chosen = np.ones(model.grid.count, dtype=np.bool_)
    if measured_only and model.qualities is not None:
        chosen = model.qualities[0] == ReadingQuality.ACTUAL
    return WeekdayProfile.of(model.quantities[0], chosen, model.grid, ZoneInfo(zone_name))


def _comparable(one: UsageMatrix, other: UsageMatrix) -> bool:
    return (one.grid.step_minutes, one.unit, one.decimals) == (
        other.grid.step_minutes,
        other.unit,
        other.decimals,
    )
