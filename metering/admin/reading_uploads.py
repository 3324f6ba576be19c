"""Files that were sent by hand: to read; what becomes of them is decided on the staff pages."""

from __future__ import annotations

from django.contrib import admin

from billing_site.foundation.admin_cells import Tone, badge
from billing_site.foundation.admin_pages import HistoryAdmin
from metering.models import ReadingUpload

_TONES: dict[str, Tone] = {"CHECKED": "warn", "REFUSED": "err", "COMMITTED": "ok"}


@admin.register(ReadingUpload)
class ReadingUploadAdmin(HistoryAdmin):
    """Uploads, the latest first."""

    list_display = ["file_name", "utility", "received_at", "uploaded_by", "status", "reading_count"]
    list_filter = ["state", "utility", "received_at"]
    list_select_related = ["utility", "uploaded_by"]
    search_fields = ["file_name__istartswith", "content_hash__istartswith"]
    search_help_text = "Beginning of the file name or of its SHA-256"
    ordering = ["-id"]
    fields = [
        *("file_name", "utility", "status", "trouble", "uploaded_by", "received_at", "size_bytes"),
        *("content_hash", "format", "profile", "checked_at", "reading_count", "new_count", "same_count"),
        *("changed_count", "kept_count", "rejected_count", "accepts_partial", "batch", "committed_by"),
        *("committed_at", "decided_by", "decided_at", "reason"),
    ]
    readonly_fields = ["status"]

    @admin.display(description="state")
    def status(self, upload: ReadingUpload) -> str:
        """What it waits for, or what became of it."""
        return badge(upload.get_state_display(), _TONES.get(upload.state, "neu"))
