"""What published examples are rated with: a plan of a few charges and usage that fills a period."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

import numpy as np

from metering.usage.interval_grid import IntervalGrid
from metering.usage.local_calendar import LocalCalendar
from metering.usage.periods import Period
from metering.usage.reading_quality import ReadingQuality
from metering.usage.usage_series import UsageSeries
from pricing.rating import PlanTerms, RatedAccount, RatedLine, RatingRequest, rate_accounts
from pricing.rating.plan_terms import Charge, Determinant, MetricTerms, PerUnitPrice, Price, Tier

METRIC: Final = "USE"
REACTIVE: Final = "REACTIVE"
_CALENDAR: Final = LocalCalendar("UTC")


def charge(code: str, determinant: Determinant, price: Price | str, **facts: Any) -> Charge:
    """A charge with one price; a text is a price per unit."""
    one = PerUnitPrice(Decimal(price)) if isinstance(price, str) else price
    return Charge(code, code, determinant, {None: one}, **facts)


def tiers(*rows: tuple[str | None, str]) -> tuple[Tier, ...]:
    """Tiers from (top, price); top None is open."""
    return tuple(Tier(None if top is None else Decimal(top), Decimal(price)) for top, price in rows)


def days(first: date, end: date) -> Period:
    """The days up to but not including `end`."""
    return _CALENDAR.span(first, end)


def month(year: int, number: int) -> Period:
    """A calendar month."""
    return days(date(year, number, 1), date(year + number // 12, number % 12 + 1, 1))


def series(
    period: Period, step_minutes: int, values: Iterable[int], decimals: int = 0, unit: str = "kWh"
) -> UsageSeries:
    """Usage that begins with these values; nothing is used after them."""
    grid = IntervalGrid.filling(period, step_minutes)
    quantities = np.zeros(grid.count, dtype=np.int64)
    given = list(values)
    quantities[: len(given)] = given
    qualities = np.full(grid.count, ReadingQuality.ACTUAL, dtype=np.uint8)
    return UsageSeries(grid, quantities, qualities, unit, decimals)


def account(
    charges: Sequence[Charge],
    period: Period,
    usage: Mapping[str, UsageSeries] | None = None,
    full_period: Period | None = None,
    *,
    calendars: Mapping[str, Any] | None = None,
    **facts: Any,
) -> RatedAccount:
    """What the engine makes of it; `facts` are those of a request."""
    used = usage or {}
    terms = PlanTerms(
        code="published",
        currency="USD",
        metrics={metric: MetricTerms(one.unit) for metric, one in used.items()},
        charges=tuple(charges),
        calendars=calendars or {},
    )
    request = RatingRequest(terms, "UTC", period, full_period or period, used, **facts)
    (rated,) = rate_accounts(request.as_batch())
    return rated


def amounts(lines: Iterable[RatedLine]) -> dict[str, Decimal]:
    """The sum of each charge's rounded lines."""
    sums: dict[str, Decimal] = {}
    for line in lines:
        sums[line.charge_code] = sums.get(line.charge_code, Decimal(0)) + line.amount
    return sums


def total(lines: Iterable[RatedLine]) -> Decimal:
    """The sum of the rounded lines."""
    return sum((line.amount for line in lines), Decimal(0))


def unrounded(lines: Iterable[RatedLine]) -> Decimal:
    """The sum of the lines as they were before they were rounded."""
    return sum((line.exact_amount for line in lines), Decimal(0))
