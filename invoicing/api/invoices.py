"""Invoices: listed, looked at, explained line by line, and as PDF."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from billing_site.foundation.api.openapi import PAGE, page_shape
from billing_site.foundation.api.pages import PAGE_PARAMETERS, page_of
from billing_site.foundation.api.parameters import choice_parameter, date_parameter, text_parameter
from billing_site.foundation.api.problems import Problem
from billing_site.foundation.api.views import AnyAccept, ApiView
from billing_site.foundation.models import ApiKey
from billing_site.foundation.pdf_answers import BACK_IN_S, pdf_response
from invoicing.api.explanation_facts import ExplanationShape, explanation_facts
from invoicing.api.invoice_shapes import (
    InvoiceDetailShape,
    InvoiceShape,
    invoice_facts,
    line_facts,
    tax_facts,
)
from invoicing.models import Invoice, InvoiceLine
from invoicing.queries.open_items import with_open_amounts
from invoicing.queries.opened_line import load_opened_line
from invoicing.use_cases.issue_document import UnableToIssueDocument, issue_document

log = logging.getLogger(__name__)

_READ: Final = (ApiKey.Scope.INVOICES_READ,)
_STATES: Final = {state.value.lower(): state for state in Invoice.State}
_LANGUAGES: Final = ("en", "de")


class Invoices(ApiView):
    """All invoices."""

    required_scopes = {"GET": _READ}
    parameters = {"GET": ("account", "state", "issued_from", "issued_to", *PAGE_PARAMETERS)}

    @extend_schema(
        operation_id="list_invoices",
        tags=["Invoices"],
        parameters=[
            OpenApiParameter("account", str, description="Only those of the account of this number."),
            OpenApiParameter("state", str, enum=list(_STATES)),
            OpenApiParameter("issued_from", date, description="Only those issued on this day or later."),
            OpenApiParameter("issued_to", date, description="Only those issued before this day."),
            *PAGE,
        ],
        responses={200: page_shape("InvoicePage", InvoiceShape)},
    )
    def get(self, request: Request) -> Response:
        """The invoices, the latest made first; drafts are among them unless `state` says otherwise."""
        rows = Invoice.objects.select_related("account", "credit_note")
        if account := text_parameter(request, "account"):
            rows = rows.filter(account__number=account)
        if state := choice_parameter(request, "state", _STATES):
            rows = rows.filter(state=_STATES[state])
        if issued_from := date_parameter(request, "issued_from"):
            rows = rows.filter(issue_date__gte=issued_from)
        if issued_to := date_parameter(request, "issued_to"):
            rows = rows.filter(issue_date__lt=issued_to)
        return page_of(request, with_open_amounts(rows), "-pk", _page_facts)


class InvoiceDetail(ApiView):
    """One invoice."""

    required_scopes = {"GET": _READ}

    @extend_schema(operation_id="get_invoice", tags=["Invoices"], responses={200: InvoiceDetailShape})
    def get(self, request: Request, number: str) -> Response:
        """A finalized invoice with its lines and taxes; `as_of` tells up to when readings were counted."""
        rows = with_open_amounts(Invoice.objects.select_related("account", "credit_note"))
        invoice = get_object_or_404(rows, number=printable_number(number))
        lines = _lines().filter(invoice=invoice.pk).order_by("position")
        return Response(
            {
                **invoice_facts(invoice),
                "as_of": invoice.as_of,
                "lines": [line_facts(line, invoice.currency) for line in lines],
                "taxes": tax_facts(invoice.taxes.order_by("pk"), invoice.currency),
            }
        )


class LineExplanation(ApiView):
    """Where an amount comes from."""

    required_scopes = {"GET": _READ}
    parameters = {"GET": ("language", "day")}

    @extend_schema(
        operation_id="explain_invoice_line",
        tags=["Invoices"],
        parameters=[
            OpenApiParameter(
                "language", str, enum=_LANGUAGES, description="That of the account, if left out."
            ),
            OpenApiParameter("day", date, description="A billed day, whose intervals are wanted too."),
        ],
        responses={200: ExplanationShape},
    )
    def get(self, request: Request, number: str, position: int) -> Response:
        """From the amount back to the readings: sentence, steps, tiers, days, rule, batches, and a replay."""
        if position > 2**15 - 1:
            raise Http404
        line = get_object_or_404(_lines(), invoice__number=printable_number(number), position=position)
        language = choice_parameter(request, "language", _LANGUAGES) or line.invoice.account.language
        opened = load_opened_line(line, date_parameter(request, "day"), language)
        return Response(explanation_facts(opened, language))


class InvoicePdf(ApiView):
    """The document."""

    required_scopes = {"GET": _READ}
    content_negotiation_class = AnyAccept

    @extend_schema(
        operation_id="get_invoice_pdf",
        tags=["Invoices"],
        responses={(200, "application/pdf"): OpenApiTypes.BINARY, 304: None},
    )
    def get(self, request: Request, number: str) -> HttpResponse:
        """A finalized invoice as PDF, as the customer gets it: always the same bytes.

        Their SHA-256 is the ETag: send it as If-None-Match, and a document that you have already is 304.
        """
        invoice = get_object_or_404(Invoice.objects.only("pk", "number"), number=printable_number(number))
        try:
            document = issue_document(invoice_id=invoice.pk, at=timezone.now())
        except UnableToIssueDocument as error:
            log.exception("a document could not be sent")
            detail = "The PDF could not be made just now; the invoice is safe. Send the request again later."
            headers = {"Retry-After": str(BACK_IN_S)}
            raise Problem(503, "document.unavailable", detail, headers=headers) from error
        content, tag = document.content, document.sha256
        return pdf_response(request._request, content, str(invoice), sha256=tag, is_download=True)


def printable_number(number: str) -> str:
    """The number of a document; raises Http404 for what can be none."""
    if not number.isprintable():
        raise Http404
    return number


def _lines() -> QuerySet[InvoiceLine]:
    return InvoiceLine.objects.select_related(
        "invoice__account", "subscription__service_point__site", "plan_version__plan"
    ).defer("plan_version__document")


def _page_facts(invoices: Sequence[Any]) -> list[dict[str, Any]]:
    return [invoice_facts(invoice) for invoice in invoices]
