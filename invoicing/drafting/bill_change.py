"""Why a bill differs from an earlier one: an exact split of the difference.

Between the two bills lie imagined ones, each priced by the engine. From one to the next a single thing changes,
so the steps add up to the whole difference whatever the tariff does (docs/decisions/0012). For a place that both
bills are for:

    1  the earlier bill
    2  … its estimated intervals like the measured ones of the later bill               → estimates
    3  … over as many days as the later bill, at the earlier prices and in its season   → days
    4  … by the later plan version                                                      → price
    5  … with each day in the season of the later period                                → season
    6  … with the later totals, in the same proportions of times                        → usage
    7  … with the later times                                                           → timing
    8  … with the later peak demands                                                    → demand
    9  … with the later export: the later bill, its estimated intervals like the
       measured ones of the earlier bill                                                → export
   10  the later bill                                                                   → estimates

The steps work on what is counted for each charge, not on intervals, so that a day more makes a total grow and
leaves a peak demand and a monthly fee alone. *Like* means the average of the same weekday and time of day.

What no step explains is `other`: places that only one of the bills is for, and bills that cannot be rated anew, and
what was carried over or agreed otherwise.
Tax is a step of its own, on everything together. Which way quantities went is told beside the amounts: words
for people come from there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from invoicing.drafting.counted_bill import CountedBill, is_demand
from invoicing.drafting.exported_metrics import exported_metrics
from invoicing.drafting.likened_usage import likened
from invoicing.drafting.priced_usage import PricedUsage
from invoicing.drafting.quantity_directions import Direction, direction_of
from metering.usage.usage_matrix import UsageMatrix
from pricing.rating import PlanTerms, UnableToRate
from pricing.rating.moved_seasons import with_seasons_of
from pricing.rating.plan_terms import metrics_counted
from pricing.rating.proration import prorate
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
class ChangeParts:
    """Parts of a difference between two totals, which together are `total`."""

    days: Decimal = _NOTHING
    price: Decimal = _NOTHING
    season: Decimal = _NOTHING
    usage: Decimal = _NOTHING
    timing: Decimal = _NOTHING
    demand: Decimal = _NOTHING
    export: Decimal = _NOTHING
    estimates: Decimal = _NOTHING
    other: Decimal = _NOTHING
    tax: Decimal = _NOTHING

    @property
    def total(self) -> Decimal:
        """The later total minus the earlier one."""
        return sum((getattr(self, part.name) for part in fields(self)), _NOTHING)

    def plus(self, more: ChangeParts) -> ChangeParts:
        """Both together, part by part."""
        names = [part.name for part in fields(self)]
        return ChangeParts(**{name: getattr(self, name) + getattr(more, name) for name in names})


@dataclass(frozen=True, slots=True)
class BillChange:
    """The difference in parts, and which way the quantities behind them went."""

    parts: ChangeParts = ChangeParts()
    used: Direction = Direction.NONE
    exported: Direction = Direction.NONE
    peaked: Direction = Direction.NONE
    same_places: bool = True

    @property
    def total(self) -> Decimal:
        """The later total minus the earlier one."""
        return self.parts.total


_Moves = Mapping[str, tuple[Decimal, Decimal]]
"""Quantities before and now, by what was counted."""


@dataclass(frozen=True, slots=True)
class _PlaceChange:
    """The parts of one place; `used` and `exported` are the later totals less the earlier for as many days."""

    parts: ChangeParts
    used: Sequence[Decimal]
    exported: Sequence[Decimal]
    peaks: _Moves


def bill_change(before: Bill, after: Bill) -> BillChange:
    """The difference of the two totals in parts; both bills are of one currency."""
    places = [*before.places.values(), *after.places.values()]
    exported = exported_metrics(place.terms for place in places)
    used = frozenset(metric for place in places for metric in _totalled(place.terms)) - exported
    found: dict[PlaceKey, _PlaceChange] = {}
    for key in before.places.keys() & after.places.keys():
        try:
            found[key] = _change_of_place(before.places[key], after.places[key], used, exported)
        except _UNRATABLE:
            continue  # stays in `other`
    parts = ChangeParts(tax=after.tax - before.tax)
    for one in found.values():
        parts = parts.plus(one.parts)
    same_days = _same_days(before, after)
    peaks = {f"{key} {name}": move for key, one in found.items() for name, move in one.peaks.items()}
    return BillChange(
        parts=replace(parts, other=after.net - before.net - (parts.total - parts.tax)),
        used=direction_of(
            [step for one in found.values() for step in one.used],
            _totals(before, after, used),
            same_days=same_days,
        ),
        exported=direction_of(
            [step for one in found.values() for step in one.exported],
            _totals(before, after, exported),
            same_days=same_days,
        ),
        peaked=direction_of([now - then for then, now in peaks.values()], peaks, same_days=True),
        same_places=before.places.keys() == after.places.keys(),
    )


def _change_of_place(
    before: PricedUsage, after: PricedUsage, used: AbstractSet[str], exported: AbstractSet[str]
) -> _PlaceChange:
    measured, later_usage = likened(before, after), likened(after, before)
    earlier = CountedBill.of(measured)
    later = CountedBill.of(later_usage)
    longer = earlier.over_days_of(later)
    repriced = _counted_by(after.terms, measured).over_days_of(later)
    moved = _counted_by(_in_seasons_of(after, before), measured).over_days_of(later)
    moves = _moves(measured, later_usage)
    # What has no intervals, such as events, has no earlier times either.
    as_much = _with_amounts_of(
        moved, later, {metric: moves[metric] for metric in moves.keys() & used}
    ).with_totals_of(later, used - moves.keys())
    in_time = as_much.with_totals_of(later, used)
    peaked = in_time.with_peaks_of(later, after.terms.metrics.keys() - exported)
    # What was carried over, and what the contract says, is no step of its own: it stays in `other`.
    rebased = peaked.on_basis_of(later)
    bills = (earlier, longer, repriced, moved, as_much, in_time, peaked, rebased, later)
    nets = [one.net() for one in bills]
    days, price, season, usage, timing, demand, _, export = (
        following - one for one, following in pairwise(nets)
    )
    estimates = (nets[0] - before.net()) + (after.net() - nets[-1])
    steps = {metric: now - then for metric, (then, now) in moves.items()}
    return _PlaceChange(
        ChangeParts(days, price, season, usage, timing, demand, export, estimates),
        used=[step for metric, step in steps.items() if metric in used],
        exported=[step for metric, step in steps.items() if metric in exported],
        peaks=_moved_peaks(in_time, peaked),
    )


def _counted_by(terms: PlanTerms, place: PricedUsage) -> CountedBill:
    return CountedBill.of(replace(place, terms=terms))


def _in_seasons_of(after: PricedUsage, before: PricedUsage) -> PlanTerms:
    """The later terms, by which the earlier days lie in the seasons of the later ones."""
    own, other = before.span.days, after.span.days
    calendars = {
        code: with_seasons_of(calendar, own, other) for code, calendar in after.terms.calendars.items()
    }
    return replace(after.terms, calendars=calendars)


def _with_amounts_of(moved: CountedBill, later: CountedBill, moves: _Moves) -> CountedBill:
    """The later totals in the earlier proportions; a metric of which there were none has only later ones."""
    factors = {
        metric: Fraction(now) / Fraction(then) for metric, (then, now) in moves.items() if then > 0 <= now
    }
    return moved.times(factors).with_totals_of(later, moves.keys() - factors.keys())


def _moves(before: PricedUsage, after: PricedUsage) -> dict[str, tuple[Decimal, Decimal]]:
    """The totals at a place, the earlier ones for as many days as the later ones."""
    longer = Fraction(after.span.day_count, before.span.day_count)
    return {
        metric: (prorate(_sum(before.usage[metric]), longer), _sum(after.usage[metric]))
        for metric in before.usage.keys() & after.usage.keys() & _totalled(after.terms)
    }


def _moved_peaks(before: CountedBill, after: CountedBill) -> dict[str, tuple[Decimal, Decimal]]:
    then, now = before.peaks(), after.peaks()
    return {
        f"{code} {bucket}": (then[code, bucket], now[code, bucket])
        for code, bucket in then.keys() & now.keys()
    }


def _totals(before: Bill, after: Bill, metrics: AbstractSet[str]) -> dict[str, tuple[Decimal, Decimal]]:
    """What each bill counted of each metric at all its places."""

    def total(bill: Bill, metric: str) -> Decimal:
        counted = (place.usage[metric] for place in bill.places.values() if metric in place.usage)
        return sum((_sum(one) for one in counted), _NOTHING)

    return {metric: (total(before, metric), total(after, metric)) for metric in metrics}


def _sum(one: UsageMatrix) -> Decimal:
    return Decimal(int(one.quantities.sum())).scaleb(-one.decimals)


def _totalled(terms: PlanTerms) -> frozenset[str]:
    """The metrics of which amounts are charged for, not only demands."""
    return frozenset(
        metric
        for charge in terms.charges
        if not is_demand(charge.determinant)
        for metric in metrics_counted(charge.determinant)
    )


def _same_days(before: Bill, after: Bill) -> bool:
    return all(
        before.places[key].span.day_count == after.places[key].span.day_count
        for key in before.places.keys() & after.places.keys()
    )
