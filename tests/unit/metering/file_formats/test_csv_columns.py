"""Rows of a CSV as columns."""

import pytest

from metering.file_formats import csv_columns
from metering.file_formats.csv_columns import read_columns
from metering.file_formats.long_csv_header import read_header
from metering.file_formats.parsed_readings import UnreadableFile

HEADER = read_header("nmi,start,value", 1)


def portions(*lines: str):
    return list(read_columns(iter([f"{line}\n" for line in lines]), HEADER, 1))


def rows_of(portion):
    return [*zip(*portion.columns, strict=True)], portion.rows.tolist()


def test_splits_plain_rows():
    (portion,) = portions("a,1,2", "b,3,4")
    assert rows_of(portion) == ([("a", "1", "2"), ("b", "3", "4")], [2, 3])


def test_takes_a_last_row_without_its_end():
    (portion,) = read_columns(iter(["a,1,2\n", "b,3,4"]), HEADER, 1)
    assert rows_of(portion) == ([("a", "1", "2"), ("b", "3", "4")], [2, 3])


def test_leaves_out_empty_rows_and_what_spreadsheets_add():
    (portion,) = portions("a,1,2,,", "", ",,", "b,3,4")
    assert rows_of(portion) == ([("a", "1", "2"), ("b", "3", "4")], [2, 5])
    assert portion.errors == []


def test_names_rows_of_another_width():
    (portion,) = portions("a,1", "b,3,4", "c,5,6,7")
    assert rows_of(portion)[1] == [3]
    assert [(error.row, error.value, error.message) for error in portion.errors] == [
        (2, "a,1", "the row has 2 fields, its header 3"),
        (4, "c,5,6,7", "the row has 4 fields, its header 3"),
    ]


def test_reads_quoted_fields_from_the_first_quote_on(monkeypatch):
    monkeypatch.setattr(csv_columns, "_ROWS_AT_ONCE", 2)
    first, second, third = portions("a,1,2", "b,3,4", '"c,c",5,6', "d,7,8", 'e,"9', '9",0')
    assert rows_of(first)[1] == [2, 3]
    assert rows_of(second) == ([("c,c", "5", "6"), ("d", "7", "8")], [4, 5])
    assert rows_of(third) == ([("e", "9\n9", "0")], [7])


def test_refuses_a_quote_that_never_ends():
    with pytest.raises(UnreadableFile, match="the row cannot be split"):
        portions('"a,1,2', "b,3,4")


def test_no_rows_are_no_portions():
    assert portions() == []
