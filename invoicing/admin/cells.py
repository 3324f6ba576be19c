"""Amounts, quantities and periods as the admin shows them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.contrib import admin

from invoicing.models import CreditNote, Invoice
from pricing.money import minor_unit_scale

_MINUS = "\N{MINUS SIGN}"


def amount_text(amount: Decimal, currency: str) -> str:
    """With the decimals of the currency; with more if the amount has more, for nothing is hidden here."""
    return _number(amount, minor_unit_scale(currency))


def quantity_text(quantity: Decimal, unit: str = "") -> str:
    """As exact as it is, without needless zeros."""
    return f"{_number(quantity, 0)} {unit}".rstrip()


def period_text(from_date: date, to_date: date) -> str:
    """The days from the first up to, not including, the last, as people say it: the last one counts."""
    return f"{from_date} \N{EN DASH} {to_date - timedelta(days=1)}"


class TotalsShown:
    """The three sums of a document as read-only fields."""

    @admin.display(description="net")
    def net_shown(self, document: Invoice | CreditNote) -> str:
        """Before tax."""
        return f"{amount_text(document.net, document.currency)} {document.currency}"

    @admin.display(description="tax")
    def tax_shown(self, document: Invoice | CreditNote) -> str:
        """All taxes."""
        return f"{amount_text(document.tax, document.currency)} {document.currency}"

    @admin.display(description="total")
    def total_shown(self, document: Invoice | CreditNote) -> str:
        """Net and tax."""
        return f"{amount_text(document.total, document.currency)} {document.currency}"


def _number(number: Decimal, scale: int) -> str:
    exact = f"{abs(number):f}"
    digits = exact.partition(".")[2].rstrip("0")
    return f"{_MINUS if number < 0 else ''}{abs(number):,.{max(scale, len(digits))}f}"
