"""What the API says of invoices: for the description that clients are made from, and the JSON itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from rest_framework import serializers

from invoicing.api.money import MoneyShape, amount_text, money_facts, plain_text
from invoicing.models import Invoice, InvoiceLine, InvoiceTax


class InvoiceShape(serializers.Serializer[Any]):
    """An invoice; a draft has neither number nor dates, and may still change."""

    object = serializers.CharField(default="invoice")
    number = serializers.CharField(allow_null=True)
    account = serializers.CharField()
    state = serializers.ChoiceField(["draft", "finalized"])
    is_credited = serializers.BooleanField(help_text="Taken back by a credit note.")
    credit_note = serializers.CharField(allow_null=True, help_text="The number of that credit note.")
    from_date = serializers.DateField()
    to_date = serializers.DateField(help_text="The first day not billed.")
    issue_date = serializers.DateField(allow_null=True)
    due_date = serializers.DateField(allow_null=True)
    net = MoneyShape()
    tax = MoneyShape()
    total = MoneyShape()
    open = MoneyShape(help_text="What is still to be paid; nothing for a draft or a credited invoice.")


class InvoiceLineShape(serializers.Serializer[Any]):
    """One amount; `exact_amount` is before rounding."""

    position = serializers.IntegerField()
    service_point = serializers.CharField()
    plan = serializers.CharField()
    plan_version = serializers.IntegerField()
    from_date = serializers.DateField()
    to_date = serializers.DateField()
    kind = serializers.CharField()
    charge_code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field, not the attribute
    bucket = serializers.CharField(allow_null=True)
    tier = serializers.IntegerField(allow_null=True)
    quantity = serializers.CharField()
    unit = serializers.CharField()
    unit_price = serializers.CharField()
    exact_amount = serializers.CharField()
    amount = serializers.CharField()
    tax_code = serializers.CharField(allow_null=True)
    tax_amount = serializers.CharField()


class InvoiceTaxShape(serializers.Serializer[Any]):
    """A tax, rounded once on the sum of its lines."""

    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field, not the attribute
    percent = serializers.CharField()
    base = serializers.CharField()
    amount = serializers.CharField()


class InvoiceDetailShape(InvoiceShape):
    """An invoice with its lines and taxes."""

    as_of = serializers.DateTimeField(help_text="Readings that came later are not in it.")
    lines = InvoiceLineShape(many=True)
    taxes = InvoiceTaxShape(many=True)


def invoice_facts(invoice: Any) -> dict[str, Any]:
    """An invoice that has `open_amount`, its account and its credit note at hand."""
    currency = invoice.currency
    credit_note = getattr(invoice, "credit_note", None)
    is_credited = credit_note is not None
    is_standing = invoice.state == Invoice.State.FINALIZED and not is_credited
    return {
        "object": "invoice",
        "number": invoice.number,
        "account": invoice.account.number,
        "state": invoice.state.lower(),
        "is_credited": is_credited,
        "credit_note": credit_note.number if credit_note is not None else None,
        "from_date": invoice.from_date.isoformat(),
        "to_date": invoice.to_date.isoformat(),
        "issue_date": _date_text(invoice.issue_date),
        "due_date": _date_text(invoice.due_date),
        "net": money_facts(invoice.net, currency),
        "tax": money_facts(invoice.tax, currency),
        "total": money_facts(invoice.total, currency),
        "open": money_facts(invoice.open_amount if is_standing else invoice.total * 0, currency),
    }


def line_facts(line: InvoiceLine, currency: str) -> dict[str, Any]:
    """A line with its subscription's service point and its plan version at hand."""
    return {
        "position": line.position,
        "service_point": line.subscription.service_point.code,
        "plan": line.plan_version.plan.code,
        "plan_version": line.plan_version.number,
        "from_date": line.from_date.isoformat(),
        "to_date": line.to_date.isoformat(),
        "kind": line.kind,
        "charge_code": line.charge_code,
        "label": line.label,
        "bucket": line.bucket or None,
        "tier": line.tier,
        "quantity": plain_text(line.quantity),
        "unit": line.unit,
        "unit_price": plain_text(line.unit_price),
        "exact_amount": plain_text(line.exact_amount),
        "amount": amount_text(line.amount, currency),
        "tax_code": line.tax_code or None,
        "tax_amount": amount_text(line.tax_amount, currency),
    }


def tax_facts(taxes: Iterable[InvoiceTax], currency: str) -> list[dict[str, str]]:
    """The taxes in their order."""
    return [
        {
            "code": tax.code,
            "label": tax.label,
            "percent": plain_text(tax.percent),
            "base": amount_text(tax.base, currency),
            "amount": amount_text(tax.amount, currency),
        }
        for tax in taxes
    ]


def _date_text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
