"""What was used between the readings of a dial counts, whatever came and went in which order."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from metering.models import Channel, IntervalDay, ReadingBatch, ReadingFinding, RegisterSpan
from metering.models.period_gate import fix_cut_off
from metering.queries.usage import load_usage
from metering.use_cases.estimate_missing_readings import estimate_missing_readings
from metering.use_cases.record_register_reading import UnableToRecordRegisterReading
from metering.use_cases.withdraw_reading_batch import UnableToWithdrawReadingBatch, withdraw_reading_batch
from metering.use_cases.withdraw_register_reading import withdraw_register_reading
from tests.factories.dials import AT, DIAL, litres_by_day, read_dial, water_channel, what_counts
from tests.factories.metering import ServicePointFactory
from tests.factories.readings import store_readings

pytestmark = pytest.mark.django_db
SOME = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def take_back(reading, at=AT):
    withdraw_register_reading(reading=reading, withdrawn_at=at, reason="misread", actor="test")


def january_as_of(channel, as_of=None):
    usage = load_usage(
        channel_ids=[channel.pk],
        step_minutes=60,
        unit="m3",
        decimals=3,
        zone_name="Europe/London",
        from_date=date(2026, 1, 1),
        to_date=date(2026, 2, 1),
        as_of=as_of,
    )
    return int(usage.quantities.sum()), sum(usage.missing_counts())


def test_spreads_the_difference_over_the_days_after_the_first_up_to_the_second():
    channel = water_channel()
    read_dial(channel, 0, 12_345)
    assert litres_by_day(channel) == {}
    read_dial(channel, 33, 12_567)
    days = litres_by_day(channel)
    assert list(days) == list(range(1, 34))
    assert sum(days.values()) == 222_000
    assert set(days.values()) == {6_727, 6_728}
    assert sum(litres for day, litres in days.items() if day <= 31) == 208_545  # as the documents have it
    span = RegisterSpan.objects.select_related("batch").get()
    assert (span.quantity, span.batch.origin, span.batch.reading_count) == (222_000, "REGISTER", 33 * 24)
    assert span.batch.source_name == "meter 4711: 12345 on 2025-12-31, 12567 on 2026-02-02"


def test_days_of_a_clock_change_get_as_much_as_others():
    channel = water_channel()
    read_dial(channel, 80, 0)
    read_dial(channel, 90, 1)  # the 88th day, the 29th of March, has 23 hours
    assert set(litres_by_day(channel).values()) == {100}
    assert IntervalDay.objects.get(channel=channel, date=date(2026, 3, 29)).interval_count == 23


def test_days_between_two_readings_are_actual_and_beside_an_estimate_estimated():
    channel = water_channel()
    read_dial(channel, 0, 100)
    read_dial(channel, 5, 110, "CUSTOMER")
    read_dial(channel, 9, 120, "ESTIMATED")
    qualities = {
        (row.date - date(2025, 12, 31)).days: row.qualities and set(bytes(row.qualities))
        for row in IntervalDay.objects.filter(channel=channel)
    }
    assert qualities == {day: None if day <= 5 else {20} for day in range(1, 10)}


def test_a_reading_between_two_stores_anew_only_what_lies_beside_it():
    channel = water_channel()
    for days, value in ((0, 0), (10, 10), (30, 50), (40, 60)):
        read_dial(channel, days, value)
    before = set(RegisterSpan.objects.values_list("pk", flat=True))
    read_dial(channel, 20, 20, "CUSTOMER")
    standing = RegisterSpan.objects.filter(withdrawn_at=None)
    assert sorted(standing.values_list("quantity", flat=True)) == [10_000, 10_000, 10_000, 30_000]
    assert standing.filter(pk__in=before).count() == 2
    assert litres_by_day(channel) == {day: 3_000 if 20 < day <= 30 else 1_000 for day in range(1, 41)}


def test_a_bill_run_before_a_reading_sees_what_stood_then():
    channel = water_channel()
    read_dial(channel, 0, 0)
    first = read_dial(channel, 31, 31)
    cut_off = fix_cut_off(AT)
    read_dial(channel, 10, 20, at=AT)  # a clock behind the cut-off
    take_back(first, at=AT + timedelta(hours=1))
    assert january_as_of(channel, cut_off) == (31_000, 0)
    assert january_as_of(channel, AT + timedelta(minutes=1)) == (31_000, 0)
    assert january_as_of(channel) == (20_000, 21 * 24)


def test_usage_that_cannot_be_told_is_left_out_and_stops_the_bill():
    channel = water_channel()
    read_dial(channel, 0, 500)
    wrong = read_dial(channel, 10, 400)
    read_dial(channel, 20, 520)
    finding = ReadingFinding.objects.get()
    assert (finding.rule, finding.severity, finding.state) == ("REGISTER", "STOP", "OPEN")
    assert "cannot be told: the dial shows 400, less than 500 on 2025-12-31" in finding.explanation
    assert list(litres_by_day(channel)) == list(range(11, 21))
    take_back(wrong)
    finding.refresh_from_db()
    assert finding.state == "RESOLVED"
    assert litres_by_day(channel) == dict.fromkeys(range(1, 21), 1_000)


def test_a_channel_with_interval_data_is_not_touched():
    channel = water_channel(kind=Channel.Kind.INTERVAL)
    store_readings(channel, date(2026, 1, 1), date(2026, 1, 3), 7)
    read_dial(channel, 0, 0)
    read_dial(channel, 2, 99)
    assert litres_by_day(channel) == {1: 168, 2: 168}
    assert not RegisterSpan.objects.exists()


def test_what_was_measured_later_takes_the_place_of_an_estimate_and_a_correction_stays():
    channel = water_channel()
    store_readings(channel, date(2026, 1, 1), date(2026, 1, 3), 5, qualities=bytes_of(48, 20))
    store_readings(channel, date(2026, 1, 3), date(2026, 1, 4), 5, qualities=bytes_of(24, 70))
    read_dial(channel, 0, 0)
    read_dial(channel, 4, 4)
    assert litres_by_day(channel) == {1: 1_000, 2: 1_000, 3: 120, 4: 1_000}


def bytes_of(count, quality):
    return np.full(count, quality, dtype=np.uint8)


def test_refuses_what_the_channel_cannot_store_exactly():
    channel = water_channel()
    finer = type(DIAL)(5, 4, DIAL.multiplier)
    with pytest.raises(UnableToRecordRegisterReading, match="has more decimals than the 3 that Water"):
        read_dial(channel, 0, "1.0001", dial=finer)
    huge = type(DIAL)(10, 0, DIAL.multiplier * 1_000)
    with pytest.raises(UnableToRecordRegisterReading, match="more than the channel can store in m3"):
        read_dial(channel, 0, "1", dial=huge)


def test_refuses_a_place_whose_clock_does_not_fit_the_hours_and_keeps_nothing():
    channel = water_channel(
        service_point=ServicePointFactory(site__zone_name="Australia/Lord_Howe")
    )  # its clock changes by half an hour
    read_dial(channel, 90, 0)
    with pytest.raises(UnableToRecordRegisterReading, match="is not a whole number of 60-minute steps"):
        read_dial(channel, 100, 1)


def test_its_batches_are_taken_back_by_their_readings_alone():
    channel = water_channel()
    read_dial(channel, 0, 0)
    read_dial(channel, 1, 1)
    with pytest.raises(UnableToWithdrawReadingBatch, match="take one of those back instead"):
        withdraw_reading_batch(
            batch=ReadingBatch.objects.get(),
            withdrawn_at=datetime(2026, 12, 2, tzinfo=UTC),
            reason="x",
            actor=None,
        )


readings = st.lists(
    st.tuples(
        st.integers(0, 60), st.sampled_from(["ACTUAL", "CUSTOMER", "ESTIMATED"]), st.integers(0, 99_999)
    ),
    unique_by=lambda one: one[:2],
    min_size=2,
    max_size=6,
)


@SOME
@given(readings, st.randoms())
def test_order_of_recording_does_not_matter(rows, random):
    one, other = water_channel(), water_channel()
    for days, kind, value in rows:
        read_dial(one, days, value, kind)
    for days, kind, value in random.sample(rows, len(rows)):
        read_dial(other, days, value, kind)
    assert what_counts(one) == what_counts(other)


@SOME
@given(readings, st.data())
def test_taking_back_any_of_them_in_any_order_restores_the_days_before(rows, data):
    channel, twin = water_channel(), water_channel()
    kept = data.draw(st.integers(0, len(rows) - 1))
    for days, kind, value in rows[:kept]:
        read_dial(channel, days, value, kind)
        read_dial(twin, days, value, kind)
    extra = [read_dial(channel, days, value, kind) for days, kind, value in rows[kept:]]
    for reading in data.draw(st.permutations(extra)):
        take_back(reading)
    assert what_counts(channel) == what_counts(twin)


@SOME
@given(readings)
def test_days_add_up_to_the_differences_exactly(rows):
    channel = water_channel()
    for days, kind, value in rows:
        read_dial(channel, days, value, kind)
    standing = RegisterSpan.objects.filter(channel=channel, withdrawn_at=None)
    assert sum(litres_by_day(channel).values()) == sum(standing.values_list("quantity", flat=True))


def test_days_after_the_last_reading_can_be_estimated_until_the_next_one():
    channel = water_channel()
    read_dial(channel, 0, 0)
    read_dial(channel, 31, 31)
    estimated = estimate_missing_readings(
        channel_ids=[channel.pk],
        from_date=date(2026, 2, 1),
        to_date=date(2026, 2, 11),
        estimated_at=AT,
        actor=None,
    )
    assert (estimated.interval_count, estimated.unfilled) == (240, ())
    # The average of like days, hour by hour: each is rounded by itself.
    assert all(abs(litres_by_day(channel)[day] - 1_000) <= 12 for day in range(32, 42))
    assert not ReadingFinding.objects.exists()
    read_dial(channel, 51, 71, at=AT + timedelta(hours=1))
    assert [litres_by_day(channel)[day] for day in (31, 32, 51)] == [1_000, 2_000, 2_000]
