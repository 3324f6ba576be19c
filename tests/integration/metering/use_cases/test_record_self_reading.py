"""Taking the number that a customer read."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from metering.models import ReadingFinding, RegisterReading
from metering.usage.channel_spans import ChannelSpan
from metering.use_cases.record_self_reading import UnableToRecordSelfReading, record_self_reading
from metering.use_cases.validate_readings import validate_readings
from metering.vee.register_checks import RegisterVerdict
from tests.factories.dials import read_dial, water_channel
from tests.factories.metering import ChannelFactory
from tests.factories.people import UserFactory
from tests.factories.readings import store_readings
from tests.factories.register_readings import RegisterReadingFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 2, 1, 20, tzinfo=UTC)


@pytest.fixture
def channel():
    """Half-hours of 250 Wh in January, 12 kWh a day, and 1000.0 on the dial on the first."""
    channel = ChannelFactory()
    store_readings(channel, date(2026, 1, 1), date(2026, 2, 1), 250)
    RegisterReadingFactory(channel=channel)
    return channel


def record(channel, value, read_date=date(2026, 2, 1)):
    return record_self_reading(
        channel=channel, read_date=read_date, value=Decimal(value), recorded_at=AT, actor=UserFactory()
    )


def test_keeps_a_plausible_reading_without_a_word(channel):
    recorded = record(channel, "1372.0")
    assert (recorded.check.verdict, recorded.check.quantity) == (RegisterVerdict.PLAUSIBLE, Decimal(372))
    reading = recorded.reading
    assert (reading.kind, reading.value, reading.digits, reading.decimals) == ("CUSTOMER", 1372, 5, 1)
    assert not ReadingFinding.objects.exists()


def test_keeps_an_odd_reading_too_and_tells_the_office(channel):
    recorded = record(channel, "2488.0")
    assert (recorded.check.verdict, recorded.check.times) == (RegisterVerdict.HIGH, Decimal("4.0"))
    assert RegisterReading.objects.filter(kind="CUSTOMER").count() == 1
    finding = ReadingFinding.objects.get()
    assert (finding.rule, finding.severity, finding.state) == ("REGISTER", "WARNING", "OPEN")
    assert (finding.starts_at, finding.interval_count) == (datetime(2026, 2, 1, tzinfo=UTC), 48)
    assert finding.explanation == (
        "the customer read 2488 on 2026-02-01: 1488 kWh since 1000 on 2026-01-01, 4.0 times the usual 372"
    )


def test_keeps_one_below_the_last_and_tells_the_office(channel):
    assert record(channel, "990.0").check.verdict is RegisterVerdict.BELOW_PREVIOUS
    assert "which is below 1000 on 2026-01-01" in ReadingFinding.objects.get().explanation


def test_the_finding_stays_when_interval_readings_are_checked_again(channel):
    record(channel, "2488.0", date(2026, 1, 31))
    validate_readings(spans=[ChannelSpan(channel.pk, date(2026, 1, 1), date(2026, 2, 1))], found_at=AT)
    assert ReadingFinding.objects.get(rule="REGISTER").state == "OPEN"


def test_finds_the_same_reading_sent_twice(channel):
    assert record(channel, "1372.0").reading == record(channel, "1372.0").reading


def test_says_what_is_wrong_with_a_number_that_no_dial_shows(channel):
    with pytest.raises(UnableToRecordSelfReading, match="cannot show 137200"):
        record(channel, "137200")
    assert not RegisterReading.objects.filter(kind="CUSTOMER").exists()


def test_takes_a_first_reading_of_a_meter_that_was_never_read():
    recorded = record(ChannelFactory(), "123456")
    assert (recorded.check.verdict, recorded.reading.digits) == (RegisterVerdict.FIRST, 6)


def test_a_stop_because_of_the_same_reading_stays_a_stop():
    channel = water_channel()
    read_dial(channel, 0, 12_345)
    read_dial(channel, 33, 12_567)
    first_day = read_dial(channel, 40, 12_600).read_date
    record_self_reading(
        channel=channel,
        read_date=first_day + timedelta(days=10),
        value=Decimal(12_000),  # less than before, and no rollover: what was used cannot be told
        recorded_at=datetime(2026, 4, 1, tzinfo=UTC),
        actor=UserFactory(),
    )
    finding = ReadingFinding.objects.get(rule="REGISTER")
    assert (finding.severity, finding.state) == ("STOP", "OPEN")
