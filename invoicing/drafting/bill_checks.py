"""Is a draft plausible? It is held against the account's own earlier bills before anybody issues it.

A bill that is held waits for a clerk; it is never changed. What is told holds the numbers that were compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from statistics import median
from typing import Final

from invoicing.drafting.billing_periods import DaySpan
from invoicing.drafting.counted_intervals import (
    ServiceMetric,
    counted_intervals,
    highest_demands,
    idle_services,
)
from invoicing.drafting.drafts import Draft
from pricing.money import minor_unit_scale

_LONGEST_REASON: Final = 500
_YEAR: Final = timedelta(days=365)


class HoldCode(StrEnum):
    """Why a bill is held; those of the table, in the order in which one outranks another."""

    NEGATIVE = "NEGATIVE"
    HIGH = "HIGH"
    LOW = "LOW"
    ZERO_USAGE = "ZERO_USAGE"
    PEAK = "PEAK"
    ESTIMATED = "ESTIMATED"
    BY_HAND = "BY_HAND"


@dataclass(frozen=True, slots=True)
class BillCheckLimits:
    """From where on a bill is held.

    A bill of the same season of last year is the better measure, so it has the narrower limits: those that
    the market's meter data management uses (half and twice). Where no year has passed, the last bills lag
    behind the season, and more is let through. `least_difference` is in the smallest coins of the currency
    over the whole bill: a garden tap that is opened in spring is not worth a clerk's time. Bills of fewer
    than `least_days` days are neither compared nor compared with.
    """

    high_against_last_year: Decimal = Decimal(2)
    low_against_last_year: Decimal = Decimal("0.5")
    high_against_last_bills: Decimal = Decimal("2.5")
    low_against_last_bills: Decimal = Decimal("0.4")
    season_days: int = 45
    last_bills: int = 3
    fewest_bills: int = 2
    least_difference: int = 3_000
    least_days: int = 7
    estimated_share: Decimal = Decimal("0.15")
    peak_growth: Decimal = Decimal("1.5")
    fewest_peaks: int = 3


DEFAULT_LIMITS: Final = BillCheckLimits()


@dataclass(frozen=True, slots=True)
class PastBill:
    """A finalized bill that no credit note took back."""

    span: DaySpan
    total: Decimal

    @property
    def per_day(self) -> Decimal:
        """What a day of it came to."""
        return self.total / self.span.day_count


@dataclass(frozen=True, slots=True)
class EarlierPeak:
    """The highest demand billed so far, and on how many bills there was one."""

    highest: Decimal
    bill_count: int


@dataclass(frozen=True, slots=True)
class AccountHistory:
    """What was billed before the draft's first day: `bills` in order of time, `peaks` by service and metric."""

    bills: Sequence[PastBill] = ()
    peaks: Mapping[ServiceMetric, EarlierPeak] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a draft is held: the weightiest code, and all reasons in words."""

    code: HoldCode
    reason: str


@dataclass(frozen=True, slots=True)
class _Usual:
    """What a day usually comes to, how that is known, and from which ratios on it is not usual any more."""

    per_day: Decimal
    words: str
    high: Decimal
    low: Decimal


def check_draft(
    draft: Draft, history: AccountHistory, limits: BillCheckLimits = DEFAULT_LIMITS
) -> Objection | None:
    """What speaks against issuing the draft as it is; None for a plausible one.

    A first bill has nothing to be compared with: only its sign and its readings are looked at.
    """
    usual = _usual(draft, history.bills, limits)
    found = [
        *_negative(draft, history.bills, limits),
        *_high_or_low(draft, usual, limits),
        *_zero_usage(draft, usual, limits),
        *_peaks(draft, history.peaks, limits),
        *_estimated(draft, limits),
    ]
    if not found:
        return None
    reasons = "; ".join(reason for _, reason in found)
    if len(reasons) > _LONGEST_REASON:
        reasons = reasons[: _LONGEST_REASON - 1] + "…"
    return Objection(found[0][0], reasons)


def _usual(draft: Draft, bills: Sequence[PastBill], limits: BillCheckLimits) -> _Usual | None:
    comparable = [bill for bill in bills if bill.span.day_count >= limits.least_days]
    same_season = _same_season(draft, comparable, limits)
    if same_season:
        usual, high, low = same_season, limits.high_against_last_year, limits.low_against_last_year
        words = "the same season last year came to"
    else:
        usual = comparable[-limits.last_bills :]
        high, low = limits.high_against_last_bills, limits.low_against_last_bills
        words = f"the last {len(usual)} bills came to"
        if len(usual) < limits.fewest_bills:
            return None
    return _Usual(median(bill.per_day for bill in usual), words, high, low)


def _same_season(draft: Draft, bills: Sequence[PastBill], limits: BillCheckLimits) -> list[PastBill]:
    """The bills that began within `season_days` of the draft's first day a year before."""
    season, nearby = draft.span.from_date - _YEAR, timedelta(days=limits.season_days)
    return [bill for bill in bills if abs(bill.span.from_date - season) <= nearby]


