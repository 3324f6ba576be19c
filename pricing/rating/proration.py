"""The part of a billing period that is billed, as an exact ratio; never a rounded fraction (semantics §13)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from metering.usage.local_calendar import LocalCalendar
from metering.usage.periods import Period
from pricing.money import EXACT


def calendar_day_fraction(period: Period, full_period: Period, calendar: LocalCalendar) -> Fraction:
    """Local calendar days of the period over those of the full one; a day of a clock change counts one."""
    return Fraction(calendar.day_count(period), calendar.day_count(full_period))


def duration_fraction(period: Period, full_period: Period) -> Fraction:
    """Elapsed time of the period over that of the full one: an hour of a clock change counts."""
    second = timedelta(microseconds=1)
    return Fraction(period.duration // second, full_period.duration // second)


def fixed_month_fraction(start: date, end: date, days_in_month: int) -> Fraction:
    """Months of a fixed number of days (30/360): days between the dates over `days_in_month`.

    Dates in different months count the start's month as `days_in_month` long (Kill Bill's rule).
    """
    days = (end - start).days
    if (start.year, start.month) != (end.year, end.month):
        first_of_next = (start.replace(day=1) + timedelta(days=32)).replace(day=1)
        days -= (first_of_next - start.replace(day=1)).days - days_in_month
    return Fraction(days, days_in_month)


def prorate(amount: Decimal, fraction: Fraction) -> Decimal:
    """The amount times the fraction: multiplied first, divided last, not rounded."""
    return EXACT.divide(EXACT.multiply(amount, Decimal(fraction.numerator)), Decimal(fraction.denominator))


def months_between(start: date, end: date) -> Fraction:
    """Calendar months from one day up to another: whole ones count 1, a part of one its days over the month's."""
    months = Fraction(0)
    while start < end:
        first_of_next = (start.replace(day=1) + timedelta(days=32)).replace(day=1)
        until = min(end, first_of_next)
        months += Fraction((until - start).days, (first_of_next - start.replace(day=1)).days)
        start = until
    return months


def share_of(amount: Decimal, weight: Decimal, whole: Decimal) -> Decimal:
    """The part of an amount that a weight has in the whole of the weights: multiplied first, not rounded."""
    return EXACT.divide(EXACT.multiply(amount, weight), whole)
