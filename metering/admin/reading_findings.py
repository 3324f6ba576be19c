"""What validation objects to: to read; findings are resolved on the clerks' pages."""

from __future__ import annotations

from django.contrib import admin

from billing_site.foundation.admin_cells import Tone, badge
from billing_site.foundation.admin_pages import HistoryAdmin
from metering.models import ReadingFinding

_SEVERITY_TONES: dict[str, Tone] = {"INFO": "info", "WARNING": "warn", "STOP": "err"}
_STATE_TONES: dict[str, Tone] = {"OPEN": "warn", "RESOLVED": "ok"}


@admin.register(ReadingFinding)
class ReadingFindingAdmin(HistoryAdmin):
    """Findings, the latest first."""

    list_display = ["weight", "rule", "channel", "starts_at", "explanation", "status"]
    list_display_links = ["rule"]
    list_filter = ["state", "severity"]
    list_select_related = ["channel__service_point"]
    search_fields = ["channel__service_point__code__istartswith"]
    search_help_text = "Beginning of the service point's code"
    ordering = ["-id"]
    fields = [
        *("rule", "weight", "status", "channel", "starts_at", "interval_count", "explanation"),
        *("found_at", "resolved_at", "resolution"),
    ]
    readonly_fields = ["weight", "status"]

    @admin.display(description="severity")
    def weight(self, finding: ReadingFinding) -> str:
        """How bad it is."""
        return badge(finding.get_severity_display(), _SEVERITY_TONES[finding.severity])

    @admin.display(description="state")
    def status(self, finding: ReadingFinding) -> str:
        """Open or resolved."""
        return badge(finding.get_state_display(), _STATE_TONES[finding.state])
