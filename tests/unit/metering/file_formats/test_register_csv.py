"""Meter readings from a CSV."""

from contextlib import suppress
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metering.file_formats import register_csv
from metering.file_formats.parsed_readings import RowError, UnreadableFile
from metering.file_formats.register_csv import ParsedRegisterReading, parse_register_csv


def parsed(text):
    return list(parse_register_csv(BytesIO(text.encode())))


def test_takes_columns_in_any_order_and_kinds_in_words():
    rows = parsed(
        "Date;Service point;Value;Kind;Meter\n31.01.2026;A;123.5;customer;4711\n2026-02-28;A;130;;\n;;;;\n"
    )
    assert rows == [
        ParsedRegisterReading(2, "A", "", "4711", date(2026, 1, 31), Decimal("123.5"), "CUSTOMER"),
        ParsedRegisterReading(3, "A", "", "", date(2026, 2, 28), Decimal(130), "ACTUAL"),
    ]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (",2026-01-31,1,", "service_point"),
        ("A,31/01/2026,1,", "date"),
        ("A,2026-01-31,1e5,", "value"),
        ("A,2026-01-31,-1,", "value"),
        ("A,2026-01-31,.,", "value"),
        ("A,2026-01-31,1,guessed", "kind"),
        ("A", "date"),
    ],
)
def test_says_which_field_of_a_row_is_wrong(row, field):
    (error,) = parsed(f"service_point,date,value,kind\n{row}\n")
    assert isinstance(error, RowError)
    assert (error.row, error.field) == (2, field)


@pytest.mark.parametrize("text", ["", "a,b\n", "service_point,date\nA,2026-01-01\n"])
def test_wants_the_columns_named(text):
    with pytest.raises(UnreadableFile) as raised:
        parsed(text)
    assert raised.value.errors[0].field == "header"


def test_refuses_more_rows_than_are_reasonable(monkeypatch):
    monkeypatch.setattr(register_csv, "MOST_ROWS", 2)
    with pytest.raises(UnreadableFile):
        parsed("service_point,date,value\n" + "A,2026-01-31,1\n" * 3)


@given(st.text())
def test_any_text_is_read_or_refused_in_words(text):
    with suppress(UnreadableFile):
        parsed("service_point,date,value\n" + text)


def test_says_where_a_quotation_mark_is_not_closed():
    with pytest.raises(UnreadableFile) as raised:
        parsed('service_point,date,value\n"A' + ",2026-01-31,1\n" * 10_000)
    assert raised.value.errors[0].cure == "look for a quotation mark that is not closed"
