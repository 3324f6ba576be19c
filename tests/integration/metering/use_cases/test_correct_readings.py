"""Readings written by hand, and taken back."""

from datetime import UTC, date, datetime, timedelta

import pytest

from billing_site.foundation.models import AuditEntry
from metering.models import ReadingBatch, ReadingFinding
from metering.queries.usage import load_usage
from metering.usage.channel_spans import ChannelSpan
from metering.usage.reading_quality import ReadingQuality
from metering.use_cases.correct_readings import UnableToCorrectReadings, correct_readings
from metering.use_cases.validate_readings import validate_readings
from metering.use_cases.withdraw_reading_batch import withdraw_reading_batch
from tests.factories.metering import ChannelFactory
from tests.factories.people import UserFactory
from tests.factories.readings import store_readings

pytestmark = pytest.mark.django_db
RECEIVED_AT = datetime(2026, 2, 1, 7, tzinfo=UTC)
AT = datetime(2026, 2, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
FIRST, END = date(2026, 1, 5), date(2026, 1, 8)
NOON = datetime(2026, 1, 6, 12, tzinfo=UTC)
ACTUAL, EDITED, MISSING = ReadingQuality.ACTUAL, ReadingQuality.EDITED, ReadingQuality.MISSING


@pytest.fixture
def channel():
    channel = ChannelFactory(service_point__code="10 0042")
    store_readings(channel, FIRST, END, 300, received_at=RECEIVED_AT)
    return channel


def correct(channel, quantities, starts_at=NOON, reason="meter test", at=AT, actor=None, **more):
    return correct_readings(
        channel=channel,
        starts_at=starts_at,
        quantities=quantities,
        reason=reason,
        corrected_at=at,
        actor=actor,
        **more,
    )


def usage(channel, from_date=FIRST, to_date=END, as_of=None):
    matrix = load_usage(
        channel_ids=[channel.pk],
        step_minutes=30,
        unit="kWh",
        decimals=3,
        zone_name="Europe/London",
        from_date=from_date,
        to_date=to_date,
        as_of=as_of,
    )
    qualities = None if matrix.qualities is None else matrix.qualities[0].tolist()
    return matrix.quantities[0].tolist(), qualities


def test_counts_before_what_the_meter_said_and_says_that_it_was_corrected(channel):
    batch = correct(channel, [100, 0])
    quantities, qualities = usage(channel)
    assert quantities == [300] * 72 + [100, 0] + [300] * 70
    assert qualities == [ACTUAL] * 72 + [EDITED] * 2 + [ACTUAL] * 70
    assert (batch.origin, batch.state, batch.format) == ("EDIT", "STORED", "EDIT")
    assert (batch.source_name, batch.reading_count) == ("correction of 10 0042 E1, 2026-01-06", 2)
    assert (batch.received_at, batch.utility) == (AT, channel.service_point.utility)


def test_counts_before_what_the_meter_says_later_too(channel):
    correct(channel, [100])
    store_readings(channel, date(2026, 1, 6), date(2026, 1, 7), 400, received_at=AT + HOUR)
    quantities, _ = usage(channel)
    assert quantities[71:74] == [400, 100, 400]


def test_the_later_correction_counts(channel):
    correct(channel, [100])
    correct(channel, [200], at=AT + HOUR)
    correct(channel, [100], at=AT + 2 * HOUR)
    assert usage(channel)[0][72] == 100
    assert ReadingBatch.objects.filter(origin="EDIT").count() == 3


def test_withdrawing_it_brings_back_what_was_there(channel):
    batch = correct(channel, [100, 200])
    withdraw_reading_batch(batch=batch, withdrawn_at=AT + HOUR, reason="wrong meter", actor=None)
    assert usage(channel) == ([300] * 144, None)
    # The bill that was made in between can still be recomputed.
    assert usage(channel, as_of=AT)[0][72:74] == [100, 200]


def test_writes_readings_where_there_were_none(channel):
    batch = correct(channel, [500] * 50, starts_at=datetime(2026, 1, 7, 23, 30, tzinfo=UTC))
    quantities, qualities = usage(channel, date(2026, 1, 7), date(2026, 1, 10))
    assert quantities == [300] * 47 + [500] * 50 + [0] * 47
    assert qualities == [ACTUAL] * 47 + [EDITED] * 50 + [MISSING] * 47
    assert batch.reading_count == 50


def test_resolves_the_findings_that_no_longer_hold():
    channel = ChannelFactory()
    store_readings(channel, FIRST, END, [300] * 72 + [-90] * 2 + [300] * 70, received_at=RECEIVED_AT)
    validate_readings(spans=[ChannelSpan(channel.pk, FIRST, END)], found_at=RECEIVED_AT)
    assert ReadingFinding.objects.get(rule="NEGATIVE").state == "OPEN"
    correct(channel, [90, 90])
    finding = ReadingFinding.objects.get(rule="NEGATIVE")
    assert (finding.state, finding.resolved_at) == ("RESOLVED", AT)
    correct(channel, [-90], at=AT + HOUR)
    assert ReadingFinding.objects.filter(rule="NEGATIVE", state="OPEN").count() == 1


def test_the_audit_trail_keeps_who_why_and_both_values():
    clerk = UserFactory(username="ana")
    channel = ChannelFactory(service_point__code="10 0042")
    store_readings(channel, FIRST, END, 300, received_at=RECEIVED_AT, holes=[73])
    batch = correct(channel, [100, 200], reason=" meter test ", actor=clerk)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.subject_id, entry.actor) == ("CORRECTED", str(batch.pk), clerk)
    assert entry.details == {
        "service_point": "10 0042",
        "channel": "E1",
        "starts_at": "2026-01-06T12:00:00Z",
        "interval_count": 2,
        "unit": "kWh",
        "decimals": 3,
        "before": [300, None],
        "after": [100, 200],
        "reason": "meter test",
    }


