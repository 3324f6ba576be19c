"""Usage by month, from the days' totals."""

from datetime import date
from decimal import Decimal

import pytest

from metering.models import Metric
from reports.queries.usage_by_month import UsageRow, load_usage_by_month
from tests.factories.metering import ChannelFactory, MetricFactory
from tests.factories.readings import store_readings

pytestmark = pytest.mark.django_db
JANUARY, FEBRUARY, MARCH = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)


def test_adds_up_all_channels_of_a_metric():
    for quantity in (100, 250):
        store_readings(ChannelFactory(), JANUARY, MARCH, quantity)
    assert load_usage_by_month(JANUARY, MARCH) == [
        UsageRow(
            JANUARY, "ELECTRICITY_IMPORT", "Electricity", "kWh", 2, 62, Decimal(31 * 48 * 350).scaleb(-3)
        ),
        UsageRow(
            FEBRUARY, "ELECTRICITY_IMPORT", "Electricity", "kWh", 2, 56, Decimal(28 * 48 * 350).scaleb(-3)
        ),
    ]


def test_leaves_out_what_does_not_add_up():
    level = MetricFactory(code="TANK_LEVEL", aggregation=Metric.Aggregation.LATEST)
    store_readings(ChannelFactory(metric=level), JANUARY, FEBRUARY, 100)
    assert load_usage_by_month(JANUARY, FEBRUARY) == []


def test_asks_as_often_for_many_channels_as_for_one(django_assert_num_queries):
    for _ in range(3):
        store_readings(ChannelFactory(), JANUARY, FEBRUARY, 1)
    with django_assert_num_queries(3):
        load_usage_by_month(JANUARY, FEBRUARY)
