"""NEM12 files as a whole."""

from datetime import UTC, datetime

import pytest

from metering.file_formats.nem12 import parse_nem12
from metering.file_formats.parsed_readings import UnreadableFile
from metering.usage.reading_quality import ReadingQuality
from tests.unit.metering.file_formats.files import (
    HEADER,
    STREAM,
    day,
    duplicates,
    errors,
    nem12,
    parsed,
    runs,
    values_of,
)

SECOND = STREAM.replace(",E1,1,E1,", ",E1B1,2,B1,")


def refusal(lines):
    with pytest.raises(UnreadableFile) as caught:
        list(parse_nem12(lines))
    error = caught.value.errors[0]
    return error.row, error.value, error.message


def test_reads_days_of_market_time_which_has_no_clock_change():
    # 5 October 2025 is a day of 23 hours in Sydney.
    (run,) = parsed(STREAM, day("20251004"), day("20251005"), day("20251006"))
    assert run.start == datetime(2025, 10, 3, 14, tzinfo=UTC)
    assert (len(run.quantities), run.step_minutes, run.row) == (144, 30, 3)
    assert (run.quantities.tolist(), run.decimals) == ([5] * 144, 1)
    assert (run.service_point, run.channel, run.unit, run.meter_serial) == (
        "NMI0000001",
        "E1",
        "KWH",
        "METER1",
    )


def test_reads_several_channels_and_skips_the_index_records():
    items = parsed(STREAM, day("20260101"), "500,N,,20260101121500,002027.0", SECOND, day("20260101", "0.1"))
    assert [(run.channel, run.row) for run in items] == [("E1", 3), ("B1", 6)]


def test_reads_variable_quality_from_the_400_records():
    (run,) = parsed(STREAM, day("20260101", flag="V"), "400,1,10,A,,", "400,11,48,E52,,")
    assert run.qualities.tolist() == [ReadingQuality.ACTUAL] * 10 + [ReadingQuality.ESTIMATED] * 38


def test_takes_trailing_commas_blank_lines_and_windows_line_ends():
    records = [HEADER + ",,,,", "", STREAM + ",,,,,", day("20260101") + ",,", "900,,,"]
    (run,) = parse_nem12([record + "\r\n" for record in records])
    assert len(run.quantities) == 48


def test_takes_a_quoted_reason():
    record = day("20260101").replace(",A,,,", ',A,79,"Power, restored",')
    assert len(runs(parsed(STREAM, record))) == 1


def test_takes_files_joined_end_to_end():
    items = parse_nem12([*nem12(STREAM, day("20260101")), "\n", *nem12(SECOND, day("20260101"))])
    assert [run.channel for run in items] == ["E1", "B1"]


def test_the_later_update_counts_even_if_it_comes_first():
    newer, older = (
        day("20260101", "2", updated="20260105000000"),
        day("20260101", "1", updated="20260102000000"),
    )
    for records in ((newer, older), (older, newer)):
        items = parsed(STREAM, *records)
        assert values_of(runs(items)[-1])[0] == 2
        assert [(each.row, each.differs) for each in duplicates(items)] == [(4, True)]


def test_a_block_is_converted_when_it_is_full(monkeypatch):
    monkeypatch.setattr("metering.file_formats.nem12._VALUES_AT_ONCE", 96)
    items = parsed(STREAM, *(day(f"202601{number:02}") for number in range(1, 6)))
    assert [len(run.quantities) for run in items] == [96, 96, 48]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], (1, "", "the file holds no record")),
        (["\n", "\n"], (2, "", "the file holds no record")),
        (["\n", STREAM], (2, "200", "the file does not begin with a 100 record")),
        (nem12(STREAM, day("20260101"), end=""), (3, "", "the file ends without a 900 record")),
        ([*nem12(end=""), *nem12()], (2, "100", "no 900 record ends the file before")),
        (["100,NEM13,202602010000,A,B", "900"], (1, "NEM13", "the file is not of version NEM12")),
        (["100", "900"], (1, "", "the file is not of version NEM12")),
    ],
)
def test_refuses_a_file_without_its_beginning_or_end(lines, expected):
    assert refusal(lines) == expected


@pytest.mark.parametrize(
    ("records", "row", "field", "value"),
    [
        ((day("20260101"),), 2, "RecordIndicator", "300"),
        ((STREAM, day("20260101", count=47)), 3, "IntervalValue", "47 values"),
        ((STREAM, day("20260101", ["1"] * 47 + ["1,5"])), 3, "IntervalValue", "49 values"),
        ((STREAM, day("20260101", ["1"] * 47 + ["1x"])), 3, "IntervalValue48", "1x"),
        ((STREAM, "400,1,48,A"), 3, "RecordIndicator", "400"),
        ((STREAM, day("20260101"), "400,1,48,A"), 4, "RecordIndicator", "400"),
        ((STREAM, day("20260101", flag="V")), 3, "QualityMethod", "V"),
        ((STREAM, day("20260101", flag="V"), "400,1,48,V"), 4, "QualityMethod", "V"),
        ((STREAM, "11,x"), 3, "RecordIndicator", "11"),
        (("250,NMI1,11",), 2, "RecordIndicator", "250"),
        ((STREAM, day("20260101", count=47), "400,1,48,A", "400,9,9,A"), 3, "IntervalValue", "47 values"),
        (
            (STREAM, day("20260101", flag="V"), "400,1,49,A", "400,9,9,A"),
            4,
            "StartInterval, EndInterval",
            "1,49",
        ),
        (("200,NMI1,E1,1,E1,N1,M,KWH,20", day("20260101"), "400,1,48,A"), 2, "IntervalLength", "20"),
    ],
)
def test_names_the_row_and_the_field_that_cannot_be_taken(records, row, field, value):
    items = parsed(*records)
    found = [(error.row, error.field, error.value) for error in errors(items)]
    assert found == [(row, field, value)]
    assert runs(items) == []
    assert all(error.message and error.cure for error in errors(items))


def test_a_bad_row_does_not_hide_the_good_ones_around_it():
    items = parsed(
        STREAM, day("20260101"), day("20260102", flag="V"), day("20260103"), SECOND, day("20260101")
    )
    assert [error.row for error in errors(items)] == [4]
    assert [(run.channel, run.row) for run in runs(items)] == [("E1", 3), ("E1", 5), ("B1", 7)]


def test_tells_data_after_the_end_once():
    items = list(parse_nem12([*nem12(STREAM, day("20260101")), STREAM, day("20260102")]))
    assert [(error.row, error.message) for error in errors(items)] == [(5, "data follow the 900 record")]
    assert len(runs(items)) == 1
