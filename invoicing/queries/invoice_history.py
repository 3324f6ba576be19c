"""What happened to an invoice, from the audit trail and from the payments that settle it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Q

from billing_site.foundation.models import AuditEntry
from billing_site.foundation.subjects import subject_type
from invoicing.models import BillRun, BillRunBatch, Invoice, PaymentAllocation
from pricing.money import minor_unit_scale

# What an entry of the run or the batch means for one of its invoices.
_BATCH_TEXTS: Final = {"FINALIZED": "Finalized", "REDRAFTED": "Drafted again"}
_RUN_TEXTS: Final = {"STARTED": "Bill run started", "APPROVED": "Bill run approved"}
_OWN_TEXTS: Final = {"CREDITED": "Credited", "HELD": "Held", "RELEASED": "Released"}


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """One event: when, what, by whom, and a remark. `payment_id` is that of a payment, for a link."""

    at: datetime
    text: str
    actor: str
    note: str
    payment_id: int | None = None


def load_invoice_history(invoice: Invoice) -> tuple[HistoryEvent, ...]:
    """The events in order of time; two queries. The invoice's batch and run are to be at hand."""
    events = [*_audited(invoice), *_paid(invoice)]
    return tuple(sorted(events, key=lambda event: event.at))


def _audited(invoice: Invoice) -> list[HistoryEvent]:
    subjects: tuple[tuple[Any, int, dict[str, str]], ...] = (
        (Invoice, invoice.pk, _OWN_TEXTS),
        (BillRunBatch, invoice.batch_id, _BATCH_TEXTS),
        (BillRun, invoice.batch.bill_run_id, _RUN_TEXTS),
    )
    wanted = Q()
    texts = {}
    for model, pk, known in subjects:
        name = subject_type(model())
        wanted |= Q(subject_type=name, subject_id=str(pk))
        texts[name] = known
    own = subject_type(Invoice())
    events = []
    for entry in AuditEntry.objects.filter(wanted).order_by("at", "pk"):
        text = texts[entry.subject_type].get(entry.action)
        if text is None and entry.subject_type == own:
            text = entry.action.replace("_", " ").capitalize()
        if text is not None:
            events.append(HistoryEvent(entry.at, text, entry.actor_label, _note(entry, own)))
    return events


def _note(entry: AuditEntry, own: str) -> str:
    if entry.subject_type != own:
        return ""
    told = (entry.details.get(key) for key in ("credit_note", "reason", "note"))
    return ": ".join(text for text in told if text)


def _paid(invoice: Invoice) -> list[HistoryEvent]:
    """Each payment that settles, or settled, a part of it; released parts are told when they are released."""
    events = []
    allocations = PaymentAllocation.objects.filter(invoice=invoice).select_related("payment").order_by("pk")
    for one in allocations:
        facts = f"{one.amount:,.{minor_unit_scale(invoice.currency)}f} {invoice.currency}, {one.payment}"
        events.append(HistoryEvent(one.allocated_at, "Paid", "", facts, one.payment_id))
        if one.released_at is not None:
            events.append(HistoryEvent(one.released_at, "Payment taken off", "", facts, one.payment_id))
    return events
