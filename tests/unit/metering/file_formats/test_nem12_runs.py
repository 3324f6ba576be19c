"""Days as runs."""

from datetime import UTC, date, datetime

import numpy as np

from metering.file_formats.nem12_deliveries import Deliveries
from metering.file_formats.nem12_records import Day, Stream
from metering.file_formats.nem12_runs import runs_of_days
from metering.usage.reading_quality import ReadingQuality
from tests.unit.metering.file_formats.files import duplicates, errors, runs

STREAM = Stream("NMI1", "E1", "M1", "Wh", 30)
FIRST = date(2026, 1, 1).toordinal()


def delivered(
    number=0, values=("1",) * 48, quality=ReadingQuality.ACTUAL, *, stream=STREAM, updated=1
) -> Day:
    return Day(3 + number, stream, FIRST + number, list(values), quality, updated)


def items_of(*days: Day):
    return list(runs_of_days(days, Deliveries()))


def test_neighbouring_days_of_one_record_are_one_run():
    (run,) = items_of(delivered(0), delivered(1), delivered(2))
    assert (run.service_point, run.channel, run.unit, run.meter_serial) == ("NMI1", "E1", "Wh", "M1")
    assert (run.start, run.step_minutes, run.row) == (datetime(2025, 12, 31, 14, tzinfo=UTC), 30, 3)
    assert (run.quantities.tolist(), run.quantities.dtype, run.decimals) == ([1] * 144, np.int64, 0)
    assert run.qualities is None


def test_a_gap_or_another_record_ends_a_run():
    other = Stream("NMI1", "B1", "M1", "Wh", 30)
    items = items_of(delivered(0), delivered(2), delivered(3, stream=other), delivered(4, stream=other))
    assert [(run.channel, run.row, len(run.quantities)) for run in items] == [
        ("E1", 3, 48),
        ("E1", 5, 48),
        ("B1", 6, 96),
    ]


def test_a_run_has_the_decimals_that_its_own_values_need():
    items = items_of(delivered(0, ("1.250",) * 48), delivered(2, ("0.500",) * 48))
    assert [(int(run.quantities[0]), run.decimals) for run in items] == [(125, 2), (5, 1)]


def test_a_missing_interval_is_zero_and_may_be_empty():
    quality = np.full(48, ReadingQuality.ACTUAL, dtype=np.uint8)
    quality[:2] = ReadingQuality.MISSING
    (run,) = items_of(delivered(0), delivered(1, ("", "7.77", *["1"] * 46), quality))
    assert run.quantities[48:51].tolist() == [0, 0, 1]
    assert run.decimals == 0
    assert run.qualities.tolist() == [60] * 48 + [0, 0] + [60] * 46


def test_a_day_with_a_bad_value_is_refused_as_a_whole_and_the_others_are_taken():
    items = items_of(delivered(0), delivered(1, ["1"] * 47 + ["x"]), delivered(2))
    assert [len(run.quantities) for run in runs(items)] == [48, 48]
    (error,) = errors(items)
    assert (error.row, error.field, error.value) == (4, "IntervalValue48", "x")


def test_an_empty_value_of_an_actual_day_is_refused():
    (error,) = items_of(delivered(0, ["1", "", *["1"] * 46]))
    assert (error.field, error.message) == ("IntervalValue2", "there is no value")


def test_a_number_too_large_for_its_neighbours_is_refused():
    values = ["0.00000000000001", *["1"] * 46, "123456789"]
    (error,) = items_of(delivered(0), delivered(1, values))
    assert (error.row, error.field, error.value) == (4, "IntervalValue48", "123456789")


def test_a_redelivered_day_is_a_run_of_its_own_and_is_told():
    items = items_of(delivered(0), delivered(1), delivered(1, ("2",) * 48, updated=2))
    assert [len(run.quantities) for run in runs(items)] == [96, 48]
    (duplicate,) = duplicates(items)
    assert (duplicate.start, duplicate.row, duplicate.differs) == (
        datetime(2026, 1, 1, 14, tzinfo=UTC),
        4,
        True,
    )


def test_an_older_delivery_below_a_newer_is_told_and_not_handed_on():
    items = items_of(delivered(1, ("2",) * 48, updated=2), delivered(0), delivered(1))
    assert [(run.start.day, int(run.quantities[0])) for run in runs(items)] == [(1, 2), (31, 1)]
    assert len(duplicates(items)) == 1


def test_an_older_delivery_of_better_quality_counts_where_it_is_better():
    estimated = np.array([ReadingQuality.ACTUAL] * 40 + [ReadingQuality.ESTIMATED] * 8, dtype=np.uint8)
    items = items_of(delivered(0, ("2",) * 48, estimated, updated=2), delivered(0))
    _, older = runs(items)
    assert older.qualities.tolist() == [ReadingQuality.MISSING] * 40 + [ReadingQuality.ACTUAL] * 8
    assert older.quantities.tolist() == [0] * 40 + [1] * 8
