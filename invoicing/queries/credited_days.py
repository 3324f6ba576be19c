"""What became of the days that a credit note freed, and who issued it."""

from __future__ import annotations

from billing_site.foundation.models import AuditEntry
from billing_site.foundation.subjects import subject_id, subject_type
from invoicing.models import BilledPeriod, CreditNote, Invoice


def load_bills_instead(credited: Invoice) -> tuple[Invoice, ...]:
    """Invoices and drafts that bill days of the credited one now, in their order; two queries."""
    wanted = [
        BilledPeriod.objects.filter(
            subscription=subscription_id,
            released_at=None,
            from_date__lt=to_date,
            to_date__gt=from_date,
        ).values("invoice")
        for subscription_id, from_date, to_date in BilledPeriod.objects.filter(invoice=credited)
        .order_by()
        .values_list("subscription", "from_date", "to_date")
        .distinct()
    ]
    if not wanted:
        return ()
    found = wanted[0].union(*wanted[1:]) if wanted[1:] else wanted[0]
    return tuple(Invoice.objects.filter(pk__in=found).order_by("from_date", "pk"))


def load_credited_by(note: CreditNote) -> AuditEntry | None:
    """The entry of whoever issued the credit note; one query."""
    return AuditEntry.objects.filter(
        subject_type=subject_type(note.invoice), subject_id=subject_id(note.invoice), action="CREDITED"
    ).first()
