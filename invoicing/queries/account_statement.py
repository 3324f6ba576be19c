"""An account's movements with a running balance, as the ledger has them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet, Sum

from invoicing.models import LedgerEntry, LedgerTransaction

_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Movement:
    """A posting: `amount` is what the account owes more (or, below zero, less), `balance` what it then owes.

    `kind` is invoice, credit_note, payment or payment_reversal; `document_id` the row's for a link (that of
    the payment for a reversal); `text` its number or reference.
    """

    transaction_id: int
    posted_at: datetime
    document_date: date
    kind: str
    document_id: int
    text: str
    amount: Decimal
    balance: Decimal


@dataclass(frozen=True, slots=True)
class Statement:
    """Movements in order of posting, between what was owed before them and after them.

    `earlier_before` is for the page with earlier ones, if there are any: `load_statement(..., before=…)`.
    """

    opening: Decimal
    movements: tuple[Movement, ...]
    closing: Decimal
    earlier_before: int | None


def load_statement(account_id: int, *, limit: int = 50, before: int | None = None) -> Statement:
    """The account's latest movements, or those before a posting; two queries, whatever there is before.

    Postings are numbered as they are made, and an account's are made one after the other.
    """
    postings = LedgerTransaction.objects.filter(account=account_id)
    if before is not None:
        postings = postings.filter(pk__lt=before)
    rows = list(_rows(postings)[: limit + 1])
    shown = rows[:limit][::-1]
    opening = _owed_before(account_id, shown[0]["pk"]) if shown else _NOTHING
    movements, balance = [], opening
    for row in shown:
        balance += row["owed"]
        movements.append(_movement(row, balance))
    has_earlier = len(rows) > limit
    return Statement(opening, tuple(movements), balance, shown[0]["pk"] if has_earlier else None)


def _rows(postings: QuerySet[LedgerTransaction]) -> QuerySet[Any, Any]:
    return (
        postings.annotate(owed=Sum("entries__amount", filter=Q(entries__book=LedgerEntry.Book.RECEIVABLE)))
        .order_by("-pk")
        .values(
            "pk",
            "posted_at",
            "owed",
            "invoice_id",
            "payment_id",
            "payment_reversal_id",
            "credit_note_id",
            invoice_number=F("invoice__number"),
            invoice_date=F("invoice__issue_date"),
            credit_note_number=F("credit_note__number"),
            credit_note_date=F("credit_note__issue_date"),
            payment_reference=F("payment__reference"),
            payment_date=F("payment__received_date"),
            reversed_id=F("payment_reversal__payment_id"),
            reversed_reference=F("payment_reversal__payment__reference"),
            reversal_date=F("payment_reversal__reversal_date"),
        )
    )


def _owed_before(account_id: int, transaction_id: int) -> Decimal:
    earlier = LedgerEntry.objects.filter(
        transaction__account=account_id,
        transaction__lt=transaction_id,
        book=LedgerEntry.Book.RECEIVABLE,
    )
    return earlier.aggregate(sum=Sum("amount"))["sum"] or _NOTHING


def _movement(row: dict[str, Any], balance: Decimal) -> Movement:
    if row["invoice_id"] is not None:
        document = ("invoice", row["invoice_id"], row["invoice_number"], row["invoice_date"])
    elif row["credit_note_id"] is not None:
        document = (
            *("credit_note", row["credit_note_id"], row["credit_note_number"]),
            row["credit_note_date"],
        )
    elif row["payment_id"] is not None:
        document = ("payment", row["payment_id"], row["payment_reference"], row["payment_date"])
    else:
        document = (
            *("payment_reversal", row["reversed_id"], row["reversed_reference"]),
            row["reversal_date"],
        )
    kind, document_id, text, document_date = document
    return Movement(row["pk"], row["posted_at"], document_date, kind, document_id, text, row["owed"], balance)
