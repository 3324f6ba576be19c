"""What a place cost, bill by bill: for a year at a glance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Sum

from invoicing.models import Account, Invoice, InvoiceLine
from invoicing.queries.open_items import standing


@dataclass(frozen=True, slots=True)
class PlaceCost:
    """A place's lines on one invoice, with their taxes."""

    invoice_number: str
    from_date: date
    to_date: date
    amount: Decimal


def load_place_costs(account: Account, service_point_code: str, year: int) -> tuple[PlaceCost, ...]:
    """The account's standing invoices whose period begins in the year, in order; one query."""
    rows = (
        InvoiceLine.objects.filter(
            invoice__in=standing(Invoice.objects.filter(account=account, from_date__year=year)),
            subscription__service_point__code=service_point_code,
        )
        .values("invoice__number", "invoice__from_date", "invoice__to_date")
        .annotate(amount=Sum(F("amount") + F("tax_amount")))
        .order_by("invoice__from_date", "invoice__number")
        .values_list("invoice__number", "invoice__from_date", "invoice__to_date", "amount")
    )
    return tuple(PlaceCost(str(number), *facts) for number, *facts in rows)
