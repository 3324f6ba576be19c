"""Invoices with their lines, each explained: to read; drafting, finalizing and crediting are use cases."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from billing_site.foundation.admin_cells import NOTHING, Tone, badge, json_text, page_link
from billing_site.foundation.admin_pages import HistoryAdmin, ReadOnlyInline
from invoicing.admin.cells import TotalsShown, amount_text, period_text, quantity_text
from invoicing.models import (
    BilledBasis,
    BilledPeriod,
    CreditNote,
    Invoice,
    InvoiceLine,
    InvoiceNumberSequence,
    InvoiceTax,
)
from pricing.rating.explanation import explain
from pricing.rating.trace import UnreadableTrace

_TONES: dict[str, Tone] = {"DRAFT": "neu", "FINALIZED": "info"}


class InvoiceLineInline(ReadOnlyInline):
    """Lines in their order, each with the sentence that explains it."""

    model = InvoiceLine
    verbose_name_plural = "lines"
    readonly_fields = [
        "label",
        "part",
        "explanation",
        "quantity_shown",
        "price_shown",
        "tax_code",
        "amount_shown",
    ]
    fields = tuple(readonly_fields)
    ordering = ["position"]
    list_select_related = ["invoice", "plan_version"]

    @admin.display(description="price part")
    def part(self, line: InvoiceLine) -> str:
        """Bucket and tier, where there are any."""
        parts = [line.bucket.replace("_", " ")] if line.bucket else []
        return ", ".join([*parts, *([f"tier {line.tier}"] if line.tier else [])])

    @admin.display(description="how it came about")
    def explanation(self, line: InvoiceLine) -> str:
        """The trace in plain words."""
        try:
            return explain(line.trace, line.invoice.currency, _counted_unit(line))
        except UnreadableTrace as error:
            return f"This line cannot be explained: {error}."

    @admin.display(description="quantity")
    def quantity_shown(self, line: InvoiceLine) -> str:
        """With its unit; a discount or a minimum has none."""
        return quantity_text(line.quantity, line.unit) if line.kind == InvoiceLine.Kind.CHARGE else ""

    @admin.display(description="unit price")
    def price_shown(self, line: InvoiceLine) -> str:
        """As the plan states it."""
        return quantity_text(line.unit_price) if line.kind == InvoiceLine.Kind.CHARGE else ""

    @admin.display(description="amount")
    def amount_shown(self, line: InvoiceLine) -> str:
        """Rounded, as billed."""
        return amount_text(line.amount, line.invoice.currency)


class InvoiceTaxInline(ReadOnlyInline):
    """Taxes, each rounded once."""

    model = InvoiceTax
    verbose_name_plural = "taxes"
    readonly_fields = ["label", "percent_shown", "base_shown", "amount_shown"]
    fields = tuple(readonly_fields)
    ordering = ["code", "percent"]
    list_select_related = ["invoice"]

    @admin.display(description="percent")
    def percent_shown(self, tax: InvoiceTax) -> str:
        """The rate."""
        return quantity_text(tax.percent, "%")

    @admin.display(description="on")
    def base_shown(self, tax: InvoiceTax) -> str:
        """The sum of its lines."""
        return amount_text(tax.base, tax.invoice.currency)

    @admin.display(description="amount")
    def amount_shown(self, tax: InvoiceTax) -> str:
        """The tax."""
        return amount_text(tax.amount, tax.invoice.currency)


class BilledBasisInline(ReadOnlyInline):
    """What it was rated with besides readings and plans, and what it leaves to the next bill."""

    model = BilledBasis
    fields = ["subscription", "basis", "carried"]
    ordering = ["subscription"]
    list_select_related = ["subscription__account", "subscription__service_point"]


class BilledPeriodInline(ReadOnlyInline):
    """The days that this invoice claims."""

    model = BilledPeriod
    fields = ["subscription", "charge_group", "days", "released_at"]
    readonly_fields = ["days"]
    ordering = ["from_date", "id"]
    list_select_related = ["subscription__account", "subscription__service_point"]

    @admin.display
    def days(self, claim: BilledPeriod) -> str:
        """From the first to the last."""
        return period_text(claim.from_date, claim.to_date)


@admin.register(Invoice)
class InvoiceAdmin(TotalsShown, HistoryAdmin):
    """Drafts and finalized invoices, the latest first."""

    list_display = ["title", "account", "customer", "period", "status", "due_date", "total_shown"]
    list_filter = ["state", "batch__bill_run__billing_cycle", "issue_date"]
    list_select_related = ["account__customer", "credit_note"]
    # Our own numbers are in capitals, and the unique index answers this.
    search_fields = ["number__startswith", "account__number__istartswith"]
    search_texts = [["account__customer__name", "account__customer__street", "account__customer__city"]]
    search_help_text = "Beginning of the invoice's or account's number, or words of the customer's name"
    ordering = ["-id"]
    readonly_fields = [
        *("status", "customer", "period", "net_shown", "tax_shown", "total_shown"),
        *("bill_run", "credited_by", "issued_to"),
    ]
    fieldsets = [
        (None, {"fields": ["status", "account", "customer", "period", "issue_date", "due_date"]}),
        ("Amounts", {"fields": ["net_shown", "tax_shown", "total_shown"]}),
        ("Origin", {"fields": ["bill_run", "batch", "as_of", "credited_by"]}),
        ("Parties as they were on the issue date", {"classes": ["collapse"], "fields": ["issued_to"]}),
    ]
    inlines = [InvoiceLineInline, InvoiceTaxInline, BilledPeriodInline, BilledBasisInline]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """As in every list; in capitals, for the numbers' sake."""
        return super().get_search_results(request, queryset, search_term.upper())

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Those of a run may be asked for: its page links to them."""
        return lookup == "batch__bill_run__id__exact" or super().lookup_allowed(lookup, value, request)

    @admin.display(description="number")
    def title(self, invoice: Invoice) -> str:
        """Its number, or that it is a draft."""
        return str(invoice)

    @admin.display(description="state")
    def status(self, invoice: Invoice) -> str:
        """Draft, finalized, or credited since."""
        if _credit_note(invoice):
            return badge("credited", "neu")
        return badge(invoice.get_state_display(), _TONES[invoice.state])

    @admin.display
    def customer(self, invoice: Invoice) -> str:
        """The customer's name today."""
        return invoice.account.customer.name

    @admin.display
    def period(self, invoice: Invoice) -> str:
        """The days billed."""
        return period_text(invoice.from_date, invoice.to_date)

    @admin.display(description="bill run")
    def bill_run(self, invoice: Invoice) -> str:
        """The run that made it."""
        return page_link(invoice.batch.bill_run)

    @admin.display(description="credit note")
    def credited_by(self, invoice: Invoice) -> str:
        """What takes it back."""
        note = _credit_note(invoice)
        return page_link(note) if note else NOTHING

    @admin.display(description="parties")
    def issued_to(self, invoice: Invoice) -> str:
        """Seller, customer and places as they are printed on it."""
        return json_text(invoice.parties)


def _credit_note(invoice: Invoice) -> CreditNote | None:
    return getattr(invoice, "credit_note", None)


def _counted_unit(line: InvoiceLine) -> str:
    # A line of packages shows packages; what was counted is in the metric's unit.
    if line.unit != "package" or "m" not in line.trace:
        return line.unit
    unit: str = line.plan_version.document["metrics"][line.trace["m"]]["unit"]
    return unit


@admin.register(InvoiceNumberSequence)
class InvoiceNumberSequenceAdmin(HistoryAdmin):
    """The last number of each series and year."""

    list_display = ["series", "year", "last_number", "last_issue_date"]
    ordering = ["-year", "series"]
