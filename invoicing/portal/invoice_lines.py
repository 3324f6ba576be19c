"""A line of a bill, opened."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from billing_site.foundation.access import Role, allow
from invoicing.documents.explained_line import explain_line
from invoicing.documents.formats import Formats
from invoicing.documents.line_sources import day_sentences
from invoicing.models import Invoice, InvoiceLine
from invoicing.portal.pages import Visit, about_an_invoice
from invoicing.queries.opened_line import load_opened_line
from metering.queries.day_deliveries import load_day_detail


@require_safe
@allow(Role.CUSTOMER)
@about_an_invoice
def invoice_line(request: HttpRequest, visit: Visit, invoice: Invoice, position: int) -> HttpResponse:
    """Everything behind one amount; with `day`, that day's intervals. A fragment for htmx, else a page."""
    lines = InvoiceLine.objects.select_related("subscription__service_point__site")
    line = get_object_or_404(lines, invoice=invoice, position=position)
    opened = load_opened_line(line, _day(request.GET.get("day", ""), line), visit.language)
    url = reverse("invoicing-portal:invoice-line", args=[invoice.number, position])
    # Where in the plan's document the rule stands is for the office.
    explained = explain_line(
        replace(opened, rule_path=""),
        visit.language,
        lambda day: f"{url}?day={day}",
        to_customer=True,
    )
    sources: tuple[str, ...] = ()
    if opened.day is not None:
        details = [load_day_detail(channel, opened.day, opened.as_of) for channel in opened.channels]
        formats = Formats(visit.language, opened.currency)
        sources = day_sentences(details, formats, opened.zone_name)
    fragment = request.htmx  # type: ignore[attr-defined]
    return visit.page(
        request,
        "invoicing/portal/opened_line.html" if fragment else "invoicing/portal/invoice_line.html",
        {"invoice": invoice, "line": explained, "all_days_url": url, "day_sources": sources},
    )


def _day(text: str, line: InvoiceLine) -> date | None:
    """A day of the line's period; none for what is not one."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if line.from_date <= day < line.to_date else None
