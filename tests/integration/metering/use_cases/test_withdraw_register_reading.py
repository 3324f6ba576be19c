"""A reading of a dial leaves as if it had never come."""

from datetime import timedelta

import pytest

from billing_site.foundation.models import AuditEntry
from metering.models import RegisterReading
from metering.use_cases.withdraw_register_reading import (
    UnableToWithdrawRegisterReading,
    withdraw_register_reading,
)
from tests.factories.dials import AT, litres_by_day, read_dial, water_channel

pytestmark = pytest.mark.django_db


def take_back(reading, reason="misread"):
    withdraw_register_reading(
        reading=reading, withdrawn_at=AT + timedelta(hours=1), reason=reason, actor="clerk"
    )


def test_takes_the_usage_beside_it_along_and_keeps_the_reason():
    channel = water_channel()
    read_dial(channel, 0, 0)
    last = read_dial(channel, 2, 8)
    take_back(last)
    last.refresh_from_db()
    assert last.withdrawn_at == AT + timedelta(hours=1)
    assert litres_by_day(channel) == {}
    assert AuditEntry.objects.get(action="WITHDRAWN").details["reason"] == "misread"
    take_back(last)
    assert AuditEntry.objects.filter(action="WITHDRAWN").count() == 1


def test_asks_for_a_reason():
    reading = read_dial(water_channel(), 0, 0)
    with pytest.raises(UnableToWithdrawRegisterReading, match="say why"):
        take_back(reading, " ")


def test_an_opening_reading_without_an_exchange_goes_alone():
    channel = water_channel()
    meter = channel.meter
    take_back(read_dial(channel, 0, 0, RegisterReading.Kind.OPENING))
    channel.refresh_from_db()
    assert channel.meter == meter
