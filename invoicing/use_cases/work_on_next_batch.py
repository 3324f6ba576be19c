"""Take the next batch of a bill run that waits, and do what it waits for."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import InterfaceError, OperationalError, transaction

from invoicing.models import BillRunBatch
from invoicing.queries.open_batches import claim_next_batch
from invoicing.use_cases.bill_batch import bill_batch
from invoicing.use_cases.finalize_batch import finalize_batch


class UnableToWorkOnBatch(Exception):
    """The batch waits as before; `batch_id` names it, and the cause says why."""

    def __init__(self, batch_id: int) -> None:
        self.batch_id = batch_id
        super().__init__(f"batch {batch_id} could neither be drafted nor finalized")


def work_on_next_batch(
    *, bill_run_id: int, at: datetime, except_for: Collection[int] = ()
) -> BillRunBatch | None:
    """Draft or finalize the first batch that waits and that nobody else has; None when there is none.

    Claim and work are one transaction: whoever dies in it leaves the batch as it was, to be taken by another.
    Batches of `except_for` are passed over.

    Raises UnableToWorkOnBatch when the work fails unexpectedly, so that the caller can go on with the others;
    trouble with the connection itself rises as it is.
    """
    batch = None
    try:
        with transaction.atomic(durable=True):
            batch = claim_next_batch(bill_run_id, except_for)
            if batch is None:
                return None
            if batch.state == BillRunBatch.State.OPEN:
                bill_batch(batch_id=batch.pk, drafted_at=at)
            else:
                finalize_batch(batch_id=batch.pk, issued_at=at)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        if batch is None:
            raise
        raise UnableToWorkOnBatch(batch.pk) from error
    return batch
