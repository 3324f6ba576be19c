# ruff: noqa: RUF001 - dashes, minus signs and spaces are what is tested
"""Numbers, money and days in the languages of accounts."""

from datetime import date
from decimal import Decimal

import pytest

from invoicing.documents.formats import Formats, decimals_of

GERMAN, BRITISH, AMERICAN = Formats("de", "EUR"), Formats("en", "GBP"), Formats("en", "USD")


@pytest.mark.parametrize(
    ("formats", "amount", "text"),
    [
        (BRITISH, "1234.5000", "£1,234.50"),
        (BRITISH, "-5.6200", "−£5.62"),
        (GERMAN, "-1234.5000", "−1.234,50\N{NO-BREAK SPACE}€"),
        (AMERICAN, "0", "$0.00"),
        (Formats("en", "JPY"), "1234.0000", "JP¥1,234"),
        (Formats("en", "KWD"), "1.5", "KWD\N{NO-BREAK SPACE}1.500"),
        (Formats("fr", "EUR"), "12", "€12.00"),
    ],
)
def test_writes_money_as_the_language_does(formats, amount, text):
    assert formats.money(Decimal(amount)) == text


def test_writes_amounts_with_all_their_minor_units():
    assert BRITISH.amount(Decimal("-1234.5")) == "−1,234.50"
    assert Formats("de", "KWD").amount(Decimal("1234.5")) == "1.234,500"


def test_writes_large_and_long_numbers_exactly():
    assert GERMAN.plain(Decimal("0.150720000000")) == "0,15072"
    assert BRITISH.plain(Decimal("1E+3")) == "1,000"
    assert BRITISH.plain(Decimal(2) / 3, 3) == "0.666…"
    assert BRITISH.number(Decimal("12345678901234567.1234567891"), 10) == "12,345,678,901,234,567.1234567891"


def test_counts_the_decimals_of_a_column():
    assert decimals_of([Decimal("420.5000"), Decimal(300), Decimal("0.25")]) == 2
    assert decimals_of([Decimal(1) / 3]) == 12
    assert decimals_of([]) == 0


@pytest.mark.parametrize(
    ("quantity", "unit", "text"),
    [("1", "day", "1\N{NO-BREAK SPACE}Tag"), ("31", "day", "31\N{NO-BREAK SPACE}Tage")],
)
def test_writes_quantities_with_their_unit(quantity, unit, text):
    assert GERMAN.quantity(Decimal(quantity), unit) == text


def test_gives_a_column_its_decimals():
    assert BRITISH.quantity(Decimal(300), "kWh", 1) == "300.0\N{NO-BREAK SPACE}kWh"


def test_writes_percentages():
    assert (BRITISH.percent(Decimal("9.430000")), GERMAN.percent(Decimal(19))) == (
        "9.43%",
        "19\N{NO-BREAK SPACE}%",
    )


def test_writes_spans_by_their_last_day():
    january = (date(2026, 1, 1), date(2026, 2, 1))
    assert BRITISH.span(*january) == "1–31 Jan 2026"
    assert GERMAN.span(*january) == "1.–31. Jan. 2026"
    assert AMERICAN.span(date(2025, 12, 16), date(2026, 1, 16)) == "Dec 16, 2025 – Jan 15, 2026"
    assert BRITISH.span(date(2026, 1, 1), date(2026, 1, 2)) == "1 Jan 2026"


def test_counts_days():
    assert BRITISH.day_count(date(2026, 1, 1), date(2026, 2, 1)) == "31 days"
    assert GERMAN.day_count(date(2026, 1, 1), date(2026, 1, 2)) == "1 Tag"


def test_writes_dates_with_the_month_as_a_word():
    days = [formats.day(date(2026, 3, 2)) for formats in (BRITISH, AMERICAN, GERMAN)]
    assert days == ["2 March 2026", "March 2, 2026", "2. März 2026"]
