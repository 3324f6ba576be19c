"""Money, quantities and local times as people read them, in the language that is active."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from babel.numbers import format_currency, format_percent
from django import template

from billing_site.foundation import writing
from invoicing.documents.labels import unit_in
from pricing.money import minor_unit_scale

register = template.Library()
_CODE_AND_AMOUNT = re.compile(r"(?<=[A-Z]{3})(?=\d)")  # DKK500.04 is hard to read


@register.filter
def money(amount: Decimal | None, currency: str) -> str:
    """An amount with its currency, "€1,234.50"; a dash for none."""
    if amount is None:
        return writing.NOT_KNOWN
    text = format_currency(amount, currency, locale=writing.active_locale()).replace("-", writing.MINUS)
    return _CODE_AND_AMOUNT.sub("\N{NO-BREAK SPACE}", text)


@register.filter
def amount(value: Decimal | None, currency: str) -> str:
    """An amount without its currency, for columns whose head names it."""
    if value is None:
        return writing.NOT_KNOWN
    return writing.number(value, minor_unit_scale(currency), writing.active_locale())


@register.filter
def quantity(value: Decimal | int | None, decimals: int = 3) -> str:
    """A quantity with a fixed number of decimals; a dash for none."""
    if value is None:
        return writing.NOT_KNOWN
    return writing.number(value, decimals, writing.active_locale())


@register.filter
def plain(value: Decimal | int | None) -> str:
    """A number with the decimals it has, but for trailing zeros."""
    return writing.NOT_KNOWN if value is None else writing.plain_number(value, writing.active_locale())


@register.filter
def count(value: int | None) -> str:
    """A whole number, "1,234,567"."""
    return writing.NOT_KNOWN if value is None else writing.number(value, 0, writing.active_locale())


@register.filter
def share(value: Decimal | None) -> str:
    """A ratio as a percentage with its sign, "+12 %"; a dash for none."""
    if value is None:
        return writing.NOT_KNOWN
    text = format_percent(Decimal(str(abs(value))), format="#,##0.# %", locale=writing.active_locale())
    return f"{'+' if value > 0 else writing.MINUS if value < 0 else ''}{text}"


@register.filter
def unit(code: str, quantity: Decimal | int = 2) -> str:
    """A unit as people write it after such a quantity: "m³", "day" after 1 and "days" after 31."""
    return unit_in(writing.active_locale()[:2], code, one=quantity == 1)


@register.filter
def day(value: date | None) -> str:
    """A local date, "3 Nov 2026"."""
    return writing.NOT_KNOWN if value is None else writing.short_day(value, writing.active_locale())


@register.filter
def last_day(value: date | None) -> str:
    """The last day of a span, given the first day after it."""
    return writing.NOT_KNOWN if value is None else day(date.fromordinal(value.toordinal() - 1))


@register.filter
def until(from_date: date, to_date: date) -> str:
    """The days from the first up to, not including, the last: "1 to 31 Oct 2026", with a dash."""
    return writing.day_span(from_date, to_date, writing.active_locale())


@register.filter
def moment(value: datetime | None, zone_name: str = "UTC") -> str:
    """An instant by the clock of a zone, which is named: "3 Nov 2026, 14:30 UTC"."""
    if value is None:
        return writing.NOT_KNOWN
    return writing.clock_moment(value, zone_name, writing.active_locale())


@register.filter
def moment_to_the_second(value: datetime | None, zone_name: str = "UTC") -> str:
    """As `moment`, with its second: "3 Nov 2026, 14:30:07 UTC"."""
    if value is None:
        return writing.NOT_KNOWN
    return writing.clock_moment(value, zone_name, writing.active_locale(), to_the_second=True)
