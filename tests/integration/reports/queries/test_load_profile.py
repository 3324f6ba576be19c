"""The average week."""

from datetime import date
from decimal import Decimal

import pytest

from reports.queries import load_profile as module
from reports.queries.load_profile import load_profile
from tests.factories.metering import ChannelFactory, MetricFactory
from tests.factories.readings import store_readings

pytestmark = pytest.mark.django_db
JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)


def test_averages_an_hour_over_channels_and_weeks():
    for quantity in (100, 300):
        store_readings(ChannelFactory(), JANUARY, FEBRUARY, quantity)
    profile = load_profile(MetricFactory(), JANUARY, FEBRUARY)
    # Two half-hours of 0.1 and of 0.3 kWh: 0.4 kWh in the average hour of a channel.
    assert {value for row in profile.values for value in row} == {Decimal("0.400")}
    assert (profile.unit, profile.channels, profile.channels_in_all) == ("kWh", 2, 2)


def test_leaves_out_hours_that_nobody_measured():
    # Only the first three days of January 2026: Thursday to Saturday.
    store_readings(ChannelFactory(), JANUARY, date(2026, 1, 4), 100)
    profile = load_profile(MetricFactory(), JANUARY, FEBRUARY)
    assert [row[0] for row in profile.values] == [None] * 3 + [Decimal("0.200")] * 3 + [None]


def test_takes_an_even_sample_of_many_channels(monkeypatch):
    monkeypatch.setattr(module, "MOST_CHANNELS", 2)
    for _ in range(5):
        store_readings(ChannelFactory(), JANUARY, date(2026, 1, 3), 100)
    profile = load_profile(MetricFactory(), JANUARY, FEBRUARY)
    assert (profile.channels, profile.channels_in_all) == (2, 5)


def test_is_empty_without_channels():
    profile = load_profile(MetricFactory(), JANUARY, FEBRUARY)
    assert {value for row in profile.values for value in row} == {None}
