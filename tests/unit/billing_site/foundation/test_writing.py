# ruff: noqa: RUF001 - dashes and minus signs are what is tested
"""How a locale writes."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from billing_site.foundation import writing
from billing_site.foundation.unit_symbols import unit_symbol

LOCALES = {
    ("en", "GBP"): "en_GB",
    ("en", "USD"): "en_US",
    ("en", "AUD"): "en_AU",
    ("de", "EUR"): "de_DE",
    ("de", "CHF"): "de_CH",
    ("fr", "EUR"): "en_GB",
}


@pytest.mark.parametrize(("account", "locale"), LOCALES.items())
def test_knows_the_locale_of_an_account_and_makes_it_the_active_one(account, locale):
    assert writing.locale_of(*account) == locale
    with translation.override(writing.language_tag(*account)):
        assert writing.active_locale() == locale


def test_the_office_writes_british_english():
    with translation.override("en"):
        assert writing.active_locale() == "en_GB"
    with translation.override(None):
        assert writing.active_locale() == "en_GB"


@pytest.mark.parametrize(
    ("locale", "day", "of_year", "month"),
    [
        ("en_GB", "3 Sep 2026", "3 Sep", "Sep 2026"),
        ("en_AU", "3 Sep 2026", "3 Sep", "Sep 2026"),
        ("en_US", "Sep 3, 2026", "Sep 3", "Sep 2026"),
        ("de_DE", "3. Sept. 2026", "3. Sept.", "Sep 2026"),
    ],
)
def test_writes_a_day_one_way(locale, day, of_year, month):
    third = date(2026, 9, 3)
    assert writing.short_day(third, locale) == day
    assert writing.day_of_year(third, locale) == of_year
    assert writing.month_of_year(third, locale) == month


def test_abbreviates_english_months_alike_in_tables_charts_and_spans():
    for month in range(1, 13):
        name = date(2026, month, 1).strftime("%b")
        for locale in ("en_GB", "en_AU", "en_US"):
            assert writing.short_month(date(2026, month, 1), locale) == name
            assert name in writing.short_day(date(2026, month, 1), locale).replace(",", "").split()
    assert writing.long_month(date(2026, 9, 1), "en_AU") == "September 2026"
    assert writing.day_span(date(2026, 6, 15), date(2026, 9, 15), "en_AU") == "15 Jun – 14 Sep 2026"


def test_writes_a_span_one_way():
    october = (date(2026, 10, 1), date(2026, 11, 1))
    assert writing.day_span(*october, "en_GB") == "1–31 Oct 2026"
    assert writing.day_span(*october, "de_DE") == "1.–31. Okt. 2026"
    assert writing.day_span(date(2026, 10, 1), date(2026, 10, 2), "en_US") == "Oct 1, 2026"


def test_writes_an_instant_by_the_clock_of_its_place():
    at = datetime(2026, 11, 3, 5, tzinfo=UTC)
    assert writing.clock_moment(at, "Australia/Sydney", "en_AU") == "3 Nov 2026, 16:00 AEDT"
    assert writing.clock_moment(at, "America/Los_Angeles", "en_US") == "Nov 2, 2026, 21:00 PST"
    assert writing.clock_moment(at, "Europe/Berlin", "de_DE") == "3. Nov. 2026, 06:00 CET"


def test_writes_numbers_and_units():
    assert writing.number(Decimal("-57443.014"), 3, "en_GB") == "−57,443.014"
    assert writing.plain_number(Decimal("667.260"), "de_DE") == "667,26"
    assert (unit_symbol("m3"), unit_symbol("kWh")) == ("m³", "kWh")
