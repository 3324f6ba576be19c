"""An invoice beside the one before it, charge by charge."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from invoicing.models import Invoice, InvoiceLine

_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class ComparedCharge:
    """A charge of one bucket on both invoices; None where it is not on one. Quantities are of `unit`."""

    service_point: str
    label: str
    bucket: str
    unit: str
    quantity_before: Decimal | None
    quantity_now: Decimal | None
    amount_before: Decimal | None
    amount_now: Decimal | None

    @property
    def change(self) -> Decimal:
        """What it costs more than before."""
        return (self.amount_now or _NOTHING) - (self.amount_before or _NOTHING)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two invoices of an account, one before the other."""

    previous_id: int
    previous_number: str
    from_date: date
    to_date: date
    total_before: Decimal
    total_now: Decimal
    tax_change: Decimal
    charges: tuple[ComparedCharge, ...]

    @property
    def change(self) -> Decimal:
        """How much more the later one is."""
        return self.total_now - self.total_before

    @property
    def less(self) -> Decimal:
        """How much less the later one is."""
        return -self.change

    @property
    def has_several_places(self) -> bool:
        """Whether a charge needs its service point beside it to be told from others."""
        return len({charge.service_point for charge in self.charges}) > 1

    @property
    def day_count(self) -> int:
        """How many days the earlier one is for."""
        return (self.to_date - self.from_date).days


def load_comparison(invoice: Invoice, previous: Invoice) -> Comparison:
    """The invoice or draft beside an earlier one of its account (bill_changes.load_previous_bill); one query."""
    lines = InvoiceLine.objects.filter(invoice__in=[previous.pk, invoice.pk]).order_by("position")
    lines = lines.select_related("subscription__service_point")
    return Comparison(
        previous_id=previous.pk,
        previous_number=str(previous),
        from_date=previous.from_date,
        to_date=previous.to_date,
        total_before=previous.total,
        total_now=invoice.total,
        tax_change=invoice.tax - previous.tax,
        charges=_compared(lines, previous.pk),
    )


def _compared(lines: Iterable[InvoiceLine], previous_id: int) -> tuple[ComparedCharge, ...]:
    """Tiers of a charge are added up: the customer knows the charge, and tiers come and go with usage."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for line in lines:
        key = line.subscription_id, line.charge_code, line.bucket
        row = found.setdefault(
            key,
            {
                "service_point": line.subscription.service_point.code,
                "label": line.label,
                "unit": line.unit,
            },
        )
        side = "before" if line.invoice_id == previous_id else "now"
        if side == "now":
            row["label"] = line.label
        row[f"amount_{side}"] = row.get(f"amount_{side}", _NOTHING) + line.amount
        if line.kind == InvoiceLine.Kind.CHARGE and line.trace["rule"] not in {"fixed", "tier_flat"}:
            row[f"quantity_{side}"] = row.get(f"quantity_{side}", _NOTHING) + line.quantity
    return tuple(
        ComparedCharge(
            service_point=row["service_point"],
            label=row["label"],
            bucket=bucket.replace("_", " "),
            unit=row["unit"],
            quantity_before=row.get("quantity_before"),
            quantity_now=row.get("quantity_now"),
            amount_before=row.get("amount_before"),
            amount_now=row.get("amount_now"),
        )
        for (_, _, bucket), row in found.items()
    )
