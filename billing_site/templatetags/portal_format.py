"""Money and days as a customer's documents write them, so that page and paper agree."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from babel.numbers import format_currency
from django import template
from django.utils.translation import get_language

from billing_site.foundation.writing import MINUS, NOT_KNOWN
from invoicing.documents.formats import Formats
from invoicing.portal.reading_words import readable_quantity

register = template.Library()
_SMALL: Final = 20


def _formats(currency: str) -> Formats:
    return Formats((get_language() or "en")[:2], currency)


@register.filter
def cash(amount: Decimal | None, currency: str) -> str:
    """An amount with its currency; a dash for none."""
    return NOT_KNOWN if amount is None else _formats(currency).money(amount)


@register.filter
def signed_cash(amount: Decimal | None, currency: str) -> str:
    """An amount with its currency and always its sign."""
    text = cash(amount, currency)
    return f"+{text}" if amount is not None and amount > 0 else text


@register.filter
def unsigned_cash(amount: Decimal | None, currency: str) -> str:
    """An amount without its sign, for a sentence that says more or less."""
    return cash(None if amount is None else abs(amount), currency)


@register.filter
def about(amount: Decimal | None, currency: str) -> str:
    """An amount that nobody knows to the cent: in whole units from 20 on; "about" is for the sentence to say."""
    if amount is None or abs(amount) < _SMALL:
        return cash(amount, currency)
    return _whole(amount, currency)


@register.simple_tag
def about_between(low: Decimal, high: Decimal, currency: str) -> tuple[str, str]:
    """Both ends of what nobody knows to the cent, rounded alike; the second is empty where they look the same."""
    is_small = max(abs(low), abs(high)) < _SMALL
    first, last = (cash(end, currency) if is_small else _whole(end, currency) for end in (low, high))
    return first, "" if first == last else last


def _whole(amount: Decimal, currency: str) -> str:
    whole = amount.quantize(Decimal(1), ROUND_HALF_UP)
    return format_currency(
        whole,
        currency,
        format="¤#,##0" if _formats(currency).language == "en" else "#,##0\N{NO-BREAK SPACE}¤",
        locale=_formats(currency).locale,
        currency_digits=False,
    ).replace("-", MINUS)


@register.filter
def long_day(day: date | None, currency: str) -> str:
    """A date with the month's name, "3 February 2026"; the currency tells which English."""
    return NOT_KNOWN if day is None else _formats(currency).day(day)


@register.simple_tag
def days_between(from_date: date, to_date: date, currency: str) -> str:
    """The days from the first up to, not including, the last, as one text."""
    return _formats(currency).span(from_date, to_date)


@register.simple_tag
def measured(quantity: Decimal, unit: str, currency: str) -> str:
    """A quantity with its unit, to about three digits: "1,204 kWh", "12.4 kWh", "2.34 m³"."""
    return readable_quantity(quantity, unit, _formats(currency))
