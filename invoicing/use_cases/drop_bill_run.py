"""Throw a bill run away while it is nothing but drafts."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from billing_site.foundation import audit
from invoicing.models import BillRun, BillRunBatch, BillRunException
from invoicing.models.draft_store import drop_drafts


class UnableToDropBillRun(Exception):
    """The run and all of its drafts stay as they are."""


def drop_bill_run(*, bill_run: BillRun, dropped_at: datetime, actor: AbstractBaseUser | str | None) -> int:
    """Delete the run with its drafts, holds and exceptions, so that it can be run again; returns the drafts.

    Until it is approved a run is a rehearsal: no number is taken, nothing is posted, nobody was told. The
    audit trail keeps that there was one. Waits for batches that are being drafted.

    Raises UnableToDropBillRun if it is approved, or there no more.
    """
    with transaction.atomic():
        # The batches before the run, as whoever drafts one does.
        batch_ids = [
            batch.pk
            for batch in BillRunBatch.objects.select_for_update(of=("self",))
            .filter(bill_run=bill_run.pk)
            .order_by("pk")
        ]
        run = (
            BillRun.objects.select_for_update(of=("self",))
            .select_related("billing_cycle")
            .filter(pk=bill_run.pk)
            .first()
        )
        if run is None:
            raise UnableToDropBillRun("this bill run has been dropped already")
        if run.state not in (BillRun.State.OPEN, BillRun.State.DRAFTED):
            raise UnableToDropBillRun(
                f"the bill run {run} is approved: cancel single drafts, or credit the invoices"
            )
        dropped = drop_drafts(batch_ids)
        audit.record(
            action="DROPPED",
            subject=run,
            actor=actor,
            at=dropped_at,
            details={
                "billing_cycle": run.billing_cycle.code,
                "from_date": run.from_date,
                "to_date": run.to_date,
                "as_of": run.as_of,
                "drafts_dropped": dropped,
            },
        )
        BillRunException.objects.filter(batch__in=batch_ids).delete()
        BillRunBatch.objects.filter(pk__in=batch_ids).delete()
        run.delete()
    return dropped
