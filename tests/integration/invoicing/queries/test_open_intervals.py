"""The intervals that no invoice is for yet."""

from datetime import UTC, date, datetime

import pytest

from invoicing.queries.open_intervals import load_open_intervals, load_open_services
from metering.models import Channel
from tests.factories.invoicing import AccountFactory
from tests.factories.portal import APRIL, MARCH, NOW, bill_january_and_february, household
from tests.factories.readings import store_readings

pytestmark = pytest.mark.django_db
METRIC = "ELECTRICITY_IMPORT"


def march(at=NOW):
    account = household().account
    bill_january_and_february()
    found = load_open_services(account)
    assert (found.period.from_date, found.period.to_date) == (MARCH, APRIL)
    (service,) = found.services
    return load_open_intervals(service, found.period, METRIC, at)


def test_end_with_the_last_day_that_has_a_reading():
    shown = march(datetime(2026, 3, 20, 9, tzinfo=UTC))
    assert (shown.from_date, shown.to_date) == (MARCH, date(2026, 3, 16))
    assert (len(shown.days), shown.amounts, shown.day_amounts) == (15, (), ())
    assert shown.quantity(slice(0, shown.grid.count)) == 180


def test_do_not_show_a_day_that_is_not_over():
    account = household().account
    bill_january_and_february()
    store_readings(Channel.objects.get(), date(2026, 3, 16), date(2026, 3, 17), 250, NOW)
    found = load_open_services(account)
    shown = load_open_intervals(found.services[0], found.period, METRIC, NOW)
    assert shown.to_date == date(2026, 3, 16)


def test_there_are_none_before_the_first_reading():
    assert march(datetime(2026, 3, 16, 6, tzinfo=UTC)) is None
    assert load_open_services(AccountFactory()) is None
