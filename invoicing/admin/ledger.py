"""The ledger's postings with their entries: to read."""

from __future__ import annotations

from decimal import Decimal

from django.contrib import admin
from django.db.models import F, FilteredRelation, Q, QuerySet
from django.http import HttpRequest

from billing_site.foundation.admin_pages import HistoryAdmin, ReadOnlyInline
from invoicing.admin.cells import amount_text
from invoicing.models import LedgerEntry, LedgerTransaction


class LedgerEntryInline(ReadOnlyInline):
    """Both sides of a posting; they add up to zero."""

    model = LedgerEntry
    verbose_name_plural = "entries"
    readonly_fields = ["book", "debit", "credit", "currency"]
    fields = tuple(readonly_fields)
    ordering = ["id"]

    @admin.display
    def debit(self, entry: LedgerEntry) -> str:
        """What the book is charged with."""
        return amount_text(entry.amount, entry.currency) if entry.amount >= 0 else ""

    @admin.display
    def credit(self, entry: LedgerEntry) -> str:
        """What the book is relieved of."""
        return amount_text(-entry.amount, entry.currency) if entry.amount < 0 else ""


@admin.register(LedgerTransaction)
class LedgerTransactionAdmin(HistoryAdmin):
    """Postings, the latest first."""

    list_display = ["posting", "posted_at", "account", "document", "owed_amount"]
    list_select_related = ["account", "invoice", "credit_note", "payment", "payment_reversal__payment"]
    search_fields = [
        *("account__number__istartswith", "invoice__number__startswith", "credit_note__number__startswith"),
        "payment__reference__istartswith",
    ]
    search_help_text = (
        "Beginning of the number of the account, invoice or credit note, or of a payment's reference"
    )
    ordering = ["-id"]
    fields = [
        *("posted_at", "account", "invoice", "credit_note", "payment", "payment_reversal", "owed_amount"),
    ]
    readonly_fields = ["owed_amount"]
    inlines = [LedgerEntryInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[LedgerTransaction]:
        """Postings with what they add to the debt of the account; there is one such entry each."""
        postings: QuerySet[LedgerTransaction] = super().get_queryset(request)
        return postings.annotate(
            receivable=FilteredRelation("entries", condition=Q(entries__book=LedgerEntry.Book.RECEIVABLE)),
            owed=F("receivable__amount"),
            owed_currency=F("receivable__currency"),
        )

    @admin.display(description="posting")
    def posting(self, row: LedgerTransaction) -> str:
        """Its number."""
        return f"#{row.pk}"

    @admin.display
    def document(self, row: LedgerTransaction) -> str:
        """What was posted."""
        return str(row.invoice or row.credit_note or row.payment or row.payment_reversal)

    @admin.display(description="owed by the account")
    def owed_amount(self, row: LedgerTransaction) -> str:
        """More for an invoice, less for a credit note or payment."""
        owed: Decimal = row.owed  # type: ignore[attr-defined]
        currency: str = row.owed_currency  # type: ignore[attr-defined]
        return f"{amount_text(owed, currency)} {currency}"
