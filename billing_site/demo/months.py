"""Calendar months as the date of their first day."""

from __future__ import annotations

from datetime import date


def month_of(day: date) -> date:
    """The month that the day lies in."""
    return day.replace(day=1)


def later_month(month: date, count: int) -> date:
    """The month `count` months after `month` (before it, when negative)."""
    years, index = divmod(month.year * 12 + month.month - 1 + count, 12)
    return date(years, index + 1, 1)
