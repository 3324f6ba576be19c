"""The clerk's first page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from billing_site.foundation.access import OFFICE, allow
from reports.queries.today import (
    load_latest_batches,
    load_latest_runs,
    load_waiting_findings,
    load_waiting_runs,
)


@require_safe
@allow(*OFFICE)
def today(request: HttpRequest) -> HttpResponse:
    """What waits, what came in, what was billed."""
    return render(
        request,
        "reports/staff/today.html",
        {
            "now": timezone.now(),
            "work": [*load_waiting_findings(), *load_waiting_runs()],
            "batches": load_latest_batches(),
            "runs": load_latest_runs(),
        },
    )
