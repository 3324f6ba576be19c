"""Findings that stay true to the readings."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from metering.models import ReadingFinding
from metering.usage.channel_spans import ChannelSpan, LocatedDuplicate
from metering.use_cases.accept_finding import accept_finding
from metering.use_cases.validate_readings import validate_readings
from metering.use_cases.withdraw_reading_batch import withdraw_reading_batch
from tests.factories.metering import ChannelFactory, MetricFactory
from tests.factories.readings import store_readings

pytestmark = pytest.mark.django_db
FOUND_AT, LATER = datetime(2026, 2, 1, 7, tzinfo=UTC), datetime(2026, 2, 2, 7, tzinfo=UTC)


def january(day: int) -> date:
    return date(2026, 1, day)


def use(days: int) -> np.ndarray:
    """Half-hours of a home, none like the one before."""
    return 200 + np.arange(days * 48) * 37 % 300


def deliver(channel, first: int, end: int, quantities=None, holes=(), at=FOUND_AT):
    """Store and validate the January days, as an import does; returns the batch."""
    if quantities is None:
        quantities = use(end - first)
    batch = store_readings(channel, january(first), january(end), quantities, received_at=at, holes=holes)
    validate(channel, first, end, at=at)
    return batch


def validate(channel, first: int, end: int, at=FOUND_AT, duplicates=()) -> int:
    span = ChannelSpan(channel.pk, january(first), january(end))
    return validate_readings(spans=[span], found_at=at, duplicates=duplicates)


def told(**chosen) -> list[tuple[str, str, int, str]]:
    findings = ReadingFinding.objects.filter(**chosen).order_by("starts_at", "rule")
    return [(one.rule, one.severity, one.interval_count, one.state) for one in findings]


def test_writes_what_it_finds():
    channel = ChannelFactory()
    quantities = use(3)
    quantities[100] = -400
    store_readings(channel, january(5), january(8), quantities, holes=range(8, 26))
    assert validate(channel, 5, 8) == 2
    gap, negative = ReadingFinding.objects.order_by("starts_at")
    assert (gap.channel, gap.rule, gap.severity, gap.state) == (channel, "GAP", "STOP", "OPEN")
    assert (gap.starts_at, gap.interval_count) == (datetime(2026, 1, 5, 4, tzinfo=UTC), 18)
    assert gap.explanation == "18 half-hours missing from 5 Jan 2026 04:00 to 13:00"
    assert (gap.found_at, gap.resolved_at, gap.is_accepted) == (FOUND_AT, None, False)
    assert negative.rule == "NEGATIVE"


def test_a_second_look_changes_nothing():
    channel = ChannelFactory()
    deliver(channel, 5, 8, holes=range(8, 26))
    assert validate(channel, 5, 8, at=LATER) == 1
    assert told() == [("GAP", "STOP", 18, "OPEN")]
    assert ReadingFinding.objects.get().found_at == FOUND_AT


def test_resolves_what_no_longer_holds_and_opens_it_when_it_holds_again():
    channel = ChannelFactory()
    deliver(channel, 5, 8, holes=range(8, 26))
    late = deliver(channel, 5, 6, at=LATER)
    finding = ReadingFinding.objects.get()
    assert (finding.state, finding.resolved_at) == ("RESOLVED", LATER)
    assert (finding.resolution, finding.is_accepted) == ("the readings have changed", False)
    again = LATER + timedelta(hours=1)
    withdraw_reading_batch(batch=late, withdrawn_at=again, reason="wrong meter", actor=None)
    finding.refresh_from_db()
    assert (finding.state, finding.resolved_at, finding.resolution) == ("OPEN", None, "")
    assert finding.found_at == again


def test_days_missing_between_two_deliveries_are_a_gap_that_a_third_one_splits():
    channel = ChannelFactory()
    deliver(channel, 1, 3)
    deliver(channel, 10, 12)
    assert told() == [("GAP", "STOP", 7 * 48, "OPEN")]
    deliver(channel, 6, 7)
    assert told() == [("GAP", "STOP", 3 * 48, "OPEN")] * 2


def test_what_is_still_to_come_is_no_gap():
    channel = ChannelFactory()
    deliver(channel, 1, 3, holes=range(90, 96))
    assert told() == []
    deliver(channel, 3, 5)
    assert told() == [("GAP", "STOP", 6, "OPEN")]


def test_withdrawing_the_last_delivery_leaves_no_finding_behind():
    channel = ChannelFactory()
    deliver(channel, 1, 3)
    quantities = use(3)
    quantities[30] = 90000
    batch = deliver(channel, 5, 8, quantities=quantities)
    assert told(state="OPEN") == [("GAP", "STOP", 96, "OPEN"), ("SPIKE", "WARNING", 1, "OPEN")]
    withdraw_reading_batch(batch=batch, withdrawn_at=LATER, reason="wrong meter", actor=None)
    assert told(state="OPEN") == []


def test_a_run_of_zeros_grows_with_each_delivery():
    channel = ChannelFactory()
    deliver(channel, 1, 3)
    for day in range(3, 11):
        deliver(channel, day, day + 1, quantities=0)
    assert told() == [("ZERO", "WARNING", 8 * 48, "OPEN")]
    assert ReadingFinding.objects.get().starts_at == datetime(2026, 1, 3, tzinfo=UTC)
    deliver(channel, 6, 7, at=LATER)
    assert told(state="OPEN") == [("ZERO", "INFO", 3 * 48, "OPEN"), ("ZERO", "INFO", 4 * 48, "OPEN")]


def test_a_run_over_midnight_is_seen_when_its_second_day_comes():
    channel = ChannelFactory()
    first, second = use(1), use(1)
    first[24:], second[:24] = 0, 0
    deliver(channel, 3, 4, quantities=first)
    assert told() == []
    deliver(channel, 4, 5, quantities=second)
    assert told() == [("ZERO", "INFO", 48, "OPEN")]


def test_a_spike_is_measured_by_what_was_stored_before():
    evening = use(1)
    evening[36] = 1390  # 2.8 times 0.496 kWh
    quiet, busy = ChannelFactory(), ChannelFactory()
    deliver(quiet, 1, 20)
    busy_days = use(19)
    busy_days[[36, 84, 132]] = 1200
    deliver(busy, 1, 20, quantities=busy_days)
    for channel in (quiet, busy):
        deliver(channel, 20, 21, quantities=evening + 100 * (np.arange(48) == 36))
    spike = ReadingFinding.objects.get(rule="SPIKE")
    assert (spike.channel, spike.starts_at) == (quiet, datetime(2026, 1, 20, 18, tzinfo=UTC))


def test_leaves_alone_what_a_clerk_accepted():
    channel = ChannelFactory()
    deliver(channel, 5, 8, holes=range(8, 26))
    accept_finding(finding=ReadingFinding.objects.get(), reason="power cut", accepted_at=LATER, actor=None)
    assert validate(channel, 5, 8, at=LATER) == 0
    finding = ReadingFinding.objects.get()
    assert (finding.state, finding.resolution, finding.is_accepted) == ("RESOLVED", "power cut", True)
    deliver(channel, 5, 8, at=LATER)
    finding.refresh_from_db()
    assert finding.resolution == "power cut"


def test_asks_again_when_an_accepted_gap_has_grown():
    channel = ChannelFactory()
    deliver(channel, 4, 5)
    whole = deliver(channel, 5, 6)
    deliver(channel, 6, 8)
    withdraw_reading_batch(batch=whole, withdrawn_at=LATER, reason="wrong meter", actor=None)
    part = deliver(channel, 5, 6, holes=range(8), at=LATER)
    assert told(state="OPEN") == [("GAP", "STOP", 8, "OPEN")]
    accept_finding(
        finding=ReadingFinding.objects.get(state="OPEN"), reason="power cut", accepted_at=LATER, actor=None
    )
    withdraw_reading_batch(batch=part, withdrawn_at=LATER, reason="wrong meter", actor=None)
    finding = ReadingFinding.objects.get()
    assert (finding.state, finding.interval_count, finding.is_accepted) == ("OPEN", 48, False)


def test_an_accepted_run_of_zeros_may_grow_until_it_is_graver():
    channel = ChannelFactory()
    deliver(channel, 1, 2)
    deliver(channel, 2, 4, quantities=0)
    accept_finding(finding=ReadingFinding.objects.get(), reason="empty house", accepted_at=LATER, actor=None)
    deliver(channel, 4, 5, quantities=0)
    assert told() == [("ZERO", "INFO", 144, "RESOLVED")]
    deliver(channel, 5, 9, quantities=0)
    assert told() == [("ZERO", "WARNING", 7 * 48, "OPEN")]


def test_writes_duplicates_and_keeps_them_while_their_readings_stand():
    channel = ChannelFactory()
    batch = deliver(channel, 5, 8)
    four = datetime(2026, 1, 6, 4, tzinfo=UTC)
    duplicates = [
        LocatedDuplicate(channel.pk, four, 50, False),
        LocatedDuplicate(channel.pk, four + timedelta(minutes=30), 51, True),
    ]
    assert validate(channel, 5, 8, duplicates=duplicates) == 2
    assert validate(channel, 5, 8) == 0
    assert told() == [("DUPLICATE", "INFO", 1, "OPEN"), ("DUPLICATE", "WARNING", 1, "OPEN")]
    withdraw_reading_batch(batch=batch, withdrawn_at=LATER, reason="wrong meter", actor=None)
    assert told(state="OPEN") == []


def test_levels_are_not_taken_for_consumption():
    seats = ChannelFactory(metric=MetricFactory(code="SEATS", unit="seats", decimals=0, aggregation="LATEST"))
    deliver(seats, 5, 8, quantities=12)
    assert told() == []


def test_reads_local_days_of_each_site():
    berlin = ChannelFactory(service_point__site__zone_name="Europe/Berlin")
    deliver(berlin, 5, 8, holes=range(8, 26))
    assert ReadingFinding.objects.get().explanation == "18 half-hours missing from 5 Jan 2026 04:00 to 13:00"
    assert ReadingFinding.objects.get().starts_at == datetime(2026, 1, 5, 3, tzinfo=UTC)


def test_finds_a_gap_over_both_clock_changes_of_the_year():
    channel = ChannelFactory()
    for day, held in ((date(2026, 3, 29), 46), (date(2026, 10, 25), 50)):
        quantities = 200 + np.arange(48 + held + 48) * 37 % 300
        store_readings(
            channel, day - timedelta(days=1), day + timedelta(days=2), quantities, holes=range(48, 48 + held)
        )
    validate_readings(
        spans=[ChannelSpan(channel.pk, date(2026, 3, 28), date(2026, 10, 27))], found_at=FOUND_AT
    )
    assert [count for _, _, count, _ in told()] == [
        46,
        (date(2026, 10, 24) - date(2026, 3, 31)).days * 48,
        50,
    ]


def test_takes_a_handful_of_queries_whatever_the_number_of_channels(django_assert_num_queries):
    for count in (1, 8):
        spans = []
        for number in range(count):
            channel = ChannelFactory(step_minutes=30)
            store_readings(channel, january(5), january(8 + number), use(3 + number), holes=[9, 10])
            spans.append(ChannelSpan(channel.pk, january(5), january(8 + number)))
        with django_assert_num_queries(5):  # and three that go to psycopg directly, for the readings
            assert validate_readings(spans=spans, found_at=FOUND_AT) == count


def test_nothing_delivered_nothing_found():
    assert validate_readings(spans=[], found_at=FOUND_AT) == 0
    channel = ChannelFactory()
    assert validate(channel, 5, 8) == 0
