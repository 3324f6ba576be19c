"""How a bill stands, as its customer reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class BillStatus:
    """A word and its tone."""

    label: str
    tone: str
    also: str = ""


def bill_status(invoice: Any, today: date) -> BillStatus:
    """The status of a finalized invoice that has `open_amount` and its credit note."""
    if getattr(invoice, "credit_note", None) is not None:
        return BillStatus(_("Cancelled"), "neu", "struck")
    if invoice.total < 0:
        return BillStatus(_("Credit"), "neu")
    if invoice.open_amount <= 0:
        return BillStatus(_("Paid"), "ok")
    if invoice.due_date < today:
        return BillStatus(_("Overdue"), "err")
    return BillStatus(_("To pay"), "info")
