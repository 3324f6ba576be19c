"""What channels measured month by month."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from metering.models import Channel
from metering.queries.channels import channel_facts
from metering.queries.monthly_totals import MonthTotal, load_monthly_totals
from tests.factories.metering import ChannelFactory, MetricFactory, ServicePointFactory
from tests.factories.readings import store_readings

pytestmark = pytest.mark.django_db
JANUARY, FEBRUARY, MARCH = (date(2026, month, 1) for month in (1, 2, 3))


def totals(*channels, from_date=JANUARY, to_date=MARCH):
    facts = channel_facts(Channel.objects.filter(pk__in=[channel.pk for channel in channels]))
    return load_monthly_totals(facts, from_date, to_date)


def test_adds_up_the_days_of_each_month():
    channel = ChannelFactory()
    store_readings(channel, date(2026, 1, 30), date(2026, 2, 2), 250)
    assert totals(channel) == {
        "ELECTRICITY_IMPORT": (
            MonthTotal(JANUARY, Decimal("24.000"), 2, 0),
            MonthTotal(FEBRUARY, Decimal("12.000"), 1, 0),
        )
    }


def test_adds_channels_of_one_metric_and_keeps_others_apart():
    point = ServicePointFactory()
    day, night = (ChannelFactory(service_point=point, code=code) for code in ("E1", "E2"))
    water = ChannelFactory(
        service_point=point, code="W", metric=MetricFactory(code="WATER", unit="m3", decimals=0)
    )
    for channel in (day, night, water):
        store_readings(channel, JANUARY, date(2026, 1, 2), 100)
    found = totals(day, night, water)
    assert found["ELECTRICITY_IMPORT"] == (MonthTotal(JANUARY, Decimal("9.600"), 1, 0),)
    assert found["WATER"] == (MonthTotal(JANUARY, Decimal(4800), 1, 0),)


def test_counts_days_that_are_not_all_actual():
    channel = ChannelFactory()
    qualities = np.full(96, 60, dtype=np.uint8)
    qualities[3] = 20
    store_readings(channel, JANUARY, date(2026, 1, 3), 100, qualities=qualities)
    (january,) = totals(channel)["ELECTRICITY_IMPORT"]
    assert (january.day_count, january.estimated_days) == (2, 1)


def test_leaves_out_other_days():
    channel = ChannelFactory()
    store_readings(channel, date(2025, 12, 31), date(2026, 1, 2), 250)
    assert totals(channel, to_date=FEBRUARY) == {
        "ELECTRICITY_IMPORT": (MonthTotal(JANUARY, Decimal("12.000"), 1, 0),)
    }


def test_asks_one_question_for_any_number_of_channels(django_assert_num_queries):
    facts = channel_facts(Channel.objects.filter(pk__in=[ChannelFactory().pk for _ in range(4)]))
    with django_assert_num_queries(1):
        assert load_monthly_totals(facts, JANUARY, MARCH) == {}
