"""Batches of readings with the rows that were rejected: to read; uploads and withdrawals are use cases."""

from __future__ import annotations

from django.contrib import admin

from billing_site.foundation.admin_cells import Tone, badge, list_link
from billing_site.foundation.admin_pages import HistoryAdmin
from metering.models import PeriodGate, ReadingBatch, RejectedRow

_TONES: dict[str, Tone] = {"STORED": "ok", "WITHDRAWN": "neu"}


@admin.register(ReadingBatch)
class ReadingBatchAdmin(HistoryAdmin):
    """What arrived together, the latest first."""

    list_display = [
        *("source_name", "utility", "received_at", "origin", "format", "status"),
        *("readings_shown", "rejected_rows"),
    ]
    list_filter = ["state", "origin", "utility", "received_at"]
    list_select_related = ["utility"]
    search_fields = ["source_name__istartswith"]
    search_help_text = "Beginning of the file name"
    ordering = ["-received_at"]
    sortable_by = ["received_at"]
    fields = [
        *("source_name", "utility", "origin", "format", "status", "received_at", "withdrawn_at"),
        *("readings_shown", "rejected_rows", "content_hash"),
    ]
    readonly_fields = ["status", "readings_shown", "rejected_rows"]

    @admin.display(description="state")
    def status(self, batch: ReadingBatch) -> str:
        """Stored or withdrawn."""
        return badge(batch.get_state_display(), _TONES[batch.state])

    @admin.display(description="readings")
    def readings_shown(self, batch: ReadingBatch) -> str:
        """How many were stored."""
        return f"{batch.reading_count:,}"

    @admin.display(description="rejected rows")
    def rejected_rows(self, batch: ReadingBatch) -> str:
        """How many rows could not be taken, with a link to those that were kept."""
        if not batch.rejected_count:
            return "0"
        return list_link(RejectedRow, f"{batch.rejected_count:,}", batch__id__exact=batch.pk)


@admin.register(RejectedRow)
class RejectedRowAdmin(HistoryAdmin):
    """Rows that could not be stored, and how to cure them."""

    list_display = ["batch", "row", "field", "value", "message", "cure"]
    list_display_links = ["row"]
    list_select_related = ["batch"]
    search_fields = ["batch__source_name__istartswith"]
    search_help_text = "Beginning of the file name"
    ordering = ["-batch_id", "row"]


@admin.register(PeriodGate)
class PeriodGateAdmin(HistoryAdmin):
    """The latest cut-off of a bill run."""

    list_display = ["as_of"]
