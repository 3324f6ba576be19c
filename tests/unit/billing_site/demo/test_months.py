"""Calendar months."""

from datetime import date

import pytest

from billing_site.demo.months import later_month, month_of


def test_month_is_its_first_day():
    assert month_of(date(2026, 2, 28)) == date(2026, 2, 1)


@pytest.mark.parametrize(
    ("count", "month"),
    [(0, date(2026, 11, 1)), (2, date(2027, 1, 1)), (-11, date(2025, 12, 1)), (1, date(2026, 12, 1))],
)
def test_counts_months_over_the_turn_of_the_year(count, month):
    assert later_month(date(2026, 11, 1), count) == month
