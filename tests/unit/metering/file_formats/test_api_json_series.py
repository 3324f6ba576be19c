"""Series as runs."""

from datetime import UTC, datetime

import pytest

from metering.file_formats.api_json import read_readings_document
from metering.file_formats.api_json_shapes import MOST_VALUES
from metering.file_formats.parsed_readings import ParsedRun, RowError
from metering.usage.reading_quality import ReadingQuality
from tests.unit.metering.file_formats.sent_json import document, series


def items(*sent):
    return list(read_readings_document(document(series=list(sent))).items({}))


def refusal(**changes):
    (error,) = items(series(**changes))
    assert isinstance(error, RowError)
    return error


def test_makes_a_run_of_a_series():
    (run,) = items(series(start="2026-01-01T10:00:00+10:00"))
    assert (run.service_point, run.channel, run.unit, run.step_minutes) == ("P1", "E1", "kWh", 30)
    assert (run.start, run.row, run.decimals) == (datetime(2026, 1, 1, tzinfo=UTC), 1, 1)
    assert (run.quantities.tolist(), run.qualities) == ([15, 20], None)


def test_marks_what_is_null_as_missing_and_everything_else_with_its_quality():
    one, each = items(
        series(values=["1", None], quality="estimated"),
        series(values=["1", "2"], quality=["actual", "customer"], start="2026-01-02T00:00:00Z"),
    )
    assert one.qualities.tolist() == [ReadingQuality.ESTIMATED, ReadingQuality.MISSING]
    assert each.qualities.tolist() == [ReadingQuality.ACTUAL, ReadingQuality.CUSTOMER]


def test_leaves_a_gap_for_each_value_that_is_none():
    first, second, run = items(series(values=["1", "x", "1,5", "4"]))
    assert [(error.row, error.field, error.value) for error in (first, second)] == [
        (1, "values/1", "x"),
        (1, "values/2", "1,5"),
    ]
    assert run.qualities.tolist() == [60, 0, 0, 60]
    assert run.quantities.tolist() == [1, 0, 0, 4]


@pytest.mark.parametrize(
    ("changes", "field", "count"),
    [
        ({"start": "2026-01-01T00:00:00"}, "start", 2),
        ({"values": "1"}, "values", 1),
        ({"values": {"0": "1"}}, "values", 1),
        ({"values": []}, "values", 1),
        ({"values": [None, "1", "2"], "quality": "guessed"}, "quality", 2),
        ({"quality": ["actual", "guessed"]}, "quality/1", 2),
        ({"quality": ["actual"]}, "quality", 2),
        ({"quality": []}, "quality", 2),
    ],
)
def test_refuses_a_series_with_all_its_readings(changes, field, count):
    error = refusal(**changes)
    assert (error.field, error.reading_count) == (field, count)
    assert error.cure


def test_refuses_more_values_than_one_series_may_have():
    assert refusal(values=["1"] * (MOST_VALUES + 1)).field == "values"


def test_refuses_a_series_that_overlaps_another_of_its_channel():
    run, error, other = items(
        series(), series(start="2026-01-01T00:30:00Z"), series(start="2026-01-01T00:30:00Z", channel="B1")
    )
    assert isinstance(run, ParsedRun)
    assert isinstance(other, ParsedRun)
    assert (error.row, error.field, error.reading_count) == (2, "start", 2)


def test_takes_a_series_that_begins_where_another_ends():
    assert len(items(series(), series(start="2026-01-01T01:00:00Z"))) == 2


def test_refuses_of_a_series_only_what_is_too_large_beside_the_others():
    *errors, run = items(series(values=["999999999999999999", "0.000001", None, "999999999999999998"]))
    assert [(error.row, error.field, error.value) for error in errors] == [
        (1, "values/0", "999999999999999999"),
        (1, "values/3", "999999999999999998"),
    ]
    assert (run.quantities.tolist(), run.decimals) == ([0, 1, 0, 0], 6)
    assert run.qualities.tolist() == [0, 60, 0, 0]
