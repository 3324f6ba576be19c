"""Have the documents of a run made that was finalized without."""

from __future__ import annotations

from django.db import transaction

from invoicing.models import BillRun, BillRunBatch, DocumentBatch
from invoicing.queries.open_documents import ring_for_documents


def request_documents(*, bill_run: BillRun) -> None:
    """Have the workers make the document of every invoice of the run that has none.

    Changes nothing for batches that were asked for before. The documents of a run that is not finalized yet are
    made when it is.
    """
    with transaction.atomic():
        batches = BillRunBatch.objects.filter(
            bill_run=bill_run, state=BillRunBatch.State.FINALIZED, documents=None
        )
        DocumentBatch.objects.bulk_create(
            (DocumentBatch(batch=batch) for batch in batches.order_by("number")), ignore_conflicts=True
        )
        ring_for_documents(bill_run.pk)
