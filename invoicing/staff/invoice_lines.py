"""A line of an invoice, opened."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django_htmx.http import push_url

from billing_site.foundation.access import OFFICE, allow
from invoicing.documents.explained_line import explain_line
from invoicing.models import InvoiceLine
from invoicing.queries.opened_line import OpenedLine, load_opened_line


@require_safe
@allow(*OFFICE)
def invoice_line(request: HttpRequest, invoice_id: int, position: int) -> HttpResponse:
    """Everything behind one amount; with `day`, that day's intervals. A fragment for htmx, else a page."""
    line = get_object_or_404(
        InvoiceLine.objects.select_related("subscription__service_point__site", "invoice__account__customer"),
        invoice=invoice_id,
        position=position,
    )
    opened = load_opened_line(line, _day(request.GET.get("day", ""), line), "en")
    url = reverse("invoicing-staff:invoice-line", args=[invoice_id, position])
    explained = explain_line(opened, "en", lambda day: f"{url}?day={day}")
    plan = [opened.plan_code, opened.version_number]
    is_fragment = bool(request.htmx)  # type: ignore[attr-defined]
    response = render(
        request,
        "invoicing/staff/opened_line.html" if is_fragment else "invoicing/staff/invoice_line.html",
        {
            "invoice": line.invoice,
            "line": explained,
            "all_days_url": url,
            "plan_url": reverse("pricing-staff:plan-version", args=plan),
            "document_url": reverse("pricing-staff:plan-document", args=plan),
            "source_links": [] if opened.day is None else _source_links(opened, opened.day),
        },
    )
    # Inside its invoice the line is no page: the address stays that of the invoice.
    return push_url(response, False) if is_fragment else response


def _source_links(opened: OpenedLine, day: date) -> list[dict[str, str]]:
    """For each channel that the line counts, where the day's rows in the files are shown."""
    return [
        {
            "channel": channel.code,
            "url": reverse("metering-staff:reading-sources", args=[channel.service_point_id])
            + f"?{urlencode({'channel': channel.code, 'day': day, 'as_of': opened.as_of.isoformat()})}",
        }
        for channel in opened.channels
    ]


def _day(text: str, line: InvoiceLine) -> date | None:
    """A day of the line's period; none for what is not one."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if line.from_date <= day < line.to_date else None
