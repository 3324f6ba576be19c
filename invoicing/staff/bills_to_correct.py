"""Issued bills whose readings have changed since, beside what they would come to now."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from billing_site.foundation.access import OFFICE, Role, allow, has_role
from invoicing.models import Invoice
from invoicing.queries.bills_on_readings import load_issued_bills
from invoicing.queries.changed_bills import load_changed_bills, load_changed_bills_on
from invoicing.queries.rerated_bills import load_rerated_bills
from invoicing.staff.addresses import with_parameters
from metering.models import ReadingBatch
from metering.queries.bills_on_readings import load_spans_of_batch

_ROWS_A_PAGE: Final = 25  # each of them is rated


@require_safe
@allow(*OFFICE)
def bills_to_correct(request: HttpRequest) -> HttpResponse:
    """All of them, the oldest change first; with `?batch=` those on its days, and `show=all` unchanged ones too."""
    batch_id = _whole_number(request.GET.get("batch", ""))
    batch = get_object_or_404(ReadingBatch, pk=batch_id) if batch_id else None
    found = _found(batch, shows_all=request.GET.get("show") == "all")
    start = _whole_number(request.GET.get("from", ""))
    ids = list(found)[start : start + _ROWS_A_PAGE]
    end = start + _ROWS_A_PAGE
    return render(
        request,
        "invoicing/staff/bills_to_correct.html",
        {
            "rows": _rows(ids, found, timezone.now()),
            "count": len(found),
            "batch": batch,
            "chips": [
                {
                    "label": label,
                    "url": with_parameters(request, show=show, **{"from": ""}),
                    "is_current": (request.GET.get("show") == "all") == (show == "all"),
                }
                for show, label in (("", "readings changed"), ("all", "all on these days"))
            ]
            if batch
            else [],
            "newer_url": with_parameters(request, **{"from": str(max(start - _ROWS_A_PAGE, 0))})
            if start
            else "",
            "older_url": with_parameters(request, **{"from": str(end)}) if end < len(found) else "",
            "may_credit": has_role(request.user, Role.MANAGER),
        },
    )


def _found(batch: ReadingBatch | None, *, shows_all: bool) -> dict[int, datetime | None]:
    """The invoices in order, each with when its readings were changed."""
    if batch is None:
        return {one.invoice_id: one.changed_at for one in load_changed_bills()}
    spans = load_spans_of_batch(batch.pk)
    found: dict[int, datetime | None] = {
        one.invoice_id: one.changed_at for one in load_changed_bills_on(spans)
    }
    if shows_all:
        found |= {pk: found.get(pk) for pk in load_issued_bills(spans)}
    return found


def _rows(ids: list[int], changed_at: dict[int, datetime | None], now: datetime) -> list[dict[str, Any]]:
    invoices = Invoice.objects.select_related("account__customer", "batch__bill_run").in_bulk(ids)
    rerated = load_rerated_bills(list(invoices.values()), now)
    return [
        {"invoice": invoices[pk], "rerated": rerated[pk], "changed_at": changed_at[pk]}
        for pk in ids
        if pk in invoices
    ]


def _whole_number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0