def _negative(draft: Draft, bills: Sequence[PastBill], limits: BillCheckLimits) -> list[tuple[HoldCode, str]]:
    """A credit where none is usual: not in this season of last year, nor lately; or a much larger one.

    A house with panels earns more than it uses each summer: once somebody has let a first credit go, the next
    ones are its way.
    """
    if draft.total >= 0:
        return []
    credit = f"a credit of {_money(-draft.total, draft.currency)}"
    measure = [*_same_season(draft, bills, limits), *bills[-limits.last_bills :]]
    largest = max((-bill.per_day for bill in measure), default=Decimal(0))
    if largest <= 0:
        return [(HoldCode.NEGATIVE, f"{credit}: {_credits_before(bills)}")]
    days = draft.span.day_count
    least = Decimal(limits.least_difference).scaleb(-minor_unit_scale(draft.currency))
    if (
        -draft.total / days <= limits.high_against_last_year * largest
        or -draft.total - largest * days < least
    ):
        return []
    told = f"{_money(-draft.total / days, draft.currency)} a day, the largest usual one came to"
    return [(HoldCode.NEGATIVE, f"{credit}: {told} {_money(largest, draft.currency)}")]


def _credits_before(bills: Sequence[PastBill]) -> str:
    if not bills:
        return "this is the first bill"
    if len(bills) == 1:
        return "the bill before was not"
    count = sum(bill.total < 0 for bill in bills)
    if not count:
        return f"none of the {len(bills)} bills before was one"
    return (
        f"{count} of the {len(bills)} bills before {'were' if count > 1 else 'was'} one,"
        " none lately or in this season"
    )


def _high_or_low(draft: Draft, usual: _Usual | None, limits: BillCheckLimits) -> list[tuple[HoldCode, str]]:
    days = draft.span.day_count
    if usual is None or usual.per_day <= 0 or days < limits.least_days:
        return []
    difference = abs(draft.total - usual.per_day * days)
    if difference < Decimal(limits.least_difference).scaleb(-minor_unit_scale(draft.currency)):
        return []
    ratio = draft.total / days / usual.per_day
    compared = f"{_per_day(draft)} a day, {usual.words} {_money(usual.per_day, draft.currency)}"
    if ratio > usual.high:
        return [(HoldCode.HIGH, f"{ratio:.1f} times the usual bill: {compared}")]
    if 0 <= ratio < usual.low:
        return [(HoldCode.LOW, f"{ratio:.0%} of the usual bill: {compared}".replace("%", " %"))]
    return []


def _zero_usage(draft: Draft, usual: _Usual | None, limits: BillCheckLimits) -> list[tuple[HoldCode, str]]:
    """No usage at a supply whose bills are usually higher; a house that is always empty is as usual."""
    if usual is None or draft.span.day_count < limits.least_days:
        return []
    if draft.total / draft.span.day_count >= usual.per_day:
        return []
    told = (
        f"no usage on {draft.span.day_count} days: {_per_day(draft)} a day,"
        f" {usual.words} {_money(usual.per_day, draft.currency)}"
    )
    return [(HoldCode.ZERO_USAGE, f"{place}: {told}") for place in idle_services(draft.lines)]


def _peaks(
    draft: Draft, peaks: Mapping[ServiceMetric, EarlierPeak], limits: BillCheckLimits
) -> list[tuple[HoldCode, str]]:
    places = {line.service.subscription_id: line.service.service_point_code for line in draft.lines}
    found = []
    for key, (demand, unit) in highest_demands(draft.lines).items():
        earlier = peaks.get(key)
        if earlier is None or earlier.bill_count < limits.fewest_peaks or earlier.highest <= 0:
            continue
        growth = demand / earlier.highest
        if growth > limits.peak_growth:
            told = (
                f"{places[key[0]]}: a demand of {demand.normalize():,f} {unit} is {growth:.1f} times the highest"
                f" of {earlier.bill_count} bills before, {earlier.highest.normalize():,f} {unit}"
            )
            found.append((HoldCode.PEAK, told))
    return found


def _estimated(draft: Draft, limits: BillCheckLimits) -> list[tuple[HoldCode, str]]:
    counted = counted_intervals(draft.lines)
    if counted.estimated_share <= limits.estimated_share:
        return []
    told = (
        f"{100 * counted.estimated_share:.0f} % of the readings are not actual: {counted.estimated:,} of"
        f" {counted.count:,} intervals"
    )
    return [(HoldCode.ESTIMATED, told)]


def _per_day(draft: Draft) -> str:
    return _money(draft.total / draft.span.day_count, draft.currency)


def _money(amount: Decimal, currency: str) -> str:
    return f"{amount:,.{minor_unit_scale(currency)}f}"
