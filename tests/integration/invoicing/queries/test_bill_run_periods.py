"""Runs that follow one another."""

from datetime import date

import pytest

from invoicing.drafting.billing_periods import DaySpan
from invoicing.queries.bill_run_periods import load_next_period, load_run_before
from tests.factories.invoicing import BillingCycleFactory, BillRunFactory

pytestmark = pytest.mark.django_db


def run(first, end, **facts):
    return BillRunFactory(from_date=first, to_date=end, **facts)


def test_the_run_before_is_the_cycles_last_that_had_ended():
    january = run(date(2026, 1, 1), date(2026, 2, 1))
    half = run(date(2026, 2, 1), date(2026, 2, 15))
    march = run(date(2026, 2, 15), date(2026, 3, 15))
    run(date(2026, 2, 1), date(2026, 2, 16))
    run(date(2026, 2, 1), date(2026, 2, 10), billing_cycle=BillingCycleFactory(code="OTHER"))
    assert load_run_before(march) == half
    assert load_run_before(half) == january
    assert load_run_before(january) is None


def test_the_next_period_follows_the_last_run():
    cycle = BillingCycleFactory()
    assert load_next_period(cycle) is None
    run(date(2026, 1, 1), date(2026, 2, 1))
    assert load_next_period(cycle) == DaySpan(date(2026, 2, 1), date(2026, 3, 1))
    run(date(2026, 2, 1), date(2026, 2, 15))
    assert load_next_period(cycle) == DaySpan(date(2026, 2, 15), date(2026, 3, 15))
