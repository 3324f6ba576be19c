"""Numbers, days and times as people read them: the one place that knows how a locale writes them.

A minus is U+2212. English abbreviates every month with three letters, in tables as in charts; the order of day
and month is the locale's.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_interval
from babel.numbers import format_decimal
from django.utils.translation import get_language

MINUS: Final = "\N{MINUS SIGN}"
NOT_KNOWN: Final = "\N{EN DASH}"
_LOCALES: Final = {"en": "en_GB", "de": "de_DE"}
# Where English or German is written differently, the currency tells where the customer lives.
_REGIONS: Final = {
    ("en", "USD"): "en_US",
    ("en", "CAD"): "en_CA",
    ("en", "AUD"): "en_AU",
    ("en", "NZD"): "en_NZ",
    ("de", "CHF"): "de_CH",
}
_MONTH_FIRST: Final = {"en_US", "en_CA"}
_LONG_ABBREVIATION: Final = re.compile(r"\b(Jun|Jul|Sep)[a-z]+\b")


def locale_of(language: str, currency: str) -> str:
    """The locale in which somebody who reads the language and pays in the currency writes: en_US."""
    return _REGIONS.get((language, currency), _LOCALES.get(language, "en_GB"))


def language_tag(language: str, currency: str) -> str:
    """What to make the active language so that this is the active locale: en-us, and en for British English."""
    locale = locale_of(language, currency)
    return language if locale == _LOCALES.get(language) else locale.replace("_", "-").lower()


def active_locale() -> str:
    """The locale of the language that is active; en_GB where none is."""
    language, _, region = (get_language() or "en").partition("-")
    return f"{language}_{region.upper()}" if region else _LOCALES.get(language, "en_GB")


def number(value: Decimal | int, decimals: int, locale: str) -> str:
    """A number with so many decimals, and its thousands apart."""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return _typeset(format_decimal(value, format=pattern, locale=locale))


def plain_number(value: Decimal | int, locale: str) -> str:
    """A number with the decimals it has, but for trailing zeros."""
    return _typeset(
        format_decimal(value, format="#,##0.############", locale=locale, decimal_quantization=False)
    )


def short_day(day: date, locale: str) -> str:
    """A date with the month's short name: 3 Nov 2026, Nov 3, 2026, 3. Nov. 2026."""
    return _format(day, _day_pattern(locale) + _year(locale), locale)


def day_of_year(day: date, locale: str) -> str:
    """A date whose year is known: 3 Nov, Nov 3, 3. Nov."""
    return _format(day, _day_pattern(locale), locale)


def short_month(day: date, locale: str) -> str:
    """The short name of a date's month: Sep."""
    return _format(day, "LLL", locale)


def month_of_year(day: date, locale: str) -> str:
    """A date's month with its year: Sep 2026."""
    return _format(day, "LLL yyyy", locale)


def long_month(day: date, locale: str) -> str:
    """A date's month in full with its year: September 2026."""
    return _format(day, "LLLL yyyy", locale)


def day_span(from_date: date, to_date: date, locale: str) -> str:
    """The days from the first up to, not including, the last: "1 to 31 Oct 2026", with a dash."""
    last = to_date - timedelta(days=1)
    if last <= from_date:
        return short_day(from_date, locale)
    text = str(format_interval(from_date, last, "yMMMd", locale=locale))
    return _short_months(text.replace("\N{THIN SPACE}", " "), locale)


def clock_moment(instant: datetime, zone_name: str, locale: str, *, to_the_second: bool = False) -> str:
    """An instant by the clock of a zone, which is named: 3 Nov 2026, 14:30 AEDT."""
    local = instant.astimezone(ZoneInfo(zone_name))
    pattern = f"{_day_pattern(locale)}{_year(locale)}, {'HH:mm:ss' if to_the_second else 'HH:mm'}"
    text = str(format_datetime(local, pattern, locale=locale))
    return f"{_short_months(text, locale)} {local.tzname()}"


def _day_pattern(locale: str) -> str:
    if locale.startswith("de"):
        return "d. MMM"
    return "MMM d" if locale in _MONTH_FIRST else "d MMM"


def _year(locale: str) -> str:
    return ", yyyy" if locale in _MONTH_FIRST else " yyyy"


def _format(day: date, pattern: str, locale: str) -> str:
    text = format_date(day, pattern, locale=locale)
    return text if "LLLL" in pattern else _short_months(text, locale)


def _short_months(text: str, locale: str) -> str:
    """English of some countries writes Sept and June where others and our charts have three letters."""
    return _LONG_ABBREVIATION.sub(r"\1", text) if locale.startswith("en") else text


def _typeset(text: str) -> str:
    return text.replace("-", MINUS)
