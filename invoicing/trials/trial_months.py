"""The calendar months that a trial rates again."""

from __future__ import annotations

from datetime import date
from typing import Final

from invoicing.drafting.billing_periods import DaySpan, monthly_period

MOST_MONTHS: Final = 24


class UnusableMonths(ValueError):
    """The months cannot be rated; the text says why, and what to choose instead."""


def trial_months(from_month: date, to_month: date, today: date) -> tuple[DaySpan, ...]:
    """Each month from the one to the other, both included; each date is any day of its month.

    Raises UnusableMonths when the last lies before the first, there are more than 24, or one is not over.
    """
    first = from_month.year * 12 + from_month.month - 1
    last = to_month.year * 12 + to_month.month - 1
    if last < first:
        raise UnusableMonths("the last month lies before the first: choose a later one")
    if last - first >= MOST_MONTHS:
        raise UnusableMonths(f"these are {last - first + 1} months, of which at most {MOST_MONTHS} are rated")
    months = tuple(monthly_period(1, number // 12, number % 12 + 1) for number in range(first, last + 1))
    if months[-1].to_date > today:
        raise UnusableMonths("the last month is not over yet: choose an earlier one")
    return months


def months_of(span: DaySpan) -> tuple[DaySpan, ...]:
    """The calendar months that make up the span, which begins and ends with one."""
    months = []
    day = span.from_date
    while day < span.to_date:
        months.append(monthly_period(1, day.year, day.month))
        day = months[-1].to_date
    return tuple(months)


def last_months(count: int, today: date) -> tuple[DaySpan, ...]:
    """The last so many calendar months that are over."""
    this = today.year * 12 + today.month - 1
    return tuple(monthly_period(1, number // 12, number % 12 + 1) for number in range(this - count, this))
