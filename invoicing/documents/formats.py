"""Numbers, money and days as an account's documents write them, by its language and currency."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from babel.dates import format_date
from babel.numbers import format_currency

from billing_site.foundation.writing import (
    MINUS,
    clock_moment,
    day_span,
    locale_of,
    number,
    short_day,
)
from invoicing.documents.labels import labels_in, unit_in
from pricing.money import EXACT, minor_unit_scale, round_amount

_CODE_AND_AMOUNT: Final = re.compile(r"(?<=[A-Z]{3})(?=\d)")  # KWD1.500 is hard to read
_MOST_DECIMALS: Final = 12  # as many as a unit price has
_SHOWN_OF_ENDLESS: Final = 6


def decimals_of(numbers: Iterable[Decimal]) -> int:
    """How many decimals show every one of the numbers exactly, at most 12: one column, one number of them."""
    shown = 0
    for one in numbers:
        exponent = one.normalize(EXACT).as_tuple().exponent
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
        return locale_of(self.language, self.currency)

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

    def number(self, value: Decimal, decimals: int) -> str:
        """A number with so many decimals, and its thousands apart."""
        return number(value, decimals, self.locale)

    def plain(self, number: Decimal, most_decimals: int = _MOST_DECIMALS) -> str:
        """A number with the decimals it needs; where those are too many, cut and followed by an ellipsis.

        One that has no end is cut early: a row of digits that do not stop tells nobody anything.
        """
        decimals = -int(number.normalize(EXACT).as_tuple().exponent)
        if decimals <= most_decimals:
            return self.number(number, max(decimals, 0))
        shown = min(most_decimals, _SHOWN_OF_ENDLESS)
        return self.number(round_amount(number, shown, "down"), shown) + "…"

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

    def short_day(self, day: date) -> str:
        """A date with the month's short name: 3 Feb 2026."""
        return short_day(day, self.locale)

    def moment(self, instant: datetime, zone_name: str) -> str:
        """An instant by the clock of a zone, which is named: 3 Feb 2026, 14:30 GMT."""
        return clock_moment(instant, zone_name, self.locale)

    def span(self, from_date: date, to_date: date) -> str:
        """The days from the first up to, not including, the last: "1 to 31 Jan 2026", with a dash."""
        return day_span(from_date, to_date, self.locale)

    def day_count(self, from_date: date, to_date: date) -> str:
        """How many days that is: 31 days."""
        labels, count = labels_in(self.language), (to_date - from_date).days
        return labels["one_day"] if count == 1 else labels["days"].format(count=count)
