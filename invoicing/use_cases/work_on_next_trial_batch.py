"""Take the next batch of a trial that waits, and rate it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import InterfaceError, OperationalError, transaction

from invoicing.models import PlanTrialBatch
from invoicing.queries.open_trials import claim_next_trial_batch
from invoicing.use_cases.rate_trial_batch import rate_trial_batch


class UnableToRateTrialBatch(Exception):
    """The batch waits as before; `batch_id` names it, and the cause says why."""

    def __init__(self, batch_id: int) -> None:
        self.batch_id = batch_id
        super().__init__(f"batch {batch_id} of a trial could not be rated")


def work_on_next_trial_batch(
    *, trial_id: int, at: datetime, except_for: Collection[int] = ()
) -> PlanTrialBatch | None:
    """Rate the first batch that waits and that nobody else has; None when there is none.

    Claim and work are one transaction: whoever dies in it leaves the batch as it was, to be taken by another.

    Raises UnableToRateTrialBatch when the work fails unexpectedly, so that the caller can go on with the
    others; trouble with the connection itself rises as it is.
    """
    batch = None
    try:
        with transaction.atomic(durable=True):
            batch = claim_next_trial_batch(trial_id, except_for)
            if batch is not None:
                rate_trial_batch(batch_id=batch.pk, rated_at=at)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        if batch is None:
            raise
        raise UnableToRateTrialBatch(batch.pk) from error
    return batch
