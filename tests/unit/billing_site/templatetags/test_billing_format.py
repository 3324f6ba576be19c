"""Numbers and times as people read them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from billing_site.templatetags import billing_format as fmt


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (fmt.money(Decimal("1234.5"), "EUR"), "€1,234.50"),
        (fmt.money(Decimal("-0.5"), "GBP"), "\N{MINUS SIGN}£0.50"),
        (fmt.money(None, "EUR"), "\N{EN DASH}"),
        (fmt.amount(Decimal("1234.5000"), "USD"), "1,234.50"),
        (fmt.amount(Decimal(1234), "JPY"), "1,234"),
        (fmt.amount(Decimal("1.2345"), "KWD"), "1.234"),
        (fmt.quantity(Decimal("338.2140")), "338.214"),
        (fmt.quantity(Decimal("1234567.8"), 0), "1,234,568"),
        (fmt.plain(Decimal("0.041556000000")), "0.041556"),
        (fmt.plain(Decimal(1000)), "1,000"),
        (fmt.count(1234567), "1,234,567"),
        (fmt.share(Decimal("0.123")), "+12.3 %"),
        (fmt.share(Decimal("-0.5")), "\N{MINUS SIGN}50 %"),
        (fmt.share(Decimal(0)), "0 %"),
        (fmt.day(date(2026, 11, 3)), "3 Nov 2026"),
        (fmt.last_day(date(2026, 3, 1)), "28 Feb 2026"),
        (fmt.moment(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "Europe/Berlin"), "25 Oct 2026, 02:30 CEST"),
        (fmt.moment(datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "Europe/Berlin"), "25 Oct 2026, 02:30 CET"),
    ],
)
def test_shows_english(shown, expected):
    assert shown == expected


def test_shows_german_when_german_is_active():
    with translation.override("de"):
        assert fmt.money(Decimal("1234.5"), "EUR") == "1.234,50\N{NO-BREAK SPACE}€"
        assert fmt.quantity(Decimal("338.214")) == "338,214"
        assert fmt.day(date(2026, 11, 3)) == "3. Nov. 2026"


@pytest.mark.parametrize(
    "function", [fmt.quantity, fmt.plain, fmt.count, fmt.share, fmt.day, fmt.last_day, fmt.moment]
)
def test_shows_a_dash_for_nothing(function):
    assert function(None) == "\N{EN DASH}"
