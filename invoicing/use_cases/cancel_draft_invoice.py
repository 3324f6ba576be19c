"""Drop a draft, so that its days can be billed again."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import F

from billing_site.foundation import audit
from invoicing.models import BillRunBatch, Invoice


class UnableToCancelDraftInvoice(Exception):
    """The invoice stays as it is."""


def cancel_draft_invoice(
    *, invoice: Invoice, cancelled_at: datetime, actor: AbstractBaseUser | str | None
) -> None:
    """Delete the draft with its lines, taxes and billed periods; the audit trail keeps what it was.

    Raises UnableToCancelDraftInvoice if it is finalized or there no more.
    """
    with transaction.atomic():
        # The batch first, as whoever drafts or finalizes it does.
        batch = BillRunBatch.objects.select_for_update().get(pk=invoice.batch_id)
        draft = (
            Invoice.objects.select_for_update(of=("self",))
            .select_related("account")
            .filter(pk=invoice.pk)
            .first()
        )
        if draft is None:
            raise UnableToCancelDraftInvoice("this draft has been cancelled already")
        if draft.state != Invoice.State.DRAFT:
            raise UnableToCancelDraftInvoice(
                f"invoice {draft.number} is finalized: issue a credit note for it instead"
            )
        audit.record(
            action="DRAFT_CANCELLED",
            subject=draft,
            actor=actor,
            at=cancelled_at,
            details={
                "account": draft.account.number,
                "from_date": draft.from_date,
                "to_date": draft.to_date,
                "currency": draft.currency,
                "total": draft.total,
                "subscriptions": sorted(set(draft.billed_periods.values_list("subscription_id", flat=True))),
            },
        )
        draft.delete()
        BillRunBatch.objects.filter(pk=batch.pk).update(invoice_count=F("invoice_count") - 1)
