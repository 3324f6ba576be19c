"""Another meter hangs in the place of the old one, and the usage goes on."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from billing_site.foundation.models import AuditEntry
from metering.models import Meter, RegisterReading
from metering.queries.register_readings import Dial, load_dial, load_meter_on
from metering.use_cases.exchange_meter import UnableToExchangeMeter, exchange_meter
from metering.use_cases.withdraw_register_reading import (
    UnableToWithdrawRegisterReading,
    withdraw_register_reading,
)
from tests.factories.dials import AT, NEW_YEAR, litres_by_day, read_dial, water_channel

pytestmark = pytest.mark.django_db
FINER = Dial(6, 1, Decimal(1))


def exchange(channel, days=10, closing=110, opening="5.0", serial="4712", **facts):
    return exchange_meter(
        **{
            "channel": channel,
            "serial": serial,
            "exchanged_on": NEW_YEAR + timedelta(days=days),
            "closing_value": Decimal(closing),
            "opening_value": Decimal(opening),
            "dial": FINER,
            "exchanged_at": AT,
            "actor": "clerk",
            **facts,
        }
    )


def take_back(reading):
    withdraw_register_reading(reading=reading, withdrawn_at=AT, reason="wrong house", actor=None)


@pytest.fixture
def channel():
    channel = water_channel()
    read_dial(channel, 0, 100)
    return channel


def test_usage_runs_up_to_the_closing_and_on_from_the_opening_reading(channel):
    exchanged = exchange(channel)
    read_dial(channel, 20, "25.0", dial=FINER)
    assert litres_by_day(channel) == {day: 1_000 if day <= 10 else 2_000 for day in range(1, 21)}
    channel.refresh_from_db()
    assert (channel.meter.serial, load_dial(channel)) == ("4712", FINER)
    assert (exchanged.closing.meter.serial, exchanged.opening.meter.serial) == ("4711", "4712")
    assert load_meter_on(channel, date(2026, 1, 5)).serial == "4711"
    assert load_meter_on(channel, date(2026, 1, 10)).serial == "4712"
    assert load_dial(channel, date(2026, 1, 5)).digits == 5


def test_the_same_exchange_is_found_and_not_doubled(channel):
    first = exchange(channel)
    assert exchange(channel) == first
    assert RegisterReading.objects.count() == 3
    assert AuditEntry.objects.get(action="EXCHANGED").details["to"] == "4712"


def test_taking_it_back_hangs_the_old_meter_there_again(channel):
    exchanged = exchange(channel)
    take_back(exchanged.opening)
    channel.refresh_from_db()
    exchanged.closing.refresh_from_db()
    assert channel.meter.serial == "4711"
    assert exchanged.closing.withdrawn_at == AT
    assert litres_by_day(channel) == {}
    exchange(channel)
    assert len(litres_by_day(channel)) == 10


def test_is_not_taken_back_under_a_reading_of_the_new_meter(channel):
    exchanged = exchange(channel)
    read_dial(channel, 20, "25.0", dial=FINER)
    with pytest.raises(UnableToWithdrawRegisterReading, match="the new meter was read on 2026-01-20"):
        take_back(exchanged.closing)


def test_refuses_what_cannot_be_and_changes_nothing(channel):
    other = water_channel("4713")
    refused = [
        ({"serial": " "}, "give the new meter's serial number"),
        ({"serial": "4711"}, "meter 4711 is in place already"),
        ({"serial": "4713"}, f"meter 4713 is in use at {other.service_point}"),
        ({"closing": 100_000}, "5 digits before the decimal mark"),
        ({"opening": "1.23"}, "1 digits after the decimal mark"),
        ({"days": -1}, "there is a reading of 2025-12-31, after the exchange"),
        ({"days": 400}, "is yet to come"),
    ]
    for facts, message in refused:
        with pytest.raises(UnableToExchangeMeter, match=message):
            exchange(channel, **facts)
    channel.refresh_from_db()
    assert channel.meter.serial == "4711"
    assert not Meter.objects.filter(serial="4712").exists()
    assert RegisterReading.objects.count() == 1
