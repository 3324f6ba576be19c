"""Numbers on dials, and readings that integrations sent: to read."""

from __future__ import annotations

from django.contrib import admin

from billing_site.foundation.admin_pages import HistoryAdmin
from metering.models import ReadingSubmission, RegisterReading, RegisterSpan


@admin.register(RegisterReading)
class RegisterReadingAdmin(HistoryAdmin):
    """Register readings, the latest first."""

    list_display = ["channel", "read_date", "value", "kind", "recorded_at", "withdrawn_at"]
    list_filter = ["kind"]
    list_select_related = ["channel__service_point"]
    search_fields = ["channel__service_point__code__startswith"]
    ordering = ["-pk"]


@admin.register(RegisterSpan)
class RegisterSpanAdmin(HistoryAdmin):
    """What was used between two register readings, the latest first."""

    list_display = ["channel", "earlier", "later", "quantity", "rolled_over", "withdrawn_at"]
    list_select_related = [
        "channel__service_point",
        "earlier__channel__service_point",
        "later__channel__service_point",
    ]
    search_fields = ["channel__service_point__code__startswith"]
    ordering = ["-pk"]


@admin.register(ReadingSubmission)
class ReadingSubmissionAdmin(HistoryAdmin):
    """Batches that came over the API, the latest first."""

    list_display = [
        "reference",
        "utility",
        "api_key",
        "state",
        "series_count",
        "rejected_count",
        "received_at",
    ]
    list_filter = ["state"]
    list_select_related = ["utility", "api_key"]
    search_fields = ["reference__startswith"]
    ordering = ["-pk"]
