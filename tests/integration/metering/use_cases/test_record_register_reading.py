"""Keeping the number on a dial."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from billing_site.foundation.models import AuditEntry
from metering.models import RegisterReading
from metering.queries.register_readings import Dial
from metering.use_cases.record_register_reading import (
    UnableToRecordRegisterReading,
    record_register_reading,
)
from tests.factories.metering import ChannelFactory
from tests.factories.register_readings import MeterFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 2, 1, 20, tzinfo=UTC)
DIAL = Dial(5, 1, Decimal(1))


def record(channel, value="1000.5", **facts):
    return record_register_reading(
        **{
            "channel": channel,
            "meter": channel.meter,
            "read_date": date(2026, 2, 1),
            "value": Decimal(value),
            "kind": RegisterReading.Kind.OPENING,
            "dial": DIAL,
            "recorded_at": AT,
            "actor": "test",
            **facts,
        }
    )


def test_keeps_what_was_read_and_the_dial_it_was_read_from():
    channel = ChannelFactory(meter=MeterFactory())
    reading = record(channel)
    reading.refresh_from_db()
    assert (reading.value, reading.digits, reading.decimals, reading.multiplier) == (
        Decimal("1000.5"),
        5,
        1,
        1,
    )
    assert (reading.meter, reading.kind, reading.recorded_at) == (channel.meter, "OPENING", AT)
    assert AuditEntry.objects.filter(action="RECORDED", subject_id=reading.pk).count() == 1


def test_finds_the_same_value_and_refuses_another():
    channel = ChannelFactory()
    first = record(channel)
    assert record(channel).pk == first.pk
    with pytest.raises(UnableToRecordRegisterReading, match=r"there is a reading of 1000\.5 for 2026-02-01"):
        record(channel, "1000.6")
    assert RegisterReading.objects.count() == 1
    assert AuditEntry.objects.filter(action="RECORDED").count() == 1


def test_keeps_an_opening_and_a_closing_reading_of_one_day():
    channel = ChannelFactory()
    record(channel, "4711", kind=RegisterReading.Kind.CLOSING)
    record(channel, "0")
    assert RegisterReading.objects.count() == 2


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("100000", "5 digits before the decimal mark and cannot show 100000"),
        ("-1", "cannot show -1"),
        ("1.25", "1 digits after the decimal mark and cannot show 1.25"),
    ],
)
def test_refuses_what_the_dial_cannot_show(value, message):
    with pytest.raises(UnableToRecordRegisterReading, match=message):
        record(ChannelFactory(), value)


def test_refuses_a_day_to_come_by_the_clock_of_the_place():
    sydney = ChannelFactory(service_point__site__zone_name="Australia/Sydney")  # the second of February there
    assert record(sydney, read_date=date(2026, 2, 2)).read_date == date(2026, 2, 2)
    with pytest.raises(UnableToRecordRegisterReading, match="2026-02-02 is yet to come"):
        record(ChannelFactory(), read_date=date(2026, 2, 2))


def test_refuses_a_day_that_no_meter_has_seen():
    with pytest.raises(UnableToRecordRegisterReading, match="0001-01-01 is long ago: correct the year"):
        record(ChannelFactory(), read_date=date(1, 1, 1))
