"""Bill runs, their batches and the accounts they could not bill: to read."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet, Sum
from django.http import HttpRequest

from billing_site.foundation.admin_cells import Tone, badge, list_link
from billing_site.foundation.admin_pages import HistoryAdmin
from invoicing.admin.cells import period_text
from invoicing.models import BillRun, BillRunBatch, BillRunException, Invoice

_RUN_TONES: dict[str, Tone] = {"OPEN": "info", "DRAFTED": "warn", "APPROVED": "info", "FINALIZED": "ok"}
_BATCH_TONES: dict[str, Tone] = {"OPEN": "info", "DRAFTED": "warn", "FINALIZED": "ok"}


@admin.register(BillRun)
class BillRunAdmin(HistoryAdmin):
    """Runs, the latest first."""

    list_display = [
        "run",
        "period",
        "status",
        "invoice_count",
        "exception_count",
        "started_at",
        "finalized_at",
    ]
    list_filter = ["state", "billing_cycle"]
    list_select_related = ["billing_cycle"]
    ordering = ["-id"]
    sortable_by = ["started_at"]
    fields = [
        *("billing_cycle", "from_date", "to_date", "status", "as_of", "issue_date"),
        *("batch_links", "invoice_count", "exception_count", "started_at", "finalized_at"),
    ]
    readonly_fields = ["status", "batch_links", "invoice_count", "exception_count"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[BillRun]:
        """Runs with what their batches have counted."""
        runs: QuerySet[BillRun] = super().get_queryset(request)
        return runs.annotate(
            invoices_drafted=Sum("batches__invoice_count", default=0),
            accounts_refused=Sum("batches__exception_count", default=0),
        )

    @admin.display(description="bill run")
    def run(self, row: BillRun) -> str:
        """The billing cycle."""
        return str(row.billing_cycle)

    @admin.display
    def period(self, row: BillRun) -> str:
        """The days billed."""
        return period_text(row.from_date, row.to_date)

    @admin.display(description="state")
    def status(self, row: BillRun) -> str:
        """How far it has come."""
        return badge(row.get_state_display(), _RUN_TONES[row.state])

    @admin.display(description="batches")
    def batch_links(self, row: BillRun) -> str:
        """A link to its batches."""
        return list_link(BillRunBatch, "batches of this run", bill_run__id__exact=row.pk)

    @admin.display(description="invoices")
    def invoice_count(self, row: BillRun) -> str:
        """How many invoices it made, with a link to them."""
        return list_link(Invoice, f"{row.invoices_drafted:,}", batch__bill_run__id__exact=row.pk)  # type: ignore[attr-defined]

    @admin.display(description="exceptions")
    def exception_count(self, row: BillRun) -> str:
        """How many accounts it could not bill, with a link to the reasons."""
        return list_link(BillRunException, f"{row.accounts_refused:,}", batch__bill_run__id__exact=row.pk)  # type: ignore[attr-defined]


@admin.register(BillRunBatch)
class BillRunBatchAdmin(HistoryAdmin):
    """Batches, the latest run first."""

    list_display = ["bill_run", "number", "status", "invoices", "exceptions"]
    list_display_links = ["number"]
    list_filter = ["state"]
    list_select_related = ["bill_run__billing_cycle"]
    ordering = ["-bill_run_id", "number"]
    fields = ["bill_run", "number", "status", "first_account_id", "last_account_id", "invoices", "exceptions"]
    readonly_fields = ["status", "invoices", "exceptions"]

    @admin.display(description="state")
    def status(self, batch: BillRunBatch) -> str:
        """How far it has come."""
        return badge(batch.get_state_display(), _BATCH_TONES[batch.state])

    @admin.display(description="invoices")
    def invoices(self, batch: BillRunBatch) -> str:
        """How many invoices it made, with a link to them."""
        return list_link(Invoice, f"{batch.invoice_count:,}", batch__id__exact=batch.pk)

    @admin.display(description="exceptions")
    def exceptions(self, batch: BillRunBatch) -> str:
        """How many accounts it could not bill, with a link to the reasons."""
        return list_link(BillRunException, f"{batch.exception_count:,}", batch__id__exact=batch.pk)


@admin.register(BillRunException)
class BillRunExceptionAdmin(HistoryAdmin):
    """Accounts that could not be billed, the latest first."""

    list_display = ["account", "bill_run", "code", "reason"]
    list_filter = ["code"]
    list_select_related = ["account", "batch__bill_run__billing_cycle"]
    search_fields = ["account__number__istartswith"]
    search_texts = [["account__customer__name", "account__customer__street", "account__customer__city"]]
    search_help_text = "Beginning of the account's number, or words of the customer's name"
    ordering = ["-id"]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Those of a run may be asked for: its page links to them."""
        return lookup == "batch__bill_run__id__exact" or super().lookup_allowed(lookup, value, request)

    @admin.display
    def bill_run(self, row: BillRunException) -> str:
        """The run that could not bill it."""
        return str(row.batch.bill_run)
