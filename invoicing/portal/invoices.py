"""Bills: the list, one as a page, and as it was sent."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from billing_site.foundation.access import Role, allow
from billing_site.foundation.keyset_pages import keyset_page
from billing_site.foundation.pdf_answers import no_pdf_page, pdf_response
from invoicing.document_values import DocumentLine, InvoiceDocument
from invoicing.documents.explanations import explanation
from invoicing.documents.formats import Formats
from invoicing.documents.labels import unit_in
from invoicing.documents.printed_lines import not_actual, printed_lines
from invoicing.documents.rendering_apart import UnableToRender, render_apart
from invoicing.models import Invoice
from invoicing.portal.bill_status import bill_status
from invoicing.portal.bill_summary import bill_summary
from invoicing.portal.change_words import effects_of
from invoicing.portal.home import bills_of
from invoicing.portal.pages import Visit, about_an_account, about_an_invoice
from invoicing.queries.bill_changes import (
    load_bill_a_year_ago,
    load_bill_change,
    load_previous_bill,
)
from invoicing.queries.credit_note_document import load_credit_note_document
from invoicing.queries.invoice_document import load_invoice_document
from invoicing.use_cases.issue_document import UnableToIssueDocument, issue_document

log = logging.getLogger(__name__)

_NEWEST_FIRST: Final = ("-from_date", "-pk")
_BILLS_A_PAGE: Final = 24


@require_safe
@allow(Role.CUSTOMER)
@about_an_account
def invoice_list(request: HttpRequest, visit: Visit) -> HttpResponse:
    """All bills of the account, the latest first."""
    today = timezone.now().date()
    page = keyset_page(bills_of(visit.account), _NEWEST_FIRST, request.GET.get("page", ""), _BILLS_A_PAGE)
    return visit.page(
        request,
        "invoicing/portal/invoice_list.html",
        {
            "bills": [{"invoice": one, "status": bill_status(one, today)} for one in page.rows],
            "newer": page.newer,
            "older": page.older,
        },
    )


@require_safe
@allow(Role.CUSTOMER)
@about_an_invoice
def invoice(request: HttpRequest, visit: Visit, invoice: Invoice) -> HttpResponse:
    """One bill: the sentences that matter, why it differs from the last one or that of a year ago, its lines."""
    today = timezone.now().date()
    bill = get_object_or_404(bills_of(visit.account).select_related("batch__bill_run"), pk=invoice.pk)
    previous, year_ago = load_previous_bill(bill), load_bill_a_year_ago(bill)
    compares_years = request.GET.get("compare") == "year" and year_ago is not None
    earlier = year_ago if compares_years else previous
    change = None if earlier is None else load_bill_change(bill, earlier)
    document = load_invoice_document(bill.pk, visit.language)
    estimated, intervals = not_actual(document.lines)
    return visit.page(
        request,
        "invoicing/portal/invoice.html",
        {
            "invoice": bill,
            "document": document,
            "status": bill_status(bill, today),
            "summary": bill_summary(bill, change, today),
            "credit_note": getattr(bill, "credit_note", None),
            "is_open": getattr(bill, "credit_note", None) is None and bill.open_amount > 0,
            "change": change,
            "effects": effects_of(change, bill) if change else (),
            "may_compare_years": year_ago is not None and year_ago != previous,
            "compares_years": compares_years,
            "groups": _groups(document, visit.language),
            "estimated": estimated,
            "intervals": intervals,
            "seller": document.parties.seller,
        },
    )


@require_safe
@allow(Role.CUSTOMER)
@about_an_invoice
def invoice_pdf(request: HttpRequest, visit: Visit, invoice: Invoice) -> HttpResponse:
    """The bill as a document to keep."""
    try:
        document = issue_document(invoice_id=invoice.pk, at=timezone.now())
    except UnableToIssueDocument:
        log.exception("a document could not be shown")
        return no_pdf_page(request)
    return pdf_response(request, document.content, str(invoice), sha256=document.sha256)


@require_safe
@allow(Role.CUSTOMER)
@about_an_invoice
def credit_note_pdf(request: HttpRequest, visit: Visit, invoice: Invoice) -> HttpResponse:
    """The credit note that took the bill back, as a document to keep."""
    note = getattr(invoice, "credit_note", None)
    if note is None:
        raise Http404
    try:
        content = render_apart(load_credit_note_document(note.pk))
    except UnableToRender:
        log.exception("a document could not be shown")
        return no_pdf_page(request)
    return pdf_response(request, content, note.number)


def _groups(document: InvoiceDocument, language: str) -> list[dict[str, Any]]:
    """The lines of each place, with the words and numbers of the printed bill."""
    formats = Formats(language, document.currency)
    groups = []
    for place in document.parties.places:
        lines = [line for line in document.lines if line.subscription_id == place.subscription_id]
        printed = printed_lines(
            lines,
            (document.from_date, document.to_date),
            formats,
            lambda line, zone_name=place.zone_name: explanation(  # type: ignore[misc]
                line.told_trace, formats, line.counted_unit, zone_name
            ),
        )
        groups.append(
            {
                "place": place,
                "lines": [
                    {
                        "position": line.position,
                        "printed": one,
                        "unit": unit_in(language, line.unit, one=True),
                    }
                    for line, one in zip(lines, printed, strict=True)
                ],
                "subtotal": _sum(lines),
            }
        )
    return groups


def _sum(lines: Sequence[DocumentLine]) -> Decimal:
    return sum((line.amount for line in lines), Decimal(0))
