"""A channel day by day."""

from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np
import pytest

from metering.models import Channel
from metering.queries.channel_profile import DayProfile, Standing, load_day_profiles, months_of
from metering.queries.channels import load_channels
from tests.factories.metering import ChannelFactory, MetricFactory
from tests.factories.readings import store_readings

pytestmark = pytest.mark.django_db
FIRST, END = date(2026, 3, 28), date(2026, 4, 2)
LATER = datetime(2026, 4, 5, 7, tzinfo=UTC)


def facts_of(channel: Channel):
    return load_channels([channel.pk])[channel.pk]


@pytest.fixture
def channel():
    """Five days, the second of 23 hours: actual; a gap; two estimates; a correction; nothing read."""
    channel = ChannelFactory()
    qualities = np.full(238, 60, dtype=np.uint8)
    qualities[94 + 3 : 94 + 5] = 20
    qualities[142] = 70
    store_readings(channel, FIRST, END, 100, qualities=qualities, holes=[50, *range(190, 238)])
    return channel


def test_tells_how_much_and_how_the_readings_came_to_be(channel):
    days = load_day_profiles(facts_of(channel), FIRST, END)
    assert [
        (day.value, day.interval_count, day.missing_count, day.estimated_count, day.edited_count)
        for day in days.values()
    ] == [
        (Decimal("4.800"), 48, 0, 0, 0),
        (Decimal("4.500"), 46, 1, 0, 0),
        (Decimal("4.800"), 48, 0, 2, 0),
        (Decimal("4.800"), 48, 0, 0, 1),
        (None, 48, 48, 0, 0),
    ]
    assert [day.standing for day in days.values()] == [
        *(Standing.ACTUAL, Standing.INCOMPLETE, Standing.ESTIMATED, Standing.EDITED, Standing.MISSING)
    ]


def test_takes_one_query_and_only_the_days_asked_for(channel, django_assert_num_queries):
    facts = facts_of(channel)
    with django_assert_num_queries(1):
        days = load_day_profiles(facts, date(2026, 3, 29), date(2026, 3, 31))
    assert list(days) == [date(2026, 3, 29), date(2026, 3, 30)]


def test_a_metric_that_does_not_add_up_has_its_highest_reading():
    seats = MetricFactory(code="SEATS", unit="seats", decimals=0, aggregation="MAX")
    channel = ChannelFactory(metric=seats, step_minutes=60)
    store_readings(channel, FIRST, date(2026, 3, 29), np.arange(24))
    (day,) = load_day_profiles(facts_of(channel), FIRST, END).values()
    assert day.value == 23


def test_sums_days_to_months_and_counts_those_that_are_not_whole(channel):
    days = load_day_profiles(facts_of(channel), FIRST, END)
    march, april = months_of([*days.values(), DayProfile(date(2026, 4, 2), None, 0)], adds_up=True)
    assert (march.month, march.value, march.day_count) == (date(2026, 3, 1), Decimal("18.900"), 4)
    assert (march.missing_days, march.estimated_days, march.edited_days) == (1, 1, 1)
    assert march.standing == Standing.INCOMPLETE
    assert (april.value, april.missing_days, april.standing) == (None, 2, Standing.MISSING)
    (highest,) = months_of([days[FIRST], days[date(2026, 3, 29)]], adds_up=False)
    assert highest.value == Decimal("4.800")
