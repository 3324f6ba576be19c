"""Money, quantities and local times as people read them, in the language that is active."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal, format_percent
from django import template
from django.utils.translation import get_language

from pricing.money import minor_unit_scale

register = template.Library()
_MINUS = "\N{MINUS SIGN}"
_NOTHING = "\N{EN DASH}"
_CODE_AND_AMOUNT = re.compile(r"(?<=[A-Z]{3})(?=\d)")  # DKK500.04 is hard to read


def _locale() -> str:
    language = get_language() or "en"
    return {"en": "en_GB", "de": "de_DE"}.get(language[:2], "en_GB")


def _typeset(text: str) -> str:
    return text.replace("-", _MINUS)


@register.filter
def money(amount: Decimal | None, currency: str) -> str:
    """An amount with its currency, "€1,234.50"; a dash for none."""
    if amount is None:
        return _NOTHING
    text = _typeset(format_currency(amount, currency, locale=_locale()))
    return _CODE_AND_AMOUNT.sub("\N{NO-BREAK SPACE}", text)


@register.filter
def amount(value: Decimal | None, currency: str) -> str:
    """An amount without its currency, for columns whose head names it."""
    if value is None:
        return _NOTHING
    scale = minor_unit_scale(currency)
    pattern = "#,##0" + ("." + "0" * scale if scale else "")
    return _typeset(format_decimal(value, format=pattern, locale=_locale()))


@register.filter
def quantity(value: Decimal | int | None, decimals: int = 3) -> str:
    """A quantity with a fixed number of decimals; a dash for none."""
    if value is None:
        return _NOTHING
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return _typeset(format_decimal(value, format=pattern, locale=_locale()))


@register.filter
def plain(value: Decimal | int | None) -> str:
    """A number with the decimals it has, but for trailing zeros."""
    if value is None:
        return _NOTHING
    return _typeset(
        format_decimal(value, format="#,##0.############", locale=_locale(), decimal_quantization=False)
    )


@register.filter
def count(value: int | None) -> str:
    """A whole number, "1,234,567"."""
    return _NOTHING if value is None else _typeset(format_decimal(value, format="#,##0", locale=_locale()))


@register.filter
def share(value: Decimal | None) -> str:
    """A ratio as a percentage with its sign, "+12 %"; a dash for none."""
    if value is None:
        return _NOTHING
    text = format_percent(Decimal(str(abs(value))), format="#,##0.# %", locale=_locale())
    return f"{'+' if value > 0 else _MINUS if value < 0 else ''}{text}"


@register.filter
def day(value: date | None) -> str:
    """A local date, "3 Nov 2026"."""
    return _NOTHING if value is None else format_date(value, format="medium", locale=_locale())


@register.filter
def last_day(value: date | None) -> str:
    """The last day of a span, given the first day after it."""
    return _NOTHING if value is None else day(date.fromordinal(value.toordinal() - 1))


@register.filter
def moment(value: datetime | None, zone_name: str = "UTC") -> str:
    """An instant by the clock of a zone, which is named: "3 Nov 2026, 14:30 UTC"."""
    return _moment(value, zone_name, "d MMM yyyy, HH:mm")


@register.filter
def moment_to_the_second(value: datetime | None, zone_name: str = "UTC") -> str:
    """As `moment`, with its second: "3 Nov 2026, 14:30:07 UTC"."""
    return _moment(value, zone_name, "d MMM yyyy, HH:mm:ss")


def _moment(value: datetime | None, zone_name: str, pattern: str) -> str:
    if value is None:
        return _NOTHING
    local = value.astimezone(ZoneInfo(zone_name))
    return f"{format_datetime(local, format=pattern, locale=_locale())} {local.tzname()}"
