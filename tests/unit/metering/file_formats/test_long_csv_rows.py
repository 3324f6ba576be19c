"""Columns of a CSV as readings."""

import pytest

from metering.file_formats.csv_columns import read_columns
from metering.file_formats.long_csv_channels import ChannelName
from metering.file_formats.long_csv_header import read_header
from metering.file_formats.long_csv_rows import RowReader
from metering.file_formats.time_texts import TimeTexts
from metering.usage.reading_quality import ReadingQuality

FALLBACK = ChannelName("file", "1", "kWh", "", None)


def read(header_line: str, *lines: str, has_decimal_comma=False):
    header = read_header(header_line, 1)
    reader = RowReader(
        header, fallback=FALLBACK, times=TimeTexts(), has_zone=True, has_decimal_comma=has_decimal_comma
    )
    (portion,) = read_columns(iter([f"{line}\n" for line in lines]), header, 1)
    table, errors = reader.read(portion)
    return reader, table, errors


def test_names_channels_by_their_columns():
    reader, table, errors = read(
        "nmi,channel,start,value,unit,meter_serial,step_minutes",
        "N1,E1,2026-01-01,1,Wh,M1,30",
        "N1, B1 ,2026-01-01,1,,,",
        "N1,E1,2026-01-02,1,Wh,M1,30",
    )
    assert reader.names == [ChannelName("N1", "E1", "Wh", "M1", 30), ChannelName("N1", "B1", "kWh", "", None)]
    assert (table.channels.tolist(), table.rows.tolist(), errors) == ([0, 1, 0], [2, 3, 4], [])


def test_what_no_column_names_is_the_fallback():
    reader, table, _ = read("start,value", "2026-01-01T00:00Z,1.25")
    assert reader.names == [FALLBACK]
    assert (table.integers.tolist(), table.places.tolist(), table.exact.tolist()) == ([125], [2], [True])


@pytest.mark.parametrize(
    ("word", "quality"),
    [
        *(
            ("", "ACTUAL"),
            ("A", "ACTUAL"),
            ("Actual", "ACTUAL"),
            ("e", "ESTIMATED"),
            ("estimated", "ESTIMATED"),
        ),
        *(("S", "SUBSTITUTED"), ("F", "FINAL_SUBSTITUTED"), ("c", "CUSTOMER"), ("MISSING", "MISSING")),
    ],
)
def test_knows_the_words_for_qualities(word, quality):
    _, table, _ = read("start,value,quality", f"2026-01-01,1,{word}")
    assert table.qualities.tolist() == [ReadingQuality[quality]]


def test_a_missing_reading_is_zero_and_may_be_empty():
    _, table, errors = read("start,value,quality", "2026-01-01,,N", "2026-01-02,7.5,missing")
    assert (table.integers.tolist(), table.places.tolist(), errors) == ([0, 0], [0, 0], [])


def test_reads_decimal_commas_when_told():
    _, table, errors = read("start;value", "2026-01-01;1,25", "2026-01-02;1.250", has_decimal_comma=True)
    assert (table.integers.tolist(), table.places.tolist()) == ([125], [2])
    assert [(error.row, error.value) for error in errors] == [(3, "1.250")]


@pytest.mark.parametrize(
    ("row", "field", "value"),
    [
        (",E1,2026-01-01,1,A,30", "service_point", ""),
        ("N1,,2026-01-01,1,A,30", "channel", ""),
        ("N1,E1,01/01/2026,1,A,30", "start", "01/01/2026"),
        ("N1,E1,2026-01-01,x,A,30", "value", "x"),
        ("N1,E1,2026-01-01,,A,30", "value", ""),
        ("N1,E1,2026-01-01,-,N,30", "value", "-"),
        ("N1,E1,2026-01-01,1,perhaps,30", "quality", "perhaps"),
        ("N1,E1,2026-01-01,1,A,half", "step_minutes", "half"),
        ("N1,E1,2026-01-01,1,A,0", "step_minutes", "0"),
        ("N1,E1,2026-01-01,1,A,30,more", "row", "N1,E1,2026-01-01,1,A,30,more"),
    ],
)
def test_names_the_row_and_the_field_that_cannot_be_taken(row, field, value):
    good = "N1,E1,2026-01-01,1,A,30"
    _, table, errors = read("nmi,channel,start,value,quality,step_minutes", good, row, good)
    assert [(error.row, error.field, error.value) for error in errors] == [(3, field, value)]
    assert table.rows.tolist() == [2, 4]
    assert errors[0].message
    assert errors[0].cure
