"""Credit notes: listed, looked at, and as PDF."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from billing_site.foundation.api.openapi import PAGE, page_shape
from billing_site.foundation.api.pages import PAGE_PARAMETERS, page_of
from billing_site.foundation.api.parameters import date_parameter, text_parameter
from billing_site.foundation.api.problems import Problem
from billing_site.foundation.api.views import AnyAccept, ApiView
from billing_site.foundation.models import ApiKey
from billing_site.foundation.pdf_answers import BACK_IN_S, pdf_response
from invoicing.api.invoices import printable_number
from invoicing.api.money import MoneyShape, amount_text, money_facts
from invoicing.documents.rendering_apart import UnableToRender, render_apart
from invoicing.models import CreditNote
from invoicing.queries.credit_note_document import load_credit_note_document

log = logging.getLogger(__name__)
_READ: Final = (ApiKey.Scope.INVOICES_READ,)


class CreditNoteShape(serializers.Serializer[Any]):
    """A document that takes back a whole invoice; amounts are what the customer gets back."""

    object = serializers.CharField(default="credit_note")
    number = serializers.CharField()
    invoice = serializers.CharField(help_text="The number of the invoice that it takes back.")
    account = serializers.CharField()
    issue_date = serializers.DateField()
    reason = serializers.CharField()
    net = MoneyShape()
    tax = MoneyShape()
    total = MoneyShape()


class CreditNoteLineShape(serializers.Serializer[Any]):
    """What is taken back of one line of the invoice."""

    position = serializers.IntegerField(help_text="Of the line on the invoice.")
    label = serializers.CharField()  # type: ignore[assignment]  # a field, not the attribute
    amount = serializers.CharField()
    tax_amount = serializers.CharField()


class CreditNoteDetailShape(CreditNoteShape):
    """A credit note with its lines."""

    lines = CreditNoteLineShape(many=True)


PAGE_EXAMPLE: Final = OpenApiExample(
    "A page with one credit note",
    value={
        "data": [
            {
                "object": "credit_note",
                "number": "CN-2026-000001",
                "invoice": "INV-2026-000017",
                "account": "A-200017",
                "issue_date": "2026-02-20",
                "reason": "The readings were those of the neighbour's meter.",
                "net": {"amount": "111.27", "currency": "GBP"},
                "tax": {"amount": "22.25", "currency": "GBP"},
                "total": {"amount": "133.52", "currency": "GBP"},
            }
        ],
        "has_more": False,
        "next": None,
    },
    response_only=True,
    status_codes=["200"],
)


class CreditNotes(ApiView):
    """All credit notes."""

    required_scopes = {"GET": _READ}
    parameters = {"GET": ("account", "invoice", "issued_from", "issued_to", *PAGE_PARAMETERS)}

    @extend_schema(
        operation_id="list_credit_notes",
        tags=["Invoices"],
        parameters=[
            OpenApiParameter("account", str, description="Only those of the account of this number."),
            OpenApiParameter("invoice", str, description="Only that of the invoice of this number."),
            OpenApiParameter("issued_from", date, description="Only those issued on this day or later."),
            OpenApiParameter("issued_to", date, description="Only those issued before this day."),
            *PAGE,
        ],
        examples=[PAGE_EXAMPLE],
        responses={200: page_shape("CreditNotePage", CreditNoteShape)},
    )
    def get(self, request: Request) -> Response:
        """The credit notes, the latest first."""
        rows = CreditNote.objects.select_related("invoice__account")
        if account := text_parameter(request, "account"):
            rows = rows.filter(invoice__account__number=account)
        if invoice := text_parameter(request, "invoice"):
            rows = rows.filter(invoice__number=invoice)
        if issued_from := date_parameter(request, "issued_from"):
            rows = rows.filter(issue_date__gte=issued_from)
        if issued_to := date_parameter(request, "issued_to"):
            rows = rows.filter(issue_date__lt=issued_to)
        return page_of(request, rows, "-pk", _page_facts)


class CreditNoteDetail(ApiView):
    """One credit note."""

    required_scopes = {"GET": _READ}

    @extend_schema(operation_id="get_credit_note", tags=["Invoices"], responses={200: CreditNoteDetailShape})
    def get(self, request: Request, number: str) -> Response:
        """A credit note with what it takes back of each line."""
        rows = CreditNote.objects.select_related("invoice__account")
        note = get_object_or_404(rows, number=printable_number(number))
        lines = note.lines.select_related("invoice_line").order_by("invoice_line__position")
        return Response(
            {
                **credit_note_facts(note),
                "lines": [
                    {
                        "position": line.invoice_line.position,
                        "label": line.invoice_line.label,
                        "amount": amount_text(line.amount, note.currency),
                        "tax_amount": amount_text(line.tax_amount, note.currency),
                    }
                    for line in lines
                ],
            }
        )


class CreditNotePdf(ApiView):
    """The document."""

    required_scopes = {"GET": _READ}
    content_negotiation_class = AnyAccept

    @extend_schema(
        operation_id="get_credit_note_pdf",
        tags=["Invoices"],
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, number: str) -> HttpResponse:
        """A credit note as PDF, as the customer gets it."""
        note = get_object_or_404(CreditNote.objects.only("pk", "number"), number=printable_number(number))
        try:
            content = render_apart(load_credit_note_document(note.pk))
        except UnableToRender as error:
            log.exception("a document could not be sent")
            detail = (
                "The PDF could not be made just now; the credit note is safe. Send the request again later."
            )
            headers = {"Retry-After": str(BACK_IN_S)}
            raise Problem(503, "document.unavailable", detail, headers=headers) from error
        return pdf_response(request._request, content, note.number, is_download=True)


def credit_note_facts(note: CreditNote) -> dict[str, Any]:
    """A credit note that has its invoice and account at hand."""
    return {
        "object": "credit_note",
        "number": note.number,
        "invoice": note.invoice.number,
        "account": note.invoice.account.number,
        "issue_date": note.issue_date.isoformat(),
        "reason": note.reason,
        "net": money_facts(note.net, note.currency),
        "tax": money_facts(note.tax, note.currency),
        "total": money_facts(note.total, note.currency),
    }


def _page_facts(notes: Sequence[Any]) -> list[dict[str, Any]]:
    return [credit_note_facts(note) for note in notes]
