"""Credit notes: to read."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from billing_site.foundation.admin_pages import HistoryAdmin, ReadOnlyInline
from invoicing.admin.cells import TotalsShown, amount_text
from invoicing.models import CreditNote, CreditNoteLine


class CreditNoteLineInline(ReadOnlyInline):
    """What is taken back, line by line."""

    model = CreditNoteLine
    verbose_name_plural = "lines"
    readonly_fields = ["label", "tax_shown", "amount_shown"]
    fields = tuple(readonly_fields)
    ordering = ["invoice_line__position"]
    list_select_related = ["credit_note", "invoice_line"]

    @admin.display(description="line")
    def label(self, line: CreditNoteLine) -> str:
        """What the invoice calls it."""
        return line.invoice_line.label

    @admin.display(description="tax")
    def tax_shown(self, line: CreditNoteLine) -> str:
        """Its share of the tax."""
        return amount_text(line.tax_amount, line.credit_note.currency)

    @admin.display(description="amount")
    def amount_shown(self, line: CreditNoteLine) -> str:
        """Before tax."""
        return amount_text(line.amount, line.credit_note.currency)


@admin.register(CreditNote)
class CreditNoteAdmin(TotalsShown, HistoryAdmin):
    """Credit notes, the latest first."""

    list_display = ["number", "invoice", "customer", "issue_date", "reason", "total_shown"]
    list_filter = ["issue_date"]
    list_select_related = ["invoice__account__customer"]
    # Our own numbers are in capitals, and the unique indexes answer these.
    search_fields = [
        "number__startswith",
        "invoice__number__startswith",
        "invoice__account__number__istartswith",
    ]
    search_help_text = "Beginning of the number of the credit note, its invoice or the account"
    ordering = ["-id"]
    fields = [
        "number",
        "invoice",
        "customer",
        "issue_date",
        "reason",
        "net_shown",
        "tax_shown",
        "total_shown",
    ]
    readonly_fields = ["customer", "net_shown", "tax_shown", "total_shown"]
    inlines = [CreditNoteLineInline]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """As in every list; in capitals, for the numbers' sake."""
        return super().get_search_results(request, queryset, search_term.upper())

    @admin.display
    def customer(self, note: CreditNote) -> str:
        """The customer's name today."""
        return note.invoice.account.customer.name
