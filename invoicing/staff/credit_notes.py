"""Credit notes: one with its lines, its PDF, and billing the freed days again."""

from __future__ import annotations

import logging
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from billing_site.foundation.access import BILLING_STAFF, OFFICE, allow, has_role
from billing_site.foundation.pdf_answers import no_pdf_page, pdf_response
from invoicing.document_values import CreditNoteDocument
from invoicing.documents.formats import Formats
from invoicing.documents.printed_lines import printed_lines
from invoicing.documents.rendering_apart import UnableToRender, render_apart
from invoicing.models import CreditNote
from invoicing.queries.credit_note_document import load_credit_note_document
from invoicing.queries.credited_days import load_bills_instead, load_credited_by
from invoicing.staff.drafted_alone import drafted_alone
from invoicing.staff.run_words import period_words

log = logging.getLogger(__name__)


@require_safe
@allow(*OFFICE)
def credit_note(request: HttpRequest, credit_note_id: int) -> HttpResponse:
    """What it takes back, why and by whom; what was billed instead, or the way to do it."""
    note = _credit_note(credit_note_id)
    document = load_credit_note_document(note.pk)
    run = note.invoice.batch.bill_run
    return render(
        request,
        "invoicing/staff/credit_note.html",
        {
            "note": note,
            "invoice": note.invoice,
            "document": document,
            "groups": _groups(document),
            "entry": load_credited_by(note),
            "bills_instead": load_bills_instead(note.invoice),
            "period": period_words(run.from_date, run.to_date),
            "may_bill": has_role(request.user, *BILLING_STAFF),
        },
    )


@require_safe
@allow(*OFFICE)
def credit_note_pdf(request: HttpRequest, credit_note_id: int) -> HttpResponse:
    """The document as it is sent, to look at in the browser."""
    note = get_object_or_404(CreditNote, pk=credit_note_id)
    try:
        content = render_apart(load_credit_note_document(note.pk))
    except UnableToRender:
        log.exception("a document could not be shown")
        return no_pdf_page(request)
    return pdf_response(request, content, note.number)


@require_POST
@allow(*BILLING_STAFF)
def credit_note_bill_again(request: HttpRequest, credit_note_id: int) -> HttpResponse:
    """Draft the account's bill for the period that was credited, by the readings there are now."""
    note = _credit_note(credit_note_id)
    run = note.invoice.batch.bill_run
    return drafted_alone(request, note.invoice.account, run, redirect("invoicing-staff:credit-note", note.pk))


def _credit_note(credit_note_id: int) -> CreditNote:
    rows = CreditNote.objects.select_related("invoice__account__customer", "invoice__batch__bill_run")
    return get_object_or_404(rows, pk=credit_note_id)


def _groups(document: CreditNoteDocument) -> list[dict[str, Any]]:
    """The lines of each place, printed as on paper but in English."""
    invoice = document.invoice
    formats = Formats("en", invoice.currency)
    groups = []
    for place in invoice.parties.places:
        lines = [line for line in document.lines if line.subscription_id == place.subscription_id]
        printed = printed_lines(lines, (invoice.from_date, invoice.to_date), formats, lambda line: "")
        groups.append({"place": place, "lines": printed})
    return groups
