"""What the workers of the queue are called for: bill runs and their documents, trials, moves to other plans."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any, Final

from django.utils import timezone

from billing_site.foundation import jobs
from invoicing.documents.rendering_apart import Renderer
from invoicing.queries.open_batches import WORK_ON_BILL_RUN_TASK
from invoicing.queries.open_documents import ISSUE_DOCUMENTS_TASK
from invoicing.queries.open_moves import WORK_ON_PLAN_MOVE_TASK
from invoicing.queries.open_trials import WORK_ON_PLAN_TRIAL_TASK
from invoicing.use_cases.issue_next_documents import issue_next_documents
from invoicing.use_cases.work_on_next_batch import UnableToWorkOnBatch, work_on_next_batch
from invoicing.use_cases.work_on_next_trial_batch import UnableToRateTrialBatch, work_on_next_trial_batch
from invoicing.use_cases.work_on_plan_move import work_on_plan_move as move_next_subscriptions

_AT_A_STRETCH_S: Final = 20.0
log = logging.getLogger(__name__)


def work_on_bill_run(*, bill_run_id: int, **_: object) -> None:
    """Draft or finalize the run's batches, one after the other, until none waits.

    After about 20 seconds the rest is left to another call, so that other work gets its turn. Any number of
    workers may do this at once, and any may die. A batch that fails is passed over and tried again when the
    run is rung for again; the first such failure rises at the end.
    """
    _work_on_batches(
        "a batch of a bill run failed",
        lambda failed: work_on_next_batch(bill_run_id=bill_run_id, at=timezone.now(), except_for=failed),
        lambda: jobs.ring(WORK_ON_BILL_RUN_TASK, bill_run_id=bill_run_id),
    )


def work_on_plan_trial(*, trial_id: int, **_: object) -> None:
    """Rate the trial's batches, one after the other, until none waits; as `work_on_bill_run` does its."""
    _work_on_batches(
        "a batch of a trial failed",
        lambda failed: work_on_next_trial_batch(trial_id=trial_id, at=timezone.now(), except_for=failed),
        lambda: jobs.ring(WORK_ON_PLAN_TRIAL_TASK, trial_id=trial_id),
    )


def work_on_plan_move(*, move_id: int, **_: object) -> None:
    """Move the subscriptions of a move, or take them back, until none waits.

    After about 20 seconds the rest is left to another call. Any worker may die: what is moved is moved once.
    """
    deadline = time.monotonic() + _AT_A_STRETCH_S
    while time.monotonic() < deadline:
        if not move_next_subscriptions(move_id=move_id, at=timezone.now()):
            return
    jobs.ring(WORK_ON_PLAN_MOVE_TASK, move_id=move_id)


def _work_on_batches(
    failure_text: str, work: Callable[[set[int]], Any], ring_again: Callable[[], None]
) -> None:
    deadline = time.monotonic() + _AT_A_STRETCH_S
    failures: list[UnableToWorkOnBatch | UnableToRateTrialBatch] = []
    while time.monotonic() < deadline:
        try:
            if work({failure.batch_id for failure in failures}) is None:
                break
        except (UnableToWorkOnBatch, UnableToRateTrialBatch) as error:
            log.exception(failure_text)
            failures.append(error)
    else:
        ring_again()
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
