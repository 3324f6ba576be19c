"""One value that became another."""

import pytest

from pricing.plan_documents.changed_values import is_decimal, number, shown_value, value_change, with_unit
from pricing.plan_documents.document_places import Place


def place(key: str, **facts) -> Place:
    return Place(where="", word=key.replace("_", " "), key=key, currency="EUR", **facts)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("1234.50", "1,234.50"),
        ("-0.1", "\N{MINUS SIGN}0.1"),
        ("2026-07-05", "5 Jul 2026"),
        ("06-30", "30 Jun"),
        (["06-01", "09-30"], "1 Jun to 30 Sep"),
        ([["06-01", "09-30"], ["12-01", "12-31"]], "1 Jun to 30 Sep, 1 Dec to 31 Dec"),
        ("half_up", "half up"),
        ("New Year's Day", "“New Year's Day”"),
        ("", "“”"),
        (True, "yes"),
        (None, "none"),
        ([], "none"),
        (12, "12"),
        ({"a": 1}, '{"a": 1}'),
    ],
)
def test_shows_values_as_people_read_them(value, text):
    assert shown_value(value) == text


def test_cuts_what_is_too_long():
    assert shown_value("very long " * 50).endswith("…”")
    assert len(shown_value("very long " * 50)) == 202


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ("300", "400", "ends, and tier 3 begins, at 400 instead of 300 kWh"),
        ("300", None, "has no end, instead of 300 kWh"),
        (None, "1000", "ends at 1,000 kWh"),
    ],
)
def test_tells_the_end_of_a_tier(old, new, text):
    assert value_change(place("up_to", tier=2, unit="kWh"), old, new) == text


def test_leaves_out_a_percentage_that_rounds_to_nothing():
    assert value_change(place("amount"), "10000", "10000.01") == "amount 10,000 → 10,000.01 EUR"
    assert (
        value_change(place("amount"), "-2", "-3") == "amount \N{MINUS SIGN}2 → \N{MINUS SIGN}3 EUR (+50.0 %)"
    )


def test_numbers_are_text_of_digits():
    assert is_decimal("0.25")
    assert is_decimal("-3")
    assert not is_decimal("2026-01-01")
    assert not is_decimal(3)
    assert number("1000000") == "1,000,000"
    assert with_unit(place("percent"), "5") == "5 %"
    assert with_unit(place("unit_price", unit="kWh"), "5") == "5 EUR per kWh"
    assert with_unit(place("partial"), "up") == "up"
