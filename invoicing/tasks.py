"""What the workers of the queue are called for: bill runs and their documents."""

from __future__ import annotations

import logging
import time
from typing import Final

from django.utils import timezone

from billing_site.foundation import jobs
from invoicing.documents.rendering_apart import Renderer
from invoicing.queries.open_batches import WORK_ON_BILL_RUN_TASK
from invoicing.queries.open_documents import ISSUE_DOCUMENTS_TASK
from invoicing.use_cases.issue_next_documents import issue_next_documents
from invoicing.use_cases.work_on_next_batch import UnableToWorkOnBatch, work_on_next_batch

_AT_A_STRETCH_S: Final = 20.0
log = logging.getLogger(__name__)


def work_on_bill_run(*, bill_run_id: int, **_: object) -> None:
    """Draft or finalize the run's batches, one after the other, until none waits.

    After about 20 seconds the rest is left to another call, so that other work gets its turn. Any number of
    workers may do this at once, and any may die. A batch that fails is passed over and tried again when the
    run is rung for again; the first such failure rises at the end.
    """
    deadline = time.monotonic() + _AT_A_STRETCH_S
    failures: list[UnableToWorkOnBatch] = []
    while time.monotonic() < deadline:
        try:
            failed_ids = {failure.batch_id for failure in failures}
            if work_on_next_batch(bill_run_id=bill_run_id, at=timezone.now(), except_for=failed_ids) is None:
                break
        except UnableToWorkOnBatch as error:
            log.exception("a batch of a bill run failed")
            failures.append(error)
    else:
        jobs.ring(WORK_ON_BILL_RUN_TASK, bill_run_id=bill_run_id)
    if failures:
        raise failures[0]


def issue_documents(*, bill_run_id: int, **_: object) -> None:
    """Make the documents of a finalized run, one after the other, until none waits.

    After about 20 seconds the rest is left to another call. Any number of workers may do this at once, and any
    may die: what is stored is not made again.
    """
    deadline = time.monotonic() + _AT_A_STRETCH_S
    with Renderer() as renderer:
        while time.monotonic() < deadline:
            if not issue_next_documents(bill_run_id=bill_run_id, at=timezone.now(), renderer=renderer):
                return
    jobs.ring(ISSUE_DOCUMENTS_TASK, bill_run_id=bill_run_id)
