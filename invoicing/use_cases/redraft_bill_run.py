"""Draft batches of a bill run again, by the readings that have come since."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from billing_site.foundation import audit, jobs
from invoicing.models import BillHold, BillRun, BillRunBatch, BillRunException
from invoicing.models.draft_store import drop_drafts
from invoicing.queries.open_batches import WORK_ON_BILL_RUN_TASK
from metering.models.period_gate import fix_cut_off

_RINGS: Final = 8


class UnableToRedraftBillRun(Exception):
    """The run and all of its drafts stay as they are."""


def redraft_bill_run(
    *,
    bill_run: BillRun,
    redrafted_at: datetime,
    actor: AbstractBaseUser | str | None,
    batch_numbers: Collection[int] | None = None,
) -> BillRun:
    """Drop the drafts of some batches, open them again and ring for workers; returns the run as it now is.

    The batches with exceptions, or those named. The run gets a new cut-off, so that readings repaired since
    are seen; the other batches keep their drafts. Drafts that were cancelled come back with their batch, and
    its bills are checked, and held, anew.

    Raises UnableToRedraftBillRun when the run is approved, a named batch is not one of its drafted ones, no
    batch has an exception, or somebody holds a bill of a batch by hand: the new draft would not know of it.
    """
    with transaction.atomic():
        # The batches before the run, as whoever drafts one does; so this waits until none is being drafted.
        batches = list(bill_run.batches.select_for_update(of=("self",)).order_by("pk"))
        run = (
            BillRun.objects.select_for_update(no_key=True, of=("self",))
            .select_related("billing_cycle")
            .get(pk=bill_run.pk)
        )
        if run.state not in (BillRun.State.OPEN, BillRun.State.DRAFTED):
            raise UnableToRedraftBillRun(
                f"the bill run {run} is approved: cancel single drafts, or credit the invoices"
            )
        chosen = _chosen(run, batches, batch_numbers)
        _refuse_forgetting_hands(chosen)
        dropped = _drop(chosen)
        run.state, run.as_of = BillRun.State.OPEN, fix_cut_off(redrafted_at)
        run.save(update_fields=["state", "as_of"])
        audit.record(
            action="REDRAFTED",
            subject=run,
            actor=actor,
            at=redrafted_at,
            details={
                "as_of": run.as_of,
                "batches": [batch.number for batch in chosen],
                "drafts_dropped": dropped,
            },
        )
        for _ in range(min(_RINGS, len(chosen))):
            jobs.ring(WORK_ON_BILL_RUN_TASK, bill_run_id=run.pk)
    return run


def _chosen(
    run: BillRun, batches: Sequence[BillRunBatch], numbers: Collection[int] | None
) -> list[BillRunBatch]:
    drafted = [batch for batch in batches if batch.state == BillRunBatch.State.DRAFTED]
    if numbers is None:
        chosen = [batch for batch in drafted if batch.exception_count]
        if not chosen:
            raise UnableToRedraftBillRun(f"no drafted batch of the bill run {run} has an exception")
        return chosen
    chosen = [batch for batch in drafted if batch.number in numbers]
    unknown = sorted(set(numbers) - {batch.number for batch in chosen})
    if unknown or not chosen:
        names = ", ".join(map(str, unknown)) or "none"
        raise UnableToRedraftBillRun(f"not a drafted batch of the bill run {run}: {names}")
    return chosen


def _refuse_forgetting_hands(batches: Sequence[BillRunBatch]) -> None:
    held = (
        BillHold.objects.filter(invoice__batch__in=batches, released_at=None, code=BillHold.Code.BY_HAND)
        .select_related("invoice__account")
        .order_by("pk")
        .first()
    )
    if held is not None:
        raise UnableToRedraftBillRun(
            f"the bill of account {held.invoice.account} is held by hand ({held.reason}): release it first,"
            " and hold the new draft again"
        )


def _drop(batches: Sequence[BillRunBatch]) -> int:
    """Delete the batches' drafts and exceptions and open them; returns how many drafts there were."""
    ids = [batch.pk for batch in batches]
    dropped = drop_drafts(ids)
    BillRunException.objects.filter(batch__in=ids).delete()
    BillRunBatch.objects.filter(pk__in=ids).update(
        state=BillRunBatch.State.OPEN, invoice_count=0, exception_count=0
    )
    return dropped
