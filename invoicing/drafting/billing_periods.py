"""Local days that are billed: a run's period, a subscription's part of it, the months of a cycle.

Spans of days are half-open. They become instants in the service point's zone only when usage is loaded.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, order=True)
class DaySpan:
    """The local days from `from_date` up to but not including `to_date`.

    Raises ValueError when there is no day in it.
    """

    from_date: date
    to_date: date

    def __post_init__(self) -> None:
        if self.to_date <= self.from_date:
            raise ValueError(f"a span of days must end after it starts: {self.from_date} to {self.to_date}")

    @property
    def day_count(self) -> int:
        """How many days the span has."""
        return (self.to_date - self.from_date).days

    @property
    def days(self) -> tuple[date, ...]:
        """The days, in order."""
        first = self.from_date.toordinal()
        return tuple(date.fromordinal(first + number) for number in range(self.day_count))

    def overlap(self, other: DaySpan) -> DaySpan | None:
        """The days in both spans, or None when they only touch or lie apart."""
        from_date, to_date = max(self.from_date, other.from_date), min(self.to_date, other.to_date)
        return DaySpan(from_date, to_date) if from_date < to_date else None

    def covers(self, other: DaySpan) -> bool:
        """Whether all days of `other` lie in the span."""
        return self.from_date <= other.from_date and other.to_date <= self.to_date

    def __str__(self) -> str:
        return f"{self.from_date} to {self.to_date}"


def billed_span(start_date: date, end_date: date | None, run: DaySpan) -> DaySpan | None:
    """The days of a run on which a subscription is supplied, or None when there are none.

    `end_date` is the first day not supplied, None while the subscription goes on. First and final bills are
    short by the days before move-in and from move-out on.
    """
    return run.overlap(DaySpan(start_date, end_date or date.max))


def monthly_period(anchor_day: int, year: int, month: int) -> DaySpan:
    """The billing period that begins in the month, on the anchor day, and ends on that of the next month.

    A month without the anchor day uses its last one, and the anchor is kept: periods of one anchor follow one
    another without gap or overlap, because each is computed from the anchor and none from the one before.
    """
    return DaySpan(_anchored(anchor_day, year, month), _anchored(anchor_day, *_next_month(year, month)))


def monthly_period_of(day: date, anchor_day: int) -> DaySpan:
    """The monthly period of the anchor that holds the day."""
    period = monthly_period(anchor_day, day.year, day.month)
    if day >= period.from_date:
        return period
    year, month = (day.year, day.month - 1) if day.month > 1 else (day.year - 1, 12)
    return monthly_period(anchor_day, year, month)


def _next_month(year: int, month: int) -> tuple[int, int]:
    return (year, month + 1) if month < 12 else (year + 1, 1)


def _anchored(anchor_day: int, year: int, month: int) -> date:
    return date(year, month, min(anchor_day, monthrange(year, month)[1]))
