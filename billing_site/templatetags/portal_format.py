"""Money and days as a customer's documents write them, so that page and paper agree."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import format_currency
from django import template
from django.utils.translation import get_language

from invoicing.documents.formats import MINUS, NOT_KNOWN, Formats

register = template.Library()


def _formats(currency: str = "EUR") -> Formats:
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
    """An amount that nobody knows to the cent, in whole units: "about" is for the sentence to say."""
    if amount is None:
        return NOT_KNOWN
    whole = amount.quantize(Decimal(1), ROUND_HALF_UP)
    return format_currency(
        whole,
        currency,
        format="¤#,##0" if _formats(currency).language == "en" else "#,##0\N{NO-BREAK SPACE}¤",
        locale=_formats(currency).locale,
        currency_digits=False,
    ).replace("-", MINUS)


@register.filter
def long_day(day: date | None) -> str:
    """A date with the month's name, "3 February 2026"."""
    return NOT_KNOWN if day is None else _formats().day(day)


@register.simple_tag
def days_between(from_date: date, to_date: date) -> str:
    """The days from the first up to, not including, the last, as one text."""
    return _formats().span(from_date, to_date)


@register.simple_tag
def measured(quantity: Decimal, unit: str, decimals: int = 0) -> str:
    """A quantity with its unit and as many decimals: "1,204 kWh"."""
    return _formats().quantity(quantity, unit, decimals)
