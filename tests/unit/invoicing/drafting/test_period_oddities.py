"""Periods out of turn are told in words."""

from datetime import date

import pytest

from invoicing.drafting.billing_periods import DaySpan
from invoicing.drafting.period_oddities import period_oddities

NOVEMBER, DECEMBER = date(2025, 11, 1), date(2025, 12, 1)


@pytest.mark.parametrize(
    ("period", "last_end"),
    [
        (DaySpan(NOVEMBER, DECEMBER), NOVEMBER),
        (DaySpan(NOVEMBER, DECEMBER), None),
        (DaySpan(date(2025, 11, 15), date(2025, 12, 15)), date(2025, 11, 15)),
    ],
)
def test_the_period_whose_turn_it_is_is_not_odd(period, last_end):
    assert period_oddities(period, last_end) == ()


def test_a_part_of_a_month_says_how_many_days_and_where_the_next_begins():
    (told,) = period_oddities(DaySpan(NOVEMBER, date(2025, 11, 23)), NOVEMBER)
    assert told == (
        "1 Nov 2025 to 22 Nov 2025 are 22 days; the cycle's period is 1 Nov 2025 to 30 Nov 2025, 30 days. What a "
        "plan charges a month is charged for the part of it, and the next period would begin on 23 Nov 2025."
    )


def test_a_gap_is_named():
    assert period_oddities(DaySpan(DECEMBER, date(2026, 1, 1)), NOVEMBER) == (
        "1 Nov 2025 to 30 Nov 2025 are left out: no run has billed them, and none would.",
    )


def test_days_that_were_billed_are_named():
    (told,) = period_oddities(DaySpan(date(2025, 10, 1), NOVEMBER), NOVEMBER)
    assert told.startswith("The cycle is billed up to 31 Oct 2025")
