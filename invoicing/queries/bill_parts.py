"""Invoices in parts: what each metric cost or earned at each place, and what does not depend on use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.fields.json import KT

from invoicing.models import Invoice, InvoiceLine


@dataclass(frozen=True, slots=True)
class BillPart:
    """Lines of one subscription on one invoice, with their taxes.

    `metric` is what they count; it is empty for what counts no metric (standing charges, discounts, minimums),
    which goes by its `label`. An invoice's parts add up to its total.
    """

    invoice_number: str
    from_date: date
    subscription_id: int
    service_point_code: str
    metric: str
    label: str
    amount: Decimal


def load_bill_parts(invoices: QuerySet[Invoice], service_point_code: str = "") -> tuple[BillPart, ...]:
    """The parts of the invoices in the order of their periods and lines, of one place if named; one query."""
    amounts: dict[tuple[Any, ...], Decimal] = {}
    for *part, amount in _lines(invoices, service_point_code):
        amounts[tuple(part)] = amounts.get(tuple(part), Decimal(0)) + amount
    rows: list[tuple[Any, ...]] = [(*part, amount) for part, amount in amounts.items()]
    return tuple(BillPart(*row) for row in rows)


def _lines(invoices: QuerySet[Invoice], service_point_code: str) -> Iterator[tuple[Any, ...]]:
    lines = InvoiceLine.objects.filter(invoice__in=invoices)
    if service_point_code:
        lines = lines.filter(subscription__service_point__code=service_point_code)
    for number, *place, metric, label, amount in lines.order_by(
        "invoice__from_date", "invoice__number", "position"
    ).values_list(
        "invoice__number",
        "invoice__from_date",
        "subscription",
        "subscription__service_point__code",
        KT("trace__m"),
        "label",
        F("amount") + F("tax_amount"),
    ):
        yield (str(number), *place, metric or "", "" if metric else label, amount)
