"""Money and days as the portal writes them."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from billing_site.templatetags.portal_format import (
    about,
    about_between,
    cash,
    days_between,
    long_day,
    measured,
    signed_cash,
    unsigned_cash,
)

SPACE = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("language", "currency", "text"),
    [
        ("en", "GBP", "£1,234.50"),
        ("en", "USD", "$1,234.50"),
        ("en", "JPY", "JP¥1,235"),
        ("de", "EUR", f"1.234,50{SPACE}€"),
    ],
)
def test_writes_money_as_the_documents_do(language, currency, text):
    with translation.override(language):
        assert cash(Decimal("1234.50"), currency) == text
    assert cash(None, currency) == "\N{EN DASH}"


def test_writes_signs_or_none():
    with translation.override("en"):
        assert signed_cash(Decimal("1.50"), "GBP") == "+£1.50"
        assert signed_cash(Decimal("-1.50"), "GBP") == "\N{MINUS SIGN}£1.50"
        assert signed_cash(Decimal(0), "GBP") == "£0.00"
        assert unsigned_cash(Decimal("-1.50"), "GBP") == "£1.50"


def test_writes_what_is_only_about_right_in_whole_units():
    with translation.override("en"):
        assert about(Decimal("63.50"), "GBP") == "£64"
        assert about(None, "GBP") == "\N{EN DASH}"
        assert about(Decimal("3.456"), "GBP") == "£3.46"
    with translation.override("de"):
        assert about(Decimal("1063.49"), "EUR") == f"1.063{SPACE}€"


def test_writes_days_in_the_language_and_the_english_of_the_currency():
    with translation.override("de"):
        assert long_day(date(2026, 2, 3), "EUR") == "3. Februar 2026"
    with translation.override("en"):
        assert long_day(date(2026, 2, 3), "USD") == "February 3, 2026"
        assert days_between(date(2026, 2, 1), date(2026, 3, 1), "GBP") == "1\N{EN DASH}28 Feb 2026"
        assert long_day(None, "GBP") == "\N{EN DASH}"


@pytest.mark.parametrize(
    ("quantity", "text"),
    [("1204.56", "1,205"), ("12.44", "12.4"), ("2.345", "2.35"), ("0", "0"), ("-120.2", "\N{MINUS SIGN}120")],
)
def test_writes_quantities_to_about_three_digits(quantity, text):
    with translation.override("en"):
        assert measured(Decimal(quantity), "kWh", "GBP") == f"{text}{SPACE}kWh"


@pytest.mark.parametrize(
    ("language", "low", "high", "texts"),
    [
        ("en", "19.54", "101.50", ("$20", "$102")),
        ("en", "3.456", "12.10", ("$3.46", "$12.10")),
        ("en", "2.361", "2.359", ("$2.36", "")),
        ("en", "60.10", "59.90", ("$60", "")),
        ("en", "-40", "5", ("\N{MINUS SIGN}$40", "$5")),
        ("de", "2.36", "2.36", (f"2,36{SPACE}$", "")),
    ],
)
def test_rounds_both_ends_alike_and_says_equal_ones_once(language, low, high, texts):
    with translation.override(language):
        assert about_between(Decimal(low), Decimal(high), "USD") == texts
