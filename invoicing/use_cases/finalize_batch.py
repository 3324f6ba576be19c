"""Make a batch's drafts final."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from billing_site.foundation import audit
from billing_site.foundation.models import OutboxEvent
from billing_site.foundation.subjects import subject_type
from invoicing.models import BillRun, BillRunBatch, DocumentBatch, Invoice
from invoicing.models.document_numbers import INVOICE_SERIES, IssueDateGoesBack, take_numbers
from invoicing.models.invoice_freezing import FrozenInvoice, freeze_invoices
from invoicing.models.ledger_posting import post_invoices
from invoicing.queries.open_documents import ring_for_documents
from invoicing.use_cases.settle_accounts import settle_accounts
from pricing.money import minor_unit_scale


class UnableToFinalizeBatch(Exception):
    """Nothing was numbered; the batch stays as it is."""


def finalize_batch(*, batch_id: int, issued_at: datetime) -> int:
    """Number, post and freeze all drafts of the batch in one transaction; returns how many there were.

    They bear the issue date of the run, even if midnight passes meanwhile. Numbers are given in the order of the invoices' ids and without gaps. A batch that is finalized already
    gives 0 and changes nothing. The run is finalized with its last batch. The number of queries does not
    depend on the number of invoices.

    Raises UnableToFinalizeBatch if the run is not approved, the batch is not drafted, or an invoice of a later
    date has been issued.
    """
    with transaction.atomic():
        batch = BillRunBatch.objects.select_for_update().get(pk=batch_id)
        if batch.state == BillRunBatch.State.FINALIZED:
            return 0
        run, issue_date = _approved_run(batch)
        draft_ids = list(
            Invoice.objects.select_for_update(no_key=True)
            .filter(batch=batch, state=Invoice.State.DRAFT)
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        post_invoices(draft_ids, issued_at)
        # From here on other batches of the run wait. Under the lock the last batch sees that it is the last;
        # and it is taken before the numbers, as everywhere.
        BillRun.objects.select_for_update(no_key=True).get(pk=run.pk)
        frozen = _numbered(draft_ids, issue_date)
        _announce(frozen, issued_at)
        if frozen and settings.DOCUMENTS_WHEN_FINALIZED:
            DocumentBatch.objects.create(batch=batch)
        batch.state = BillRunBatch.State.FINALIZED
        batch.save(update_fields=["state"])
        _finish_run(run, issued_at)
        _settle(batch, issued_at)
        audit.record(
            action="FINALIZED",
            subject=batch,
            actor=None,
            at=issued_at,
            details={
                "invoices": len(frozen),
                "first": frozen[0].number if frozen else None,
                "last": frozen[-1].number if frozen else None,
            },
        )
    return len(frozen)


def _approved_run(batch: BillRunBatch) -> tuple[BillRun, date]:
    run = batch.bill_run
    if run.state != BillRun.State.APPROVED or run.issue_date is None:
        raise UnableToFinalizeBatch(f"the bill run {run} is not approved")
    if batch.state != BillRunBatch.State.DRAFTED:
        raise UnableToFinalizeBatch(f"batch {batch.number} of the bill run {run} is not drafted")
    return run, run.issue_date


def _numbered(draft_ids: Sequence[int], issue_date: date) -> list[FrozenInvoice]:
    if not draft_ids:
        return []
    try:
        first = take_numbers(INVOICE_SERIES, issue_date, len(draft_ids))
    except IssueDateGoesBack as error:
        raise UnableToFinalizeBatch(str(error)) from error
    return freeze_invoices(draft_ids, first, issue_date, settings.SELLER)


def _settle(batch: BillRunBatch, issued_at: datetime) -> None:
    """Money that customers have with us pays the new invoices."""
    account_ids = Invoice.objects.filter(batch=batch).values_list("account_id", flat=True)
    settle_accounts(account_ids=list(account_ids), settled_at=issued_at)


def _announce(frozen: Sequence[FrozenInvoice], issued_at: datetime) -> None:
    # outbox.announce writes one event at a time; a batch has hundreds.
    OutboxEvent.objects.bulk_create(
        OutboxEvent(
            kind="invoice.finalized",
            subject_type=subject_type(Invoice()),
            subject_id=str(invoice.invoice_id),
            payload={
                "number": invoice.number,
                "account": invoice.account_number,
                "currency": invoice.currency,
                "total": f"{invoice.total:.{minor_unit_scale(invoice.currency)}f}",
                "due_date": invoice.due_date,
            },
            created_at=issued_at,
        )
        for invoice in frozen
    )


def _finish_run(run: BillRun, finished_at: datetime) -> None:
    if run.batches.exclude(state=BillRunBatch.State.FINALIZED).exists():
        return
    run.state = BillRun.State.FINALIZED
    run.finalized_at = finished_at
    run.save(update_fields=["state", "finalized_at"])
    # Only now: while the run is being finalized nothing else is to take its workers.
    ring_for_documents(run.pk)
    audit.record(action="FINALIZED", subject=run, actor=None, at=finished_at)
