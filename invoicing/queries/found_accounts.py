"""Accounts, invoices and credit notes that fit what somebody types into the search."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import QuerySet

from billing_site.foundation.word_search import find_by_words, first_by_words
from invoicing.models import Account, CreditNote, Invoice

_BEGINNINGS: Final = ("number__istartswith", "customer__number__istartswith")
_WORDS: Final = (("customer__name", "customer__street", "customer__city"),)


def accounts_like(accounts: QuerySet[Account], typed: str) -> QuerySet[Account]:
    """All whose number, or customer's number, begins so, or whose customer's name and address have all words."""
    return find_by_words(accounts, typed, _BEGINNINGS, _WORDS)


def load_accounts_like(typed: str, limit: int) -> list[Account]:
    """The first of them, with their customers; those with exactly the number come first."""
    accounts = Account.objects.select_related("customer")
    return first_by_words(accounts, typed, _BEGINNINGS, _WORDS, limit=limit)


def load_invoices_like(typed: str, limit: int) -> list[Any]:
    """The first invoices whose number begins so, with their customers.

    Our numbers are in capitals, and the unique index answers this.
    """
    invoices = Invoice.objects.select_related("account__customer")
    return list(invoices.filter(number__startswith=typed.strip().upper()).order_by("number")[:limit])


def load_credit_notes_like(typed: str, limit: int) -> list[CreditNote]:
    """The first credit notes whose number begins so, with their invoices and customers."""
    notes = CreditNote.objects.select_related("invoice__account__customer")
    return list(notes.filter(number__startswith=typed.strip().upper()).order_by("number")[:limit])
