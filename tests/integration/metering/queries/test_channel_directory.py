"""Runs of a file against the channels of a utility."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from metering.file_formats.parsed_readings import ParsedRun
from metering.file_formats.rejections import Rejections
from metering.models.interval_day_store import DeliveredDays, DeliveredPiece
from metering.queries.channel_directory import ChannelDirectory
from metering.usage.channel_spans import ChannelSpan
from metering.usage.reading_quality import ReadingQuality as Q
from tests.factories.metering import (
    ChannelFactory,
    MetricFactory,
    ServicePointFactory,
    SiteFactory,
    UtilityFactory,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
START = datetime(2026, 10, 24, 22, tzinfo=UTC)  # midnight in Berlin before a day of 25 hours
SUNDAY = date(2026, 10, 25)


def channel(point="A", code="E1", zone_name="Europe/Berlin", step_minutes=60, **facts):
    site = SiteFactory(zone_name=zone_name)
    service_point = ServicePointFactory(code=point, site=site, utility=facts.pop("utility", UtilityFactory()))
    return ChannelFactory(service_point=service_point, code=code, step_minutes=step_minutes, **facts)


def run(values, point="A", code="E1", start=START, unit="kWh", decimals=3, step=60, qualities=None, row=2):
    if qualities is not None:
        qualities = np.array(qualities, dtype=np.uint8)
    return ParsedRun(
        point, code, start, step, np.array(values, dtype=np.int64), qualities, unit, decimals, row
    )


def taken(*runs, directory=None):
    """What the directory makes of the runs: the parts it hands out, and what it refuses."""
    directory = directory or ChannelDirectory(UtilityFactory(), NOW)
    rejections = Rejections()
    return list(directory.local_days(runs, rejections)), rejections, directory


def quantities_of(parts):
    return [
        (part.block if isinstance(part, DeliveredDays) else part.piece).quantities.ravel().tolist()
        for part in parts
    ]


class TestTaking:
    def test_whole_days_come_as_blocks_and_edges_as_pieces(self):
        facts = channel()
        parts, rejections, directory = taken(run(range(5 + 25 + 24 + 3), start=START - timedelta(hours=5)))
        head, long_day, day, tail = parts
        assert (head.channel_id, head.interval_count) == (facts.pk, 24)
        assert (head.piece.date, head.piece.first_interval) == (date(2026, 10, 24), 19)
        assert (long_day.block.first_date, long_day.block.quantities.shape) == (SUNDAY, (1, 25))
        assert (day.block.first_date, day.block.quantities.shape) == (date(2026, 10, 26), (1, 24))
        assert (tail.piece.date, tail.piece.first_interval) == (date(2026, 10, 27), 0)
        assert not rejections
        assert directory.reading_count == 57
        assert directory.delivered_spans() == [ChannelSpan(facts.pk, date(2026, 10, 24), date(2026, 10, 28))]

    @pytest.mark.parametrize(
        ("unit", "decimals", "values", "stored"),
        [
            ("kWh", 3, [1, 2], [1, 2]),
            ("KWH", 0, [1, 2], [1000, 2000]),
            ("Wh", 0, [1, 2], [1, 2]),
            ("Wh", 1, [10, -20], [1, -2]),
            ("MWh", 6, [1, 2], [1, 2]),
            ("MWh", 4, [1, 2], [100, 200]),
            ("kWh", 6, [1000, 2_000_000], [1, 2000]),
        ],
    )
    def test_quantities_become_whole_numbers_of_the_channels_unit(self, unit, decimals, values, stored):
        channel()
        parts, rejections, _ = taken(run(values, unit=unit, decimals=decimals))
        assert quantities_of(parts) == [stored]
        assert not rejections

    def test_a_quotient_that_does_not_end_is_exact_all_the_same(self):
        """3,600 seconds are an hour, though a second is no decimal fraction of one."""
        channel(metric=MetricFactory(code="CALLS", unit="h", decimals=0))
        parts, rejections, _ = taken(run([3600, 7200], unit="s", decimals=0))
        assert quantities_of(parts) == [[1, 2]]
        parts, rejections, _ = taken(run([3600, 7201], unit="s", decimals=0))
        assert quantities_of(parts) == [[1, 0]]
        assert rejections.errors[0].value == "7201 s"

    def test_a_missing_interval_is_no_reading_and_has_no_quantity(self):
        channel()
        parts, _, directory = taken(run([5, 6, 7], qualities=[Q.ACTUAL, Q.MISSING, Q.ESTIMATED]))
        assert quantities_of(parts) == [[5, 0, 7]]
        assert directory.reading_count == 2

    def test_spans_of_a_channel_that_touch_are_one(self):
        first, second = channel("A"), channel("B")
        *_, directory = taken(
            run([1] * 25, "B"),
            run([1] * 24, "A", start=START + timedelta(hours=25)),
            run([1] * 25, "A"),
            run([1] * 24, "A", start=START + timedelta(hours=25 + 48)),
        )
        assert directory.delivered_spans() == [
            ChannelSpan(first.pk, SUNDAY, date(2026, 10, 27)),
            ChannelSpan(first.pk, date(2026, 10, 28), date(2026, 10, 29)),
            ChannelSpan(second.pk, SUNDAY, date(2026, 10, 26)),
        ]

    def test_names_of_channels_are_those_of_their_service_point(self):
        channels = [channel(point, code) for point in ("A", "B") for code in ("E1",)]
        *_, directory = taken(run([1], "A"), run([1], "B"))
        assert [directory.channel_id(point, "E1") for point in ("A", "B")] == [one.pk for one in channels]
        assert directory.channel_id("A", "B1") is None
        assert directory.channel_id("C", "E1") is None

    def test_each_name_is_looked_up_once(self, django_assert_num_queries):
        channel("A"), channel("B")
        directory = ChannelDirectory(UtilityFactory(), NOW)
        with django_assert_num_queries(1):
            taken(run([1], "A"), run([1], "B"), run([1], "unknown"), directory=directory)
        with django_assert_num_queries(0):
            taken(run([1], "B"), run([1], "unknown"), directory=directory)


class TestRefusing:
    def refused(self, *runs, **options):
        parts, rejections, directory = taken(*runs, **options)
        assert (parts, directory.reading_count, directory.delivered_spans()) == ([], 0, [])
        return rejections

    def test_a_problem_of_a_channel_is_told_once(self):
        channel()
        rejections = self.refused(
            *(run([1] * 4, unit="kVArh", row=row, start=START + timedelta(days=row)) for row in (2, 3, 4))
        )
        assert (rejections.error_count, rejections.reading_count) == (1, 12)
        assert rejections.errors[0].row == 2

    def test_an_unknown_service_point_is_told_once_for_all_its_channels(self):
        rejections = self.refused(run([1], code="E1"), run([1], code="B1"))
        assert (rejections.error_count, rejections.reading_count) == (1, 2)

    def test_different_problems_of_a_channel_are_all_told(self):
        channel()
        rejections = self.refused(run([1], unit="kW"), run([1], step=30), run([2**62], unit="MWh"))
        assert [error.field for error in rejections.errors] == ["unit", "interval length", "reading"]

    def test_a_service_point_of_another_utility_is_unknown(self):
        channel(utility=UtilityFactory(code="SOUTH"))
        assert self.refused(run([1])).errors[0].field == "service point"

    def test_names_the_channels_there_are_but_not_hundreds(self):
        point = channel().service_point
        for number in range(2, 12):
            ChannelFactory(service_point=point, code=f"E{number:02}")
        (error,) = self.refused(run([1], code="X")).errors
        assert error.message == (
            "service point A has no such channel, only E02, E03, E04, E05, E06, E07, E08, E09, …"
        )

    def test_a_code_with_a_nul_is_unknown(self):
        assert self.refused(run([1], "A\0")).errors[0].field == "service point"

    def test_readings_off_the_clock_of_the_site(self):
        channel(zone_name="Asia/Kathmandu")
        (error,) = self.refused(run([1] * 30)).errors
        assert (error.field, error.value) == ("start", "2026-10-24 22:00Z")
        assert "do not fall on the clock of 2026-10-25 in Asia/Kathmandu" in error.message

    def test_a_site_in_a_zone_that_does_not_exist(self):
        channel(zone_name="Mars/Olympus")
        (error,) = self.refused(run([1])).errors
        assert (error.field, error.value) == ("time zone", "Mars/Olympus")

    @pytest.mark.parametrize("quantity", [2**62, -(2**62), -(2**63), 2**63 - 1])
    def test_numbers_that_would_overflow(self, quantity):
        channel()
        (error,) = self.refused(run([quantity], unit="MWh", decimals=0)).errors
        assert (error.field, error.value) == ("reading", str(quantity))


class TestTheFuture:
    def taken(self, count, qualities=None):
        channel()
        start = NOW - timedelta(hours=9)
        return taken(run([1] * count, start=start, qualities=qualities))

    def test_an_hour_ahead_is_taken(self):
        parts, rejections, directory = self.taken(10)
        assert not rejections
        assert directory.reading_count == 10
        assert len(parts) == 1

    def test_more_is_refused_and_the_rest_is_taken(self):
        _, rejections, directory = self.taken(13)
        (error,) = rejections.errors
        assert (error.field, error.value) == ("start", "2026-11-02 10:00Z")
        assert "received at 2026-11-02 09:00Z" in error.message
        assert (rejections.reading_count, directory.reading_count) == (3, 10)

    def test_what_is_said_to_be_missing_yet_is_no_reading(self):
        _, rejections, directory = self.taken(13, [Q.ACTUAL] * 10 + [Q.MISSING] * 3)
        assert not rejections
        assert directory.reading_count == 10

    def test_a_run_that_lies_there_altogether_is_refused(self):
        channel()
        parts, rejections, directory = taken(run([1] * 5, start=NOW + timedelta(days=3)))
        assert (parts, rejections.reading_count, directory.delivered_spans()) == ([], 5, [])


def test_pieces_know_the_length_of_their_day():
    channel()
    (part,) = taken(run([1] * 3))[0]
    assert isinstance(part, DeliveredPiece)
    assert part.interval_count == 25


def test_refuses_intervals_for_a_channel_that_is_read_by_dial():
    dial = channel(kind="REGISTER")
    rejections = Rejections()
    directory = ChannelDirectory(dial.service_point.utility, NOW)
    assert list(directory.local_days([run([1, 2, 3])], rejections)) == []
    error = rejections.errors[0]
    assert (error.field, error.message) == (
        "channel",
        "channel E1 of A is read by dial: its usage comes from meter readings",
    )
    assert error.cure.startswith("record the meter readings instead")
