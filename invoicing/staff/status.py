"""The state of an invoice or payment in a word and a tone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from invoicing.receivables.ageing import days_overdue


@dataclass(frozen=True, slots=True)
class Status:
    """What a badge says."""

    label: str
    tone: str
    also: str = ""


def invoice_status(invoice: Any, on: date) -> Status:
    """Of an invoice from `with_open_amounts`, with its credit note at hand."""
    if invoice.state == "DRAFT":
        return Status("held", "warn") if getattr(invoice, "is_held", False) else Status("draft", "neu")
    if getattr(invoice, "credit_note", None) is not None:
        return Status("credited", "neu", "struck")
    if invoice.open_amount < 0:
        return Status("in favour", "info")
    if invoice.open_amount == 0:
        return Status("paid" if invoice.total > 0 else "nothing to pay", "ok")
    overdue = days_overdue(invoice.due_date, on)
    if overdue:
        return Status(f"overdue {overdue} {'day' if overdue == 1 else 'days'}", "err")
    return Status("part paid" if invoice.paid_amount else "issued", "info")


def payment_status(payment: Any) -> Status:
    """Of a payment with `used` and its reversal at hand."""
    if getattr(payment, "reversal", None) is not None:
        return Status("reversed", "neu", "struck")
    if (payment.used or 0) < payment.amount:
        return Status("not all used" if payment.used else "not used", "warn")
    return Status("used", "ok")
