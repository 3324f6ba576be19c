"""A period that is not the one whose turn it is: what billing it would do, in words."""

from __future__ import annotations

from datetime import date, timedelta

from invoicing.drafting.billing_periods import DaySpan, monthly_period_of


def period_oddities(period: DaySpan, last_end: date | None) -> tuple[str, ...]:
    """What is unusual about billing `period` after runs up to `last_end`, the first day not billed; () if nothing.

    A cycle's periods are months on end: the usual one begins where the last run ended. Before any run, a month
    from the first day on is usual.
    """
    begins = last_end or period.from_date
    usual = monthly_period_of(begins, begins.day)
    found = []
    if period.from_date > begins:
        gap = DaySpan(begins, period.from_date)
        found.append(f"{_days(gap)} are left out: no run has billed them, and none would.")
    elif period.from_date < begins:
        found.append(
            f"The cycle is billed up to {_day(begins - timedelta(days=1))}: accounts that are billed for some of "
            "these days are not billed again."
        )
    expected = (
        usual if period.from_date == begins else monthly_period_of(period.from_date, period.from_date.day)
    )
    if period.to_date != expected.to_date:
        found.append(
            f"{_days(period)} are {period.day_count} days; the cycle's period is {_days(expected)}, "
            f"{expected.day_count} days. What a plan charges a month is charged for the part of it, and the next "
            f"period would begin on {_day(period.to_date)}."
        )
    return tuple(found)


def _days(span: DaySpan) -> str:
    return f"{_day(span.from_date)} to {_day(span.to_date - timedelta(days=1))}"


def _day(day: date) -> str:
    return f"{day:%-d %b %Y}"
