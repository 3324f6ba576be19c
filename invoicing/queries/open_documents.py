"""Documents of finalized runs that wait to be made."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from billing_site.foundation import jobs
from billing_site.foundation.jobs import Ring
from invoicing.models import BillRun, DocumentBatch, Invoice

ISSUE_DOCUMENTS_TASK: Final = "invoicing.tasks.issue_documents"
_RINGS: Final = 2


def open_document_batches() -> QuerySet[DocumentBatch]:
    """Those that wait; the ones of a run that is still being finalized do not."""
    return DocumentBatch.objects.filter(finished_at=None, batch__bill_run__state=BillRun.State.FINALIZED)


def claim_next_document_batch(bill_run_id: int) -> DocumentBatch | None:
    """The run's first that waits and that nobody has, locked until the caller's transaction ends."""
    return (
        open_document_batches()
        .select_for_update(of=("self",), skip_locked=True)
        .filter(batch__bill_run=bill_run_id)
        .order_by("batch")
        .first()
    )


def load_invoices_without_document(waiting: DocumentBatch, at_most: int) -> list[int]:
    """The ids of the next invoices whose document is to be made, in their order; one query."""
    invoices = Invoice.objects.filter(
        batch=waiting.batch_id, state=Invoice.State.FINALIZED, pk__gt=waiting.last_invoice_id, document=None
    )
    return list(invoices.order_by("pk").values_list("pk", flat=True)[:at_most])


def ring_for_documents(bill_run_id: int) -> None:
    """Wake a few workers up for the run's documents, in the caller's transaction; none if none waits."""
    waiting = open_document_batches().filter(batch__bill_run=bill_run_id)[:_RINGS]
    for _ in waiting.values_list("pk"):
        jobs.ring(ISSUE_DOCUMENTS_TASK, bill_run_id=bill_run_id)


def find_runs_with_open_documents(now: datetime) -> Iterator[Ring]:
    """A ring for each run with documents that wait, the oldest first; for the clock that rings again."""
    runs = open_document_batches().order_by("batch__bill_run").values_list("batch__bill_run", flat=True)
    for bill_run_id in runs.distinct():
        yield Ring(ISSUE_DOCUMENTS_TASK, {"bill_run_id": bill_run_id})
