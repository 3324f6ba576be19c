"""Money and days as the portal writes them."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from billing_site.templatetags.portal_format import (
    about,
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
    with translation.override("de"):
        assert about(Decimal("1063.49"), "EUR") == f"1.063{SPACE}€"


def test_writes_days_and_quantities():
    with translation.override("de"):
        assert long_day(date(2026, 2, 3)) == "3. Februar 2026"
        assert measured(Decimal("1204.56"), "kWh", 1) == f"1.204,6{SPACE}kWh"
    with translation.override("en"):
        assert days_between(date(2026, 2, 1), date(2026, 3, 1)) == "1\N{EN DASH}28 Feb 2026"
        assert long_day(None) == "\N{EN DASH}"
