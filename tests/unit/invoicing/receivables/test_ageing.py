"""Open amounts by age."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from invoicing.receivables.ageing import age, days_overdue
from invoicing.receivables.allocation import OpenAmount

TODAY = date(2026, 6, 30)


def due(days_ago, amount="10.00", invoice_id=1):
    return OpenAmount(invoice_id, TODAY - timedelta(days=days_ago), Decimal(amount))


@pytest.mark.parametrize(
    ("days_ago", "band"),
    [(-5, 0), (0, 0), (1, 1), (30, 1), (31, 2), (60, 2), (61, 3), (90, 3), (91, 4), (900, 4)],
)
def test_puts_an_amount_into_the_band_of_its_days(days_ago, band):
    bands = age([due(days_ago)], TODAY).bands
    assert [one.invoice_count for one in bands] == [int(place == band) for place in range(5)]


def test_names_the_days_of_each_band():
    edges = [(band.first_day, band.last_day) for band in age([], TODAY).bands]
    assert edges == [(None, 0), (1, 30), (31, 60), (61, 90), (91, None)]


def test_says_what_is_owed_and_what_of_it_is_overdue():
    ageing = age([due(-1, "5.00", 1), due(40, "7.00", 2), due(95, "9.00", 3)], TODAY)
    assert (ageing.owed, ageing.overdue) == (Decimal("21.00"), Decimal("16.00"))


def test_takes_credit_off_the_oldest_first():
    ageing = age([due(40, "7.00", 2), due(95, "9.00", 3)], TODAY, Decimal("10.00"))
    assert [band.amount for band in ageing.bands] == [0, 0, Decimal("6.00"), 0, 0]
    assert ageing.credit_left == 0


def test_keeps_credit_that_nothing_asks_for():
    assert age([due(1, "7.00")], TODAY, Decimal("10.00")).credit_left == Decimal("3.00")


def test_counts_days_from_the_day_after_the_due_date():
    assert [days_overdue(TODAY, TODAY + timedelta(days=days)) for days in (-3, 0, 1, 10)] == [0, 0, 1, 10]
