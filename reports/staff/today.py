"""The clerk's first page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from billing_site.foundation.access import OFFICE, allow
from invoicing.queries.bill_run_pace import load_run_pace
from invoicing.staff.run_words import pace_words, run_status, run_title
from metering.staff.upload_page import progress_of
from reports.queries.today import (
    load_latest_batches,
    load_latest_runs,
    load_runs_at_work,
    load_uploads_at_work,
)
from reports.queries.waiting_work import WaitingWork, load_waiting_work


@require_safe
@allow(*OFFICE)
def today(request: HttpRequest) -> HttpResponse:
    """What waits, what is at work, what came in, what was billed."""
    now = timezone.now()
    return render(
        request,
        "reports/staff/today.html",
        {
            "now": now,
            "work": [{"item": one, "url": _address(one)} for one in load_waiting_work(now.date())],
            "at_work": _at_work(now),
            "batches": load_latest_batches(),
            "runs": [
                {"run": run, "title": run_title(run), "status": run_status(run)} for run in load_latest_runs()
            ],
        },
    )


def _address(work: WaitingWork) -> str:
    args = [] if work.row_id is None else [work.row_id]
    url = reverse(work.url_name, args=args)
    return f"{url}?{work.query}" if work.query else url


def _at_work(now: datetime) -> list[dict[str, Any]]:
    """Name, address and progress of each file and bill run that a worker is at."""
    rows = []
    for upload in load_uploads_at_work():
        progress = progress_of(upload, now)
        rows.append(
            {
                "label": upload.file_name,
                "url": reverse("metering-staff:upload", args=[upload.pk]),
                "what": progress["label"],
                "value": progress["value"],
                "max": progress["max"],
                "note": progress["note"],
            }
        )
    for run in load_runs_at_work():
        pace = load_run_pace(run, now)
        rows.append(
            {
                "label": f"Bill run of {run_title(run)}",
                "url": reverse("invoicing-staff:bill-run", args=[run.pk]),
                "what": "Drafting" if run.state == run.State.OPEN else "Finalizing",
                "value": pace.done,
                "max": pace.batches,
                "note": pace_words(pace, is_working=True),
            }
        )
    return rows
