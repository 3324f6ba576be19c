"""Issued documents, and what of them is still to be made: to read."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.db.models.functions import Length
from django.http import HttpRequest

from billing_site.foundation.admin_pages import HistoryAdmin
from invoicing.models import DocumentBatch, IssuedDocument


@admin.register(IssuedDocument)
class IssuedDocumentAdmin(HistoryAdmin):
    """The documents, the latest first; without their bytes, which the invoice's page gives."""

    list_display = ["invoice", "rendered_at", "size", "sha256"]
    list_select_related = ["invoice"]
    search_fields = ["invoice__number__startswith"]
    search_help_text = "Beginning of the invoice's number"
    ordering = ["-id"]
    fields = ["invoice", "rendered_at", "size", "sha256"]
    readonly_fields = ["size"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """A page of documents must not load a megabyte of them."""
        documents: QuerySet[Any] = super().get_queryset(request)
        documents = documents.defer("content").annotate(length=Length("content"))
        return documents

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """As in every list; in capitals, for the numbers' sake."""
        return super().get_search_results(request, queryset, search_term.upper())

    @admin.display(description="bytes")
    def size(self, document: Any) -> str:
        """How long it is."""
        return f"{document.length:,}"


@admin.register(DocumentBatch)
class DocumentBatchAdmin(HistoryAdmin):
    """Batches whose documents are made in the background, the latest first."""

    list_display = ["batch", "failed_count", "finished_at"]
    list_filter = ["finished_at"]
    list_select_related = ["batch__bill_run__billing_cycle"]
    ordering = ["-id"]
    fields = ["batch", "last_invoice_id", "failed_count", "finished_at"]
