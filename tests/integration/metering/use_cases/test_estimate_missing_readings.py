"""Gaps filled, and given up again when the meter has spoken."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from billing_site.foundation.models import AuditEntry
from metering.models import IntervalDay, ReadingBatch, ReadingFinding
from metering.queries.usage import load_usage
from metering.usage.channel_spans import ChannelSpan
from metering.usage.reading_quality import ReadingQuality
from metering.use_cases.estimate_missing_readings import (
    UnableToEstimateMissingReadings,
    estimate_missing_readings,
)
from metering.use_cases.validate_readings import validate_readings
from metering.use_cases.withdraw_reading_batch import withdraw_reading_batch
from tests.factories.metering import ChannelFactory, UtilityFactory
from tests.factories.readings import store_readings

pytestmark = pytest.mark.django_db
RECEIVED_AT = datetime(2026, 2, 1, 7, tzinfo=UTC)
AT, LATER = datetime(2026, 2, 2, 9, tzinfo=UTC), datetime(2026, 2, 3, 9, tzinfo=UTC)
FIRST, END = date(2026, 1, 5), date(2026, 2, 1)  # Monday the 5th
ACTUAL, ESTIMATED, MISSING = ReadingQuality.ACTUAL, ReadingQuality.ESTIMATED, ReadingQuality.MISSING


def january(day: int) -> date:
    return date(2026, 1, day)


def weeks():
    """27 days: each half-hour of a weekday is 100 Wh and its number, of a weekend 1000 Wh more."""
    day, half_hour = np.divmod(np.arange(27 * 48), 48)
    return 100 + half_hour + 1000 * (day % 7 >= 5)


def at_day(day: int, half_hour: int = 0) -> int:
    return (day - FIRST.day) * 48 + half_hour


def channel_with(holes, **facts):
    channel = ChannelFactory(**facts)
    store_readings(channel, FIRST, END, weeks(), received_at=RECEIVED_AT, holes=holes)
    validate_readings(spans=[ChannelSpan(channel.pk, FIRST, END)], found_at=RECEIVED_AT)
    return channel


def estimate(*channels, from_date=FIRST, to_date=END, at=AT, actor="test"):
    return estimate_missing_readings(
        channel_ids=[channel.pk for channel in channels],
        from_date=from_date,
        to_date=to_date,
        estimated_at=at,
        actor=actor,
    )


def usage(channel, from_date=FIRST, to_date=END, as_of=None):
    matrix = load_usage(
        channel_ids=[channel.pk],
        step_minutes=30,
        unit="kWh",
        decimals=3,
        zone_name=channel.service_point.site.zone_name,
        from_date=from_date,
        to_date=to_date,
        as_of=as_of,
    )
    qualities = matrix.qualities
    if qualities is None:
        qualities = np.full(matrix.quantities.shape, ACTUAL, dtype=np.uint8)
    return matrix.quantities[0], qualities[0]


def test_fills_gaps_of_both_kinds_and_says_how():
    short, long = range(at_day(20, 10), at_day(20, 12)), range(at_day(22, 10), at_day(22, 30))
    channel = channel_with([*short, *long])
    result = estimate(channel)
    quantities, qualities = usage(channel)
    assert quantities.tolist() == weeks().tolist()
    assert np.flatnonzero(qualities == ESTIMATED).tolist() == [*short, *long]
    assert (result.interval_count, result.unfilled) == (22, ())
    (batch,) = result.batches
    assert (batch.origin, batch.state, batch.format) == ("ESTIMATION", "STORED", "ESTIMATION/1")
    assert (batch.source_name, batch.reading_count) == ("estimates for 2026-01-05 to 2026-01-31", 22)
    assert (batch.received_at, batch.utility) == (AT, channel.service_point.utility)


def test_the_audit_trail_keeps_method_and_days_of_every_estimate():
    channel = channel_with([at_day(20, 10), *range(at_day(24), at_day(25))])
    (batch,) = estimate(channel, actor="manage.py estimate_readings").batches
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.subject_id) == ("ESTIMATED", str(batch.pk))
    assert (entry.actor_label, entry.at) == ("manage.py estimate_readings", AT)
    line, like_days = entry.details["estimates"]
    assert (line["method"], line["days_used"], line["channel"]) == ("INTERPOLATION", [], "E1")
    assert (like_days["starts_at"], like_days["interval_count"]) == ("2026-01-24T00:00:00Z", 48)
    assert like_days["days_used"] == ["2026-01-18", "2026-01-17", "2026-01-11", "2026-01-10"]


def test_fills_days_that_are_missing_altogether_up_to_the_end_of_the_span():
    channel = ChannelFactory()
    store_readings(channel, FIRST, january(19), weeks()[: at_day(19)], received_at=RECEIVED_AT)
    store_readings(
        channel, january(21), january(30), weeks()[at_day(21) : at_day(30)], received_at=RECEIVED_AT
    )
    result = estimate(channel)
    assert result.interval_count == 4 * 48
    quantities, qualities = usage(channel)
    assert quantities.tolist() == weeks().tolist()
    days = (qualities.reshape(27, 48) == ESTIMATED).all(axis=1)
    assert (np.flatnonzero(days) + FIRST.day).tolist() == [19, 20, 30, 31]
    assert IntervalDay.objects.get(channel=channel, date=january(19)).batch_id == result.batches[0].pk


def test_resolves_the_finding_that_stopped_the_bill():
    channel = channel_with(range(at_day(22, 10), at_day(22, 30)))
    assert ReadingFinding.objects.get(state="OPEN").severity == "STOP"
    estimate(channel)
    finding = ReadingFinding.objects.get()
    assert (finding.state, finding.resolved_at) == ("RESOLVED", AT)
    assert not finding.is_accepted


def test_a_second_run_finds_nothing_to_fill():
    channel = channel_with(range(at_day(22, 10), at_day(22, 30)))
    estimate(channel)
    again = estimate(channel, at=LATER)
    assert (again.batches, again.interval_count, again.unfilled) == ((), 0, ())
    assert ReadingBatch.objects.filter(origin="ESTIMATION").count() == 1
    assert AuditEntry.objects.count() == 1


def test_a_measured_reading_that_comes_later_takes_the_place_of_an_estimate():
    gap = range(at_day(22), at_day(23))
    channel = channel_with(gap)
    estimate(channel)
    measured = np.arange(48) + 7000
    store_readings(channel, january(22), january(23), measured, received_at=LATER)
    quantities, qualities = usage(channel)
    assert quantities[list(gap)].tolist() == measured.tolist()
    assert (qualities == ACTUAL).all()
    # A bill of before can still be recomputed.
    assert usage(channel, as_of=AT)[0].tolist() == weeks().tolist()


def test_an_estimate_never_takes_the_place_of_a_reading_of_the_same_day():
    channel = channel_with(range(at_day(22, 10), at_day(22, 30)))
    before = usage(channel)[0]
    estimate(channel)
    quantities, qualities = usage(channel)
    kept = qualities == ACTUAL
    assert kept.sum() == 27 * 48 - 20
    assert (quantities[kept] == before[kept]).all()


def test_withdrawing_the_estimates_brings_gap_and_finding_back():
    channel = channel_with(range(at_day(22, 10), at_day(22, 30)))
    before = usage(channel)
    (batch,) = estimate(channel).batches
    withdraw_reading_batch(batch=batch, withdrawn_at=LATER, reason="readings are on their way", actor=None)
    after = usage(channel)
    assert (before[0] == after[0]).all()
    assert (before[1] == after[1]).all()
    assert ReadingFinding.objects.get().state == "OPEN"
    # The same estimates again are another batch.
    assert estimate(channel, at=LATER).interval_count == 20


def test_a_channel_begins_with_its_first_reading():
    channel = ChannelFactory()
    store_readings(channel, january(12), END, weeks()[at_day(12) :], received_at=RECEIVED_AT, holes=range(20))
    (unfilled,) = estimate(channel).unfilled
    assert (unfilled.channel.code, unfilled.gap.interval_count) == ("E1", 7 * 48 + 20)
    assert unfilled.gap.starts_at == datetime(2026, 1, 5, tzinfo=UTC)
    assert unfilled.gap.reason == "the channel's first reading is of 2026-01-12"
    assert ReadingBatch.objects.filter(origin="ESTIMATION").count() == 0


def test_says_what_cannot_be_filled():
    empty, future = ChannelFactory(), ChannelFactory()
    store_readings(future, END, date(2026, 2, 2), 100, received_at=RECEIVED_AT)
    stopped = ChannelFactory()
    store_readings(stopped, date(2025, 11, 3), date(2025, 11, 4), 100, received_at=RECEIVED_AT)
    reasons = {one.channel.channel_id: one.gap.reason for one in estimate(empty, future).unfilled}
    assert reasons == {
        empty.pk: "the channel has no readings yet",
        future.pk: "the channel's first reading is of 2026-02-01",
    }
    result = estimate(stopped)
    assert sum(one.gap.interval_count for one in result.unfilled) == 27 * 48
    assert usage(stopped)[1].max() == MISSING


def test_days_stored_under_another_step_stop_only_their_own_channel():
    odd, even = channel_with([at_day(20, 10)]), channel_with([at_day(20, 10)])
    odd.step_minutes = 15
    odd.save()
    result = estimate(odd, even)
    assert result.interval_count == 1
    (unfilled,) = result.unfilled
    assert unfilled.channel.channel_id == odd.pk
    assert "another interval length" in unfilled.gap.reason


def test_one_batch_for_each_utility():
    north = channel_with([at_day(20, 10)])
    south = channel_with([at_day(20, 10), at_day(21, 5)], service_point__utility=UtilityFactory(code="SOUTH"))
    batches = estimate(north, south).batches
    assert [(batch.utility.code, batch.reading_count) for batch in batches] == [("NORTH", 1), ("SOUTH", 2)]


@pytest.mark.parametrize(("sunday", "count"), [(date(2026, 3, 29), 46), (date(2026, 10, 25), 50)])
def test_fills_a_day_of_a_clock_change(sunday, count):
    channel = ChannelFactory()
    at = datetime(2026, 11, 15, 9, tzinfo=UTC)
    store_readings(channel, sunday - timedelta(days=8), sunday, 300, received_at=RECEIVED_AT)
    store_readings(channel, sunday + timedelta(days=1), sunday + timedelta(days=2), 300)
    result = estimate(channel, from_date=sunday, to_date=sunday + timedelta(days=1), at=at)
    assert result.interval_count == count
    quantities, qualities = usage(channel, sunday, sunday + timedelta(days=1))
    assert quantities.tolist() == [300] * count
    assert (qualities == ESTIMATED).all()


@pytest.mark.parametrize(
    ("from_date", "to_date", "message"),
    [
        (END, END, "there is no day from 2026-02-01 up to 2026-02-01"),
        (FIRST, date(2026, 2, 3), "the days up to 2026-02-03 are not over yet in Europe/London"),
    ],
)
def test_refuses_a_span_that_is_empty_or_not_over(from_date, to_date, message):
    channel = channel_with([at_day(20, 10)])
    with pytest.raises(UnableToEstimateMissingReadings, match=message):
        estimate(channel, from_date=from_date, to_date=to_date)


def test_takes_as_many_queries_for_many_channels_as_for_one(django_assert_max_num_queries):
    for count in (1, 6):
        channels = [channel_with([at_day(20, 10), *range(at_day(22), at_day(23))]) for _ in range(count)]
        with django_assert_max_num_queries(15):  # and a dozen that go to psycopg directly
            assert estimate(*channels).interval_count == count * 49
