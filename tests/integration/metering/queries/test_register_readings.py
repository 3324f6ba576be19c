"""The numbers read from a dial."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from metering.queries.register_readings import Dial, load_dial, load_register_check, standing_readings
from metering.vee.register_checks import RegisterVerdict
from tests.factories.metering import ChannelFactory
from tests.factories.readings import store_readings
from tests.factories.register_readings import RegisterReadingFactory

pytestmark = pytest.mark.django_db


def test_lists_the_latest_first_without_those_taken_back():
    channel = ChannelFactory()
    closing = RegisterReadingFactory(channel=channel, kind="CLOSING")
    opening = RegisterReadingFactory(channel=channel, kind="OPENING")
    later = RegisterReadingFactory(channel=channel, read_date=date(2026, 1, 9))
    RegisterReadingFactory(
        channel=channel, read_date=date(2026, 1, 10), withdrawn_at=datetime(2026, 1, 11, tzinfo=UTC)
    )
    RegisterReadingFactory()
    assert list(standing_readings(channel)) == [later, opening, closing]


def test_the_dial_is_that_of_the_last_reading():
    channel = ChannelFactory()
    assert load_dial(channel) == Dial(6, 0, Decimal(1))
    RegisterReadingFactory(channel=channel, multiplier=Decimal(40))
    assert load_dial(channel) == Dial(5, 1, Decimal(40))


def test_usual_is_the_average_day_by_interval_readings(django_assert_num_queries):
    channel = ChannelFactory()
    RegisterReadingFactory(channel=channel)
    store_readings(channel, date(2026, 1, 1), date(2026, 1, 11), 500)  # 24 kWh a day
    with django_assert_num_queries(2):
        check = load_register_check(channel, date(2026, 1, 11), Decimal(1240))
    assert (check.verdict, check.usual, check.times) == (
        RegisterVerdict.PLAUSIBLE,
        Decimal(240),
        Decimal("1.0"),
    )


def test_without_interval_readings_nothing_is_usual():
    channel = ChannelFactory()
    RegisterReadingFactory(channel=channel)
    assert load_register_check(channel, date(2026, 1, 11), Decimal(9000)).usual is None


def test_compares_with_the_reading_before_the_day():
    channel = ChannelFactory()
    RegisterReadingFactory(channel=channel)
    RegisterReadingFactory(channel=channel, read_date=date(2026, 1, 20), value=Decimal(5000))
    check = load_register_check(channel, date(2026, 1, 11), Decimal(1100))
    assert (check.earlier_date, check.quantity) == (date(2026, 1, 1), Decimal(100))