def test_the_hour_that_a_clock_change_repeats_has_both_its_readings():
    channel = ChannelFactory()
    sunday = date(2025, 10, 26)
    store_readings(channel, sunday, date(2025, 10, 27), 300, received_at=RECEIVED_AT)
    correct(channel, [1, 2, 3, 4], starts_at=datetime(2025, 10, 26, 0, tzinfo=UTC))
    quantities, _ = usage(channel, sunday, date(2025, 10, 27))
    assert quantities == [300, 300, 1, 2, 3, 4] + [300] * 44


def test_the_same_correction_again_changes_nothing(channel):
    correct(channel, [100])
    with pytest.raises(UnableToCorrectReadings, match="stand there as corrected already"):
        correct(channel, [100], at=AT + HOUR)
    assert ReadingBatch.objects.filter(origin="EDIT").count() == 1
    assert AuditEntry.objects.count() == 1


def test_confirms_a_reading_by_writing_it_again(channel):
    correct(channel, [300])
    assert usage(channel)[1][72] == EDITED


def test_does_not_overwrite_what_was_changed_since_it_was_looked_at(channel):
    correct(channel, [100], seen_at=RECEIVED_AT)
    with pytest.raises(UnableToCorrectReadings, match="have changed since you opened them"):
        correct(channel, [200], at=AT + HOUR, seen_at=RECEIVED_AT)
    correct(channel, [200], at=AT + HOUR, seen_at=AT)
    assert usage(channel)[0][72] == 200


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"reason": "  "}, "say why the readings are corrected"),
        ({"reason": "x" * 301}, "301 characters: 300 are kept"),
        ({"quantities": []}, "0 readings: write at least one"),
        ({"quantities": [0] * 50_001}, "at most 50,000"),
        ({"quantities": [10**15 + 1]}, "larger than the channel can store in kWh"),
        ({"starts_at": AT - timedelta(minutes=29)}, "are not over yet"),
        ({"starts_at": NOON + timedelta(minutes=10)}, "30-minute readings do not fall on the clock"),
    ],
)
def test_refuses_what_cannot_be_right(channel, change, message):
    arguments = {"quantities": [100], **change}
    with pytest.raises(UnableToCorrectReadings, match=message):
        correct(channel, **arguments)
    assert ReadingBatch.objects.filter(origin="EDIT").count() == 0
    assert usage(channel) == ([300] * 144, None)


def test_refuses_days_that_are_stored_under_another_step(channel):
    channel.step_minutes = 15
    channel.save()
    with pytest.raises(UnableToCorrectReadings, match="is stored as 48 intervals of 30 minutes"):
        correct(channel, [100])
    assert ReadingBatch.objects.filter(origin="EDIT").count() == 0
