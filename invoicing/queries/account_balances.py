"""What accounts owe, as the ledger has it."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from django.db.models import Sum

from invoicing.models import LedgerEntry


def load_account_balances(account_ids: Collection[int]) -> dict[int, Decimal]:
    """By account, what it owes in its currency; below zero, what it has with us. One query, however many."""
    owed = dict(
        LedgerEntry.objects.filter(transaction__account__in=account_ids, book=LedgerEntry.Book.RECEIVABLE)
        .order_by()
        .values_list("transaction__account")
        .annotate(sum=Sum("amount"))
    )
    return {account_id: owed.get(account_id, Decimal(0)) for account_id in account_ids}
