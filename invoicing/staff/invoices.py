"""Invoices: the list, one with all its lines, and its PDF."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from billing_site.foundation.access import BILLING_STAFF, OFFICE, Role, allow, has_role
from billing_site.foundation.keyset_pages import keyset_page
from billing_site.foundation.pdf_answers import no_pdf_page, pdf_response
from invoicing.document_values import DocumentLine, InvoiceDocument
from invoicing.documents.explanations import explanation
from invoicing.documents.formats import Formats
from invoicing.documents.printed_lines import printed_lines
from invoicing.documents.rendering_apart import UnableToRender, render_apart
from invoicing.models import BillHold, Invoice, InvoiceLine
from invoicing.queries.bill_changes import load_bill_change, load_previous_bill
from invoicing.queries.changed_bills import load_readings_changed_at
from invoicing.queries.invoice_document import load_invoice_document
from invoicing.queries.invoice_history import load_invoice_history
from invoicing.queries.open_items import overdue, standing, with_open_amounts
from invoicing.queries.previous_invoice import load_comparison
from invoicing.queries.rerated_bills import load_rerated_bills
from invoicing.queries.usage_history import load_documents_to_print
from invoicing.staff.addresses import with_parameters
from invoicing.staff.bill_effects import bill_effects
from invoicing.staff.status import invoice_status
from invoicing.use_cases.issue_document import UnableToIssueDocument, issue_document

log = logging.getLogger(__name__)

_SHOWN = (
    ("", "all"),
    ("draft", "drafts"),
    ("open", "open"),
    ("overdue", "overdue"),
    ("credited", "credited"),
)
_NEWEST_FIRST = ("-pk",)
_LATEST_DUE_FIRST = ("-due_date", "-pk")


class InvoiceFilter(forms.Form):
    """What the list of invoices is narrowed to; a month is that of the period's first day."""

    q = forms.CharField(label="Number of invoice or account", required=False, max_length=40)
    month = forms.DateField(
        label="Month",
        required=False,
        input_formats=["%Y-%m"],
        widget=forms.DateInput(format="%Y-%m", attrs={"type": "month"}),
    )
    show = forms.ChoiceField(choices=_SHOWN, required=False, widget=forms.HiddenInput)


@require_safe
@allow(*OFFICE)
def invoice_list(request: HttpRequest) -> HttpResponse:
    """Invoices and drafts, the newest first; overdue ones by the day they were due."""
    today = timezone.now().date()
    form = InvoiceFilter(request.GET)
    found = form.cleaned_data if form.is_valid() else {}
    show = found.get("show", "")
    order = _LATEST_DUE_FIRST if show in {"overdue", "open"} else _NEWEST_FIRST
    page = keyset_page(_filtered(found, today), order, request.GET.get("page", ""))
    return render(
        request,
        "invoicing/staff/invoice_list.html",
        {
            "form": form,
            "rows": [{"invoice": one, "status": invoice_status(one, today)} for one in page.rows],
            "chips": [
                {
                    "label": label,
                    "url": with_parameters(request, show=code, page=""),
                    "is_current": code == show,
                }
                for code, label in _SHOWN
            ],
            "is_filtered": any(found.values()),
            "newer_url": with_parameters(request, page=page.newer) if page.newer else "",
            "older_url": with_parameters(request, page=page.older) if page.older else "",
        },
    )


def _filtered(found: dict[str, Any], today: date) -> QuerySet[Invoice]:
    invoices: QuerySet[Invoice] = Invoice.objects.all()
    if found.get("month"):
        first = found["month"]
        following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        invoices = invoices.filter(from_date__gte=first, from_date__lt=following)
    if found.get("q"):
        typed = found["q"].strip()
        # A union: with OR across tables PostgreSQL would read every invoice.
        by_number = Invoice.objects.filter(number__startswith=typed.upper()).values("pk")
        by_account = Invoice.objects.filter(account__number__istartswith=typed).values("pk")
        invoices = invoices.filter(pk__in=by_number.union(by_account))
    match found.get("show"):
        case "draft":
            invoices = invoices.filter(state=Invoice.State.DRAFT)
        case "open":
            invoices = with_open_amounts(standing(invoices)).filter(open_amount__gt=0)
        case "overdue":
            invoices = overdue(invoices, today)
        case "credited":
            invoices = invoices.filter(credit_note__isnull=False)
    return _with_status(invoices)


def _with_status(invoices: QuerySet[Invoice]) -> QuerySet[Any]:
    """With what `invoice_status` looks at."""
    held = BillHold.objects.filter(invoice=OuterRef("pk"), released_at=None)
    rows: QuerySet[Any] = with_open_amounts(invoices).annotate(is_held=Exists(held))
    return rows.select_related("account__customer", "credit_note")


