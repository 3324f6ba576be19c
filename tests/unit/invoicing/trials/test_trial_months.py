"""Months that are over, at most two years of them."""

from datetime import date

import pytest

from invoicing.drafting.billing_periods import DaySpan
from invoicing.trials.trial_months import UnusableMonths, last_months, months_of, trial_months

TODAY = date(2026, 3, 1)


def test_has_each_month_from_the_first_to_the_last():
    assert trial_months(date(2025, 12, 7), date(2026, 2, 1), TODAY) == (
        DaySpan(date(2025, 12, 1), date(2026, 1, 1)),
        DaySpan(date(2026, 1, 1), date(2026, 2, 1)),
        DaySpan(date(2026, 2, 1), date(2026, 3, 1)),
    )


def test_rates_up_to_24_months():
    assert len(trial_months(date(2024, 2, 1), date(2026, 1, 1), TODAY)) == 24
    with pytest.raises(UnusableMonths, match="25 months, of which at most 24"):
        trial_months(date(2024, 1, 1), date(2026, 1, 1), TODAY)


def test_refuses_months_in_the_wrong_order_and_one_that_is_not_over():
    with pytest.raises(UnusableMonths, match="lies before the first"):
        trial_months(date(2026, 2, 1), date(2026, 1, 1), TODAY)
    with pytest.raises(UnusableMonths, match="not over yet"):
        trial_months(date(2026, 2, 1), date(2026, 2, 1), date(2026, 2, 28))


def test_tells_the_months_of_a_span_again():
    months = trial_months(date(2025, 11, 1), date(2026, 2, 1), TODAY)
    assert months_of(DaySpan(date(2025, 11, 1), date(2026, 3, 1))) == months


def test_takes_the_last_months_before_this_one():
    assert [month.from_date for month in last_months(3, date(2026, 1, 31))] == [
        date(2025, 10, 1),
        date(2025, 11, 1),
        date(2025, 12, 1),
    ]
