"""The readings of one channel of a CSV, table after table."""

from datetime import UTC, datetime

import numpy as np

from metering.file_formats.long_csv_channels import ChannelName, ChannelReadings
from metering.file_formats.reading_table import ReadingTable
from metering.file_formats.wall_clock import WallClock
from metering.usage.reading_quality import ReadingQuality
from tests.unit.metering.file_formats.files import duplicates, errors, runs

START_S = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())
NAME = ChannelName("N1", "E1", "kWh", "M1", None)


def table(*readings: tuple[int, int], first_row=2, start_s=START_S, exact=True, places=0) -> ReadingTable:
    """Readings as (minute, value)."""
    count = len(readings)
    minutes = np.array([minute for minute, _ in readings], dtype=np.int64)
    return ReadingTable(
        np.zeros(count, dtype=np.int64),
        start_s + minutes * 60,
        np.full(count, exact),
        np.array([value for _, value in readings], dtype=np.int64),
        np.full(count, places, dtype=np.int64),
        np.full(count, ReadingQuality.ACTUAL, dtype=np.uint8),
        np.arange(first_row, first_row + count),
    )


def channel(zone_name="UTC", *, ending=False, step_s=None) -> ChannelReadings:
    return ChannelReadings(NAME, WallClock(zone_name), ending, step_s)


def shape(items):
    return [
        ((run.start.hour * 60 + run.start.minute), run.quantities.tolist(), run.row) for run in runs(items)
    ]


def test_puts_readings_in_order_and_splits_at_gaps():
    items = list(channel().items(table((60, 3), (0, 1), (30, 2), (120, 5), (150, 6)), is_last=True))
    assert shape(items) == [(0, [1, 2, 3], 3), (120, [5, 6], 5)]
    assert {(run.step_minutes, run.unit, run.meter_serial, run.qualities) for run in items} == {
        (30, "kWh", "M1", None)
    }


def test_interval_ends_begin_a_step_earlier():
    items = list(channel(ending=True).items(table((30, 1), (60, 2)), is_last=True))
    assert shape(items) == [(0, [1, 2], 2)]


def test_keeps_qualities_in_order():
    readings = table((30, 2), (0, 1))
    readings.qualities[0] = ReadingQuality.ESTIMATED
    (run,) = channel().items(readings, is_last=True)
    assert run.qualities.tolist() == [ReadingQuality.ACTUAL, ReadingQuality.ESTIMATED]


def test_tells_a_reading_that_comes_again_and_hands_it_on_later():
    items = list(channel().items(table((0, 1), (30, 2), (0, 9), (60, 3), (30, 2), (0, 9)), is_last=True))
    assert shape(items) == [(0, [1, 2, 3], 2), (0, [9, 2], 4), (0, [9], 7)]
    told = [(each.start.minute, each.row, each.differs) for each in duplicates(items)]
    assert told == [(0, 4, True), (0, 7, False), (30, 6, False)]


def test_tells_a_reading_of_an_earlier_table_as_one_that_differs():
    readings = channel()
    first = list(readings.items(table((0, 1), (30, 2), (90, 4)), is_last=False))
    second = list(readings.items(table((60, 3), (30, 2), first_row=9), is_last=True))
    assert [shape(first), shape(second)] == [[(0, [1, 2], 2), (90, [4], 4)], [(30, [2, 3], 10)]]
    assert [(each.row, each.differs) for each in duplicates(second)] == [(10, True)]


def test_remembers_neighbouring_tables_as_one_span():
    readings = channel()
    list(readings.items(table((0, 1), (30, 2)), is_last=False))
    list(readings.items(table((60, 3), (90, 4)), is_last=True))
    assert readings.spans == [(START_S, START_S + 7200)]


def test_a_single_reading_waits_for_the_next_table_to_tell_its_length():
    readings = channel()
    assert list(readings.items(table((0, 1)), is_last=False)) == []
    assert shape(readings.items(table((60, 2), first_row=3), is_last=True)) == [(0, [1, 2], 2)]
    assert list(readings.rest()) == []


def test_a_single_reading_needs_to_be_told_how_long_it_lasts():
    readings = channel()
    list(readings.items(table((0, 1)), is_last=False))
    (error,) = readings.rest()
    assert (error.row, "one reading" in error.message, "step_minutes" in error.cure) == (2, True, True)
    assert shape(channel(step_s=1800).items(table((0, 1)), is_last=True)) == [(0, [1], 2)]


def test_refuses_a_step_that_is_no_number_of_minutes_or_longer_than_a_day():
    for minutes in ((0, 0.5), (0, 2880)):
        readings = table(*((minute, 1) for minute in minutes))
        readings.labels[1] = START_S + int(minutes[1] * 60)
        (error,) = channel().items(readings, is_last=True)
        assert "seconds apart" in error.message


def test_refuses_a_reading_within_another():
    items = list(channel().items(table((0, 1), (30, 2), (31, 9), (60, 3), (90, 4)), is_last=True))
    assert [(error.row, error.value) for error in errors(items)] == [(4, "2026-01-01 00:31:00")]
    assert shape(items) == [(0, [1, 2, 3, 4], 2)]


def test_two_rows_of_one_time_the_clock_shows_twice_may_lie_in_two_tables():
    autumn = int(datetime(2026, 10, 25, tzinfo=UTC).timestamp())
    readings = channel("Europe/Berlin", step_s=3600)
    first = table((60, 1), (120, 2), start_s=autumn, exact=False)
    second = table((120, 3), (180, 4), start_s=autumn, exact=False, first_row=4)
    assert shape(readings.items(first, is_last=False)) == [(23 * 60, [1], 2)]
    assert shape(readings.items(second, is_last=True)) == [(0, [2, 3, 4], 3)]


def test_a_time_the_clock_shows_twice_that_comes_once_is_refused_at_the_end():
    autumn = int(datetime(2026, 10, 25, tzinfo=UTC).timestamp())
    readings = channel("Europe/Berlin", step_s=3600)
    assert errors(readings.items(table((120, 2), start_s=autumn, exact=False), is_last=False)) == []
    assert [error.row for error in readings.rest()] == [2]


def test_refuses_numbers_that_do_not_fit_beside_each_other():
    readings = table((0, 1), (30, 10**12), (60, 3))
    readings.places[0] = 14
    items = list(channel().items(readings, is_last=True))
    assert [(error.row, error.field) for error in errors(items)] == [(3, "value")]
    assert [len(run.quantities) for run in runs(items)] == [1, 1]
