"""Cells as they are read and written."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing_site.foundation.bulk_data.columns import (
    ChoiceColumn,
    Column,
    DateColumn,
    EmailColumn,
    NotTaken,
    NumberColumn,
    cell_text,
    guarded,
)

FACTS: dict[str, Any] = {"meaning": "", "examples": ("", "", "")}


def cleaned(column, text):
    column.column_name = "it"
    return column.clean({"it": text})


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        (Column("it", **FACTS), "  0047 ", "0047"),
        (Column("it", empty="", **FACTS), " ", ""),
        (Column("it", **FACTS), "'-5 Lane", "-5 Lane"),
        (Column("it", **FACTS), "'t Hooft", "'t Hooft"),
        (NumberColumn("it", largest=365, empty=14, **FACTS), "", 14),
        (NumberColumn("it", largest=365, **FACTS), "0", 0),
        (DateColumn("it", empty=None, **FACTS), "", None),
        (DateColumn("it", **FACTS), "2026-02-28", date(2026, 2, 28)),
        (ChoiceColumn("it", choices=[(3, "add-on")], **FACTS), "Add-On", 3),
        (ChoiceColumn("it", choices=[(3, "add-on")], **FACTS), "3", 3),
        (EmailColumn("it", **FACTS), "ada@example.com", "ada@example.com"),
    ],
)
def test_takes(column, text, value):
    assert cleaned(column, text) == value


@pytest.mark.parametrize(
    ("column", "text", "words"),
    [
        (Column("it", **FACTS), "", "It is missing: fill it in."),
        (Column("it", most=3, **FACTS), "four", "longer than 3 characters"),
        (Column("it", **FACTS), "4.71E+15", "format the column as text"),
        (Column("it", **FACTS), "a\x00b", r"U\+0000"),
        (Column("it", **FACTS), "a\nb", r"U\+000A"),
        (Column("it", **FACTS), "\u202eabc", r"U\+202E"),
        (NumberColumn("it", largest=365, **FACTS), "366", "from 0 to 365"),
        (NumberColumn("it", largest=365, **FACTS), "1e2", "whole number"),
        (NumberColumn("it", largest=365, **FACTS), "١٤", "whole number"),
        (NumberColumn("it", largest=365, **FACTS), "9" * 5_000, "whole number"),
        (DateColumn("it", **FACTS), "03/04/2026", "like 2026-01-31"),
        (DateColumn("it", **FACTS), "2026-02-30", "like 2026-01-31"),
        (ChoiceColumn("it", choices=[(1, "supply"), (2, "delivery")], **FACTS), "x", "supply, delivery"),
        (EmailColumn("it", **FACTS), "ada@", "name@example.com"),
    ],
)
def test_refuses_with_a_cure(column, text, words):
    with pytest.raises(NotTaken, match=words):
        cleaned(column, text)


@given(st.text(st.characters(exclude_categories=["C"]), max_size=8).map(str.strip))
def test_what_is_exported_comes_back_as_it_was_and_is_no_formula(text):
    text = cell_text("x" + text)[1:].strip()
    for value in (text, f"'{text}", f"={text}", f"'={text}", f"''-{text}"):
        stored = value.strip()
        cell = guarded(stored)
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
        assert cell_text(cell) == stored


def test_shows_numbers_and_dates_as_such_to_a_spreadsheet():
    row = SimpleNamespace(it=14, day=date(2026, 1, 31), name="=1+1")
    assert NumberColumn("it", largest=365, **FACTS).export(row) == 14
    assert DateColumn("day", **FACTS).export(row) == date(2026, 1, 31)
    assert Column("name", **FACTS).export(row) == "'=1+1"
