"""Pictures of an account: plans on a line of time, and usage with its bills beneath."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from billing_site.foundation.bar_charts import BarChart, bar_chart
from billing_site.foundation.unit_symbols import unit_symbol
from billing_site.foundation.writing import (
    active_locale,
    day_span,
    long_month,
    plain_number,
    short_day,
    short_month,
)
from invoicing.queries.account_services import AccountService
from metering.queries.monthly_totals import MonthTotal

_MONTHS: Final = 13
_ROOM_AHEAD: Final = timedelta(days=45)
_LEAST_YEAR: Final = timedelta(days=365)
_LEAST_PERCENT_WITH_TEXT: Final = 16
_COLOURS: Final = ("c1", "c3", "c4", "c2")


@dataclass(frozen=True, slots=True)
class PlanBar:
    """The days of a plan version: place and width in percent; `text` is empty where it has no room."""

    x: str
    width: str
    text_x: str
    text: str
    title: str
    css_class: str


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A service on the line of time."""

    label: str
    bars: tuple[PlanBar, ...]


@dataclass(frozen=True, slots=True)
class PlanTimeline:
    """Services one under the other between two days; `today` is where that lies, in percent."""

    first: date
    last: date
    today: str
    rows: tuple[PlanRow, ...]


@dataclass(frozen=True, slots=True)
class UsageAndBills:
    """Two charts with the same months, one above the other, and the sentence that they prove."""

    usage: BarChart
    bills: BarChart
    summary: str
    bills_summary: str


def plan_timeline(services: Sequence[AccountService], today: date) -> PlanTimeline | None:
    """From the first day supplied to a little after today; None without services."""
    if not services:
        return None
    first = min(min(one.start_date for one in services), today - _LEAST_YEAR)
    last = today + _ROOM_AHEAD
    whole = (last - first).days

    def percent(day: date) -> float:
        return 100 * min(max((day - first).days, 0), whole) / whole

    rows = []
    for one in services:
        colour = _COLOURS[sorted({each.plan_code for each in services}).index(one.plan_code) % len(_COLOURS)]
        bars = []
        for index, span in enumerate(one.versions):
            x, end = percent(span.from_date), percent(span.to_date or last)
            days = (
                f"from {short_day(span.from_date, active_locale())}"
                if span.to_date is None
                else day_span(span.from_date, span.to_date, active_locale())
            )
            name = f"{one.plan_name} v{span.number}"
            bars.append(
                PlanBar(
                    f"{x:.2f}%",
                    f"{max(end - x, 0.4):.2f}%",
                    f"{(x + end) / 2:.2f}%",
                    name if end - x >= _LEAST_PERCENT_WITH_TEXT else "",
                    f"{name}: {days}",
                    f"{colour}{' later' if index % 2 else ''}",
                )
            )
        rows.append(PlanRow(one.service_point_code, tuple(bars)))
    return PlanTimeline(first, last, f"{percent(today):.2f}%", tuple(rows))


def months_before(today: date) -> list[date]:
    """The first days of the last thirteen months, this one among them."""
    this = today.year * 12 + today.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(this - _MONTHS + 1, this + 1)]


def usage_and_bills(
    months: Sequence[date],
    totals: Sequence[MonthTotal],
    bills: Mapping[date, Decimal],
    unit: str,
    currency: str,
    url_of: Callable[[date], str],
) -> UsageAndBills | None:
    """Usage above bills, month by month; None when there is neither. `url_of` leads to a month's readings."""
    by_month = {total.month: total for total in totals}
    if not by_month and not bills:
        return None
    labels = [f"{short_month(month, active_locale())} {month:%y}" for month in months]
    shown = [by_month.get(month) for month in months]
    usage = bar_chart(
        [one.total if one else None for one in shown],
        height=110,
        classes=["c1 est" if one and one.estimated_days else "c1" for one in shown],
        labels=labels,
        notes=[
            f"{one.estimated_days} days not all actual" if one and one.estimated_days else "" for one in shown
        ],
        urls=[url_of(month) if month in by_month else "" for month in months],
        unit=unit_symbol(unit),
    )
    money = bar_chart(
        [bills.get(month) for month in months],
        height=70,
        classes=["c7"] * len(months),
        labels=labels,
        unit=currency,
    )
    room = max(usage.axis_width, money.axis_width)
    used = [one for one in shown if one]
    top = max(used, key=lambda one: one.total, default=None)
    summary = "No readings in these months."
    if top is not None:
        figure = f"{plain_number(top.total, active_locale())} {unit_symbol(unit)}"
        summary = f"The highest month is {long_month(top.month, active_locale())} with {figure}."
    return UsageAndBills(
        replace(usage, axis_width=room),
        replace(money, axis_width=room),
        summary,
        f"Bills by the month in which their period begins, in {currency}.",
    )
