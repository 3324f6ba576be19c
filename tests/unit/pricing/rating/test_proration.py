"""Parts of a period as exact ratios."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from metering.usage.local_calendar import LocalCalendar
from metering.usage.periods import Period
from pricing.rating.proration import (
    calendar_day_fraction,
    duration_fraction,
    fixed_month_fraction,
    prorate,
)
from tests.unit.pricing.rating.builders import BERLIN, NEW_YORK, local_days


@pytest.mark.parametrize(
    ("zone_name", "month", "part", "fraction"),
    [
        (BERLIN, (date(2026, 3, 1), date(2026, 4, 1)), (date(2026, 3, 29), date(2026, 3, 30)), Fraction(1, 31)),
        (NEW_YORK, (date(2026, 11, 1), date(2026, 12, 1)), (date(2026, 11, 1), date(2026, 11, 2)), Fraction(1, 30)),
        ("UTC", (date(2024, 2, 1), date(2024, 3, 1)), (date(2024, 2, 15), date(2024, 3, 1)), Fraction(15, 29)),
    ],
)  # fmt: skip
def test_counts_a_day_of_a_clock_change_as_one(zone_name, month, part, fraction):
    full_period, period = local_days(zone_name, *month), local_days(zone_name, *part)
    assert calendar_day_fraction(period, full_period, LocalCalendar(zone_name)) == fraction


def test_counts_the_missing_hour_where_durations_are_divided():
    march = local_days(BERLIN, date(2026, 3, 1), date(2026, 4, 1))
    day = local_days(BERLIN, date(2026, 3, 29), date(2026, 3, 30))
    assert duration_fraction(day, march) == Fraction(23, 743)


def test_divides_durations_to_the_microsecond():
    start = datetime(2026, 1, 1, tzinfo=UTC)
    full = Period(start, datetime(2026, 1, 1, 0, 0, 1, tzinfo=UTC))
    part = Period(start, datetime(2026, 1, 1, 0, 0, 0, 1, tzinfo=UTC))
    assert duration_fraction(part, full) == Fraction(1, 1_000_000)


@pytest.mark.parametrize(
    ("start", "end", "fraction"),
    [
        (date(2023, 5, 23), date(2023, 6, 15), Fraction(22, 30)),
        (date(2023, 2, 23), date(2023, 3, 15), Fraction(22, 30)),
        (date(2023, 4, 15), date(2023, 4, 23), Fraction(8, 30)),
        (date(2023, 1, 31), date(2023, 2, 28), Fraction(27, 30)),
        (date(2023, 12, 1), date(2024, 1, 1), Fraction(1)),
        (date(2022, 12, 15), date(2023, 12, 15), Fraction(364, 30)),
    ],
)
def test_takes_the_first_month_for_thirty_days_long(start, end, fraction):
    assert fixed_month_fraction(start, end, 30) == fraction


def test_multiplies_before_it_divides():
    # A third first and times three would be 99.99…: 60 digits of nines.
    assert prorate(Decimal(300), Fraction(1, 3)) == Decimal(100)
    assert prorate(Decimal(100), Fraction(1, 3)) == Decimal("33." + "3" * 58)


@pytest.mark.parametrize(
    ("amount", "fraction"), [("0", Fraction(1, 7)), ("-31", Fraction(1, 31)), ("5", Fraction(0))]
)
def test_prorates_nothing_and_less_than_nothing(amount, fraction):
    assert prorate(Decimal(amount), fraction) == Decimal(amount) * fraction.numerator / fraction.denominator
