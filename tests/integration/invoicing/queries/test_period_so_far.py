"""The billing period that runs."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from invoicing.drafting.billing_periods import DaySpan
from invoicing.models import Subscription
from invoicing.queries.period_so_far import load_open_period, load_period_so_far
from metering.models import Channel
from tests.factories.invoicing import AccountFactory
from tests.factories.portal import (
    APRIL,
    FEBRUARY,
    JANUARY,
    MARCH,
    NOW,
    bill,
    bill_january_and_february,
    household,
)
from tests.factories.readings import store_readings

pytestmark = pytest.mark.django_db


def test_is_priced_by_the_engine_up_to_the_last_day_with_readings():
    account = household().account
    bill_january_and_february()
    found = load_period_so_far(account, NOW)
    assert found.period == DaySpan(MARCH, APRIL)
    assert (found.through, found.day_count, found.missing_count) == (date(2026, 3, 16), 15, 0)
    # 180 kWh, of which 300 x 15/31 in the first tier: 6.75 + 36.29 + 10.80 and 10.77 VAT
    assert found.cost == Decimal("64.61")
    (used,) = found.used
    assert (used.name, used.unit, used.quantity) == ("Electricity", "kWh", Decimal("180.000"))
    assert used.low < used.high
    assert found.cost < found.low < found.expected < found.high


def test_foretells_the_whole_period_from_days_that_never_differ():
    account = household().account
    channel = Channel.objects.get()
    store_readings(channel, FEBRUARY, MARCH, 250, datetime(2026, 3, 2, 7, tzinfo=UTC))
    bill_january_and_february()
    found = load_period_so_far(account, NOW)
    # January once more, but for an hour of 0.5 kWh when the clock goes forward: 0.18 less, tax included.
    assert (found.low, found.expected, found.high) == (Decimal("133.34"),) * 3


def test_knows_readings_only_as_of_the_instant():
    account = household().account
    bill_january_and_february()
    found = load_period_so_far(account, datetime(2026, 3, 16, 6, tzinfo=UTC))
    assert (found.through, found.cost, found.used) == (None, None, ())
    assert found.expected is not None  # February is enough to say what March will be like


def test_counts_what_is_missing_before_the_last_complete_day():
    account = household().account
    bill_january_and_february()
    channel = Channel.objects.get()
    store_readings(channel, date(2026, 3, 16), date(2026, 3, 18), 250, NOW, holes=[5, 6])
    found = load_period_so_far(account, datetime(2026, 3, 18, 9, tzinfo=UTC))
    assert (found.through, found.missing_count) == (date(2026, 3, 18), 2)


def test_the_open_period_follows_the_last_bill():
    subscription = household()
    assert load_open_period(subscription.account) == DaySpan(JANUARY, FEBRUARY)
    bill(JANUARY, FEBRUARY)
    assert load_open_period(subscription.account) == DaySpan(FEBRUARY, MARCH)


def test_says_nothing_of_who_is_supplied_no_more_or_not_yet():
    assert load_period_so_far(AccountFactory(), NOW) is None
    subscription = household()
    Subscription.objects.filter(pk=subscription.pk).update(end_date=MARCH)
    bill_january_and_february()
    assert load_period_so_far(subscription.account, NOW) is None


def test_takes_as_many_queries_for_two_places_as_for_one():
    account = household().account
    bill_january_and_february()

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert load_period_so_far(account, NOW).cost is not None
        return len(captured)

    before = queries()
    other = household()
    Subscription.objects.filter(pk=other.pk).update(account=account, start_date=MARCH)
    assert queries() == before <= 10
