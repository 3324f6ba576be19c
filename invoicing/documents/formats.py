"""Numbers, money and days as a language and currency write them; a minus is U+2212."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from babel.dates import format_date, format_interval
from babel.numbers import format_currency, format_decimal

from invoicing.documents.labels import labels_in, unit_in
from pricing.money import EXACT, minor_unit_scale, round_amount

MINUS: Final = "\N{MINUS SIGN}"
NOT_KNOWN: Final = "\N{EN DASH}"
_CODE_AND_AMOUNT: Final = re.compile(r"(?<=[A-Z]{3})(?=\d)")  # KWD1.500 is hard to read
_MOST_DECIMALS: Final = 12  # as many as a unit price has
# Where English or German is written differently, the currency tells where the customer lives.
_LOCALES: Final = {
    ("en", "USD"): "en_US",
    ("en", "CAD"): "en_CA",
    ("en", "AUD"): "en_AU",
    ("en", "NZD"): "en_NZ",
    ("de", "CHF"): "de_CH",
}
_LANGUAGES: Final = {"en": "en_GB", "de": "de_DE"}


def decimals_of(numbers: Iterable[Decimal]) -> int:
    """How many decimals show every one of the numbers exactly, at most 12: one column, one number of them."""
    shown = 0
    for number in numbers:
        exponent = number.normalize(EXACT).as_tuple().exponent
        shown = max(shown, -int(exponent))
    return min(shown, _MOST_DECIMALS)


@dataclass(frozen=True, slots=True)
class Formats:
    """How one document writes."""

    language: str
    currency: str

    @property
    def locale(self) -> str:
        """The locale's name, such as en_GB."""
        return _LOCALES.get((self.language, self.currency), _LANGUAGES.get(self.language, "en_GB"))

    def money(self, amount: Decimal) -> str:
        """An amount with its currency: £151.57, 151,57 €."""
        scale = minor_unit_scale(self.currency)
        text = format_currency(
            round_amount(amount, scale), self.currency, locale=self.locale, decimal_quantization=False
        )
        return _CODE_AND_AMOUNT.sub("\N{NO-BREAK SPACE}", text.replace("-", MINUS))

    def amount(self, amount: Decimal) -> str:
        """An amount in a column whose head names the currency: 151.57."""
        scale = minor_unit_scale(self.currency)
        return self.number(round_amount(amount, scale), scale)

    def number(self, number: Decimal, decimals: int) -> str:
        """A number with so many decimals, and its thousands apart."""
        pattern = f"#,##0.{'0' * decimals}" if decimals else "#,##0"
        return format_decimal(number, format=pattern, locale=self.locale).replace("-", MINUS)

    def plain(self, number: Decimal, most_decimals: int = _MOST_DECIMALS) -> str:
        """A number with the decimals it needs; where those are too many, cut and followed by an ellipsis."""
        decimals = -int(number.normalize(EXACT).as_tuple().exponent)
        if decimals <= most_decimals:
            return self.number(number, max(decimals, 0))
        return self.number(round_amount(number, most_decimals, "down"), most_decimals) + "…"

    def quantity(self, quantity: Decimal, unit: str, decimals: int | None = None) -> str:
        """A quantity with its unit: 420.5 kWh, 1 day, 31 days."""
        shown = self.plain(quantity) if decimals is None else self.number(quantity, decimals)
        return f"{shown}\N{NO-BREAK SPACE}{unit_in(self.language, unit, one=quantity == 1)}"

    def percent(self, percent: Decimal) -> str:
        """A percentage: 20 %, or 20% where English is spoken."""
        space = "\N{NO-BREAK SPACE}" if self.language == "de" else ""
        return f"{self.plain(percent)}{space}%"

    def day(self, day: date) -> str:
        """A date with the month's name: 3 February 2026."""
        return format_date(day, "long", locale=self.locale)

    def month(self, day: date) -> str:
        """The short name of a day's month: Oct, Okt."""
        return format_date(day, "LLL", locale=self.locale).rstrip(".")

    def month_of_year(self, day: date) -> str:
        """The month of a day, and which year's: October 2025."""
        return format_date(day, "MMMM yyyy", locale=self.locale)

    def span(self, from_date: date, to_date: date) -> str:
        """The days from the first up to, not including, the last: 1 to 31 January."""
        last = to_date - timedelta(days=1)
        if last == from_date:
            return format_date(from_date, "medium", locale=self.locale)
        text = format_interval(from_date, last, "yMMMd", locale=self.locale)
        return str(text).replace("\N{THIN SPACE}", " ")

    def day_count(self, from_date: date, to_date: date) -> str:
        """How many days that is: 31 days."""
        labels, count = labels_in(self.language), (to_date - from_date).days
        return labels["one_day"] if count == 1 else labels["days"].format(count=count)