@require_safe
@allow(*OFFICE)
def invoice(request: HttpRequest, invoice_id: int) -> HttpResponse:
    """One invoice or draft: its lines, each of which opens, its sums, its history and what may be done."""
    today = timezone.now().date()
    rows = _with_status(Invoice.objects.all()).select_related(
        "account__customer", "credit_note", "batch__bill_run__billing_cycle"
    )
    shown = get_object_or_404(rows, pk=invoice_id)
    document = load_invoice_document(shown.pk)
    is_draft = shown.state == Invoice.State.DRAFT
    credit_note = getattr(shown, "credit_note", None)
    return render(
        request,
        "invoicing/staff/invoice.html",
        {
            "invoice": shown,
            "document": document,
            "status": invoice_status(shown, today),
            "credit_note": credit_note,
            "is_draft": is_draft,
            "days": (shown.to_date - shown.from_date).days,
            "groups": _groups(shown, document),
            "hold": shown.holds.filter(released_at=None).first() if shown.is_held else None,
            "history": load_invoice_history(shown),
            **_beside_previous(shown),
            **_by_readings_now(shown),
            "may_cancel": is_draft and has_role(request.user, *BILLING_STAFF),
            "may_credit": not is_draft and credit_note is None and has_role(request.user, Role.MANAGER),
            "is_open": not is_draft and credit_note is None and shown.open_amount > 0,
            "may_record": has_role(request.user, *BILLING_STAFF),
        },
    )


def _beside_previous(shown: Invoice) -> dict[str, Any]:
    """The account's invoice before it, charge by charge, and what the difference comes from."""
    previous = load_previous_bill(shown)
    if previous is None:
        return {"comparison": None, "effects": ()}
    return {
        "comparison": load_comparison(shown, previous),
        "effects": bill_effects(load_bill_change(shown, previous).change.parts),
    }


def _by_readings_now(shown: Invoice) -> dict[str, Any]:
    """Of an issued bill that stands: since when its readings are others, and what it would come to by them."""
    if shown.state == Invoice.State.DRAFT or getattr(shown, "credit_note", None) is not None:
        return {}
    changed_at = load_readings_changed_at(shown)
    if changed_at is None:
        return {}
    return {"changed_at": changed_at, "rerated": load_rerated_bills([shown], timezone.now())[shown.pk]}


def _groups(shown: Invoice, document: InvoiceDocument) -> list[dict[str, Any]]:
    """The lines of each service point, printed as on paper but in English."""
    formats = Formats("en", document.currency)
    places = {place.subscription_id: place for place in document.parties.places}
    versions = dict(
        InvoiceLine.objects.filter(invoice=shown)
        .order_by()
        .values_list("subscription", "plan_version")
        .distinct()
    )
    plans = {
        pk: (code, number)
        for pk, code, number in InvoiceLine.objects.filter(invoice=shown)
        .order_by()
        .values_list("plan_version", "plan_version__plan__code", "plan_version__number")
        .distinct()
    }
    by_place: dict[int, list[Any]] = {}
    for line in document.lines:
        by_place.setdefault(line.subscription_id, []).append(line)
    groups = []
    for subscription_id, lines in by_place.items():
        place = places[subscription_id]
        printed = printed_lines(
            lines, (document.from_date, document.to_date), formats, _sentence_for(formats, place.zone_name)
        )
        code, number = plans[versions[subscription_id]]
        groups.append(
            {
                "place": place,
                "plan_code": code,
                "version_number": number,
                "lines": list(zip([line.position for line in lines], printed, strict=True)),
                "subtotal": sum((line.amount for line in lines), Decimal(0)),
            }
        )
    return groups


def _sentence_for(formats: Formats, zone_name: str) -> Callable[[DocumentLine], str]:
    return lambda line: explanation(line.trace, formats, line.counted_unit, zone_name)


@require_safe
@allow(*OFFICE)
def invoice_pdf(request: HttpRequest, invoice_id: int) -> HttpResponse:
    """The document as it is sent, to look at in the browser; of a draft, what it would be."""
    shown = get_object_or_404(Invoice.objects.only("pk", "number"), pk=invoice_id)
    try:
        if shown.number is None:
            draft = load_documents_to_print([shown.pk])[shown.pk]
            return pdf_response(request, render_apart(draft), f"draft-{shown.pk}")
        document = issue_document(invoice_id=shown.pk, at=timezone.now())
    except (UnableToIssueDocument, UnableToRender):
        log.exception("a document could not be shown")
        return no_pdf_page(request)
    return pdf_response(request, document.content, shown.number, sha256=document.sha256)
