"""Hold a draft by hand."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from billing_site.foundation import audit
from invoicing.models import BillHold, BillRun, BillRunBatch, Invoice


class UnableToHoldBill(Exception):
    """The bill is not held, or held as before."""


def hold_bill(
    *, invoice: Invoice, held_at: datetime, reason: str, actor: AbstractBaseUser | str | None
) -> BillHold:
    """Keep the draft's run from being approved until somebody releases the bill; returns the hold.

    Raises UnableToHoldBill if no reason is given, the draft is dropped or held already, or its run is approved.
    """
    words = reason.strip()
    if not words:
        raise UnableToHoldBill("write a reason: whoever releases the bill must know what to look for")
    with transaction.atomic():
        # The batch, then the run, as everywhere: who approves the run meanwhile waits, and then sees the hold.
        BillRunBatch.objects.select_for_update().get(pk=invoice.batch_id)
        run = BillRun.objects.select_for_update(no_key=True).get(batches=invoice.batch_id)
        draft = Invoice.objects.select_related("account").filter(pk=invoice.pk).first()
        if draft is None:
            raise UnableToHoldBill("this draft has been dropped meanwhile")
        if draft.state != Invoice.State.DRAFT or run.state not in (BillRun.State.OPEN, BillRun.State.DRAFTED):
            raise UnableToHoldBill(
                "its bill run is approved: cancel the draft, or issue a credit note once it is an invoice"
            )
        known = BillHold.objects.filter(invoice=draft, released_at=None).first()
        if known is not None:
            raise UnableToHoldBill(f"the bill of account {draft.account} is held already: {known.reason}")
        entry = audit.record(
            action="HELD",
            subject=draft,
            actor=actor,
            at=held_at,
            details={"account": draft.account.number, "reason": words},
        )
        return BillHold.objects.create(
            invoice=draft,
            code=BillHold.Code.BY_HAND,
            reason=words,
            held_at=held_at,
            held_by=entry.actor_label,
        )
