"""Batches of trials that wait to be rated."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Final

from billing_site.foundation.jobs import Ring
from invoicing.models import PlanTrial, PlanTrialBatch

WORK_ON_PLAN_TRIAL_TASK: Final = "invoicing.tasks.work_on_plan_trial"


def claim_next_trial_batch(trial_id: int, except_for: Collection[int] = ()) -> PlanTrialBatch | None:
    """The trial's first batch that waits and that nobody has, locked until the caller's transaction ends.

    None when there is none but those of `except_for`, or the trial is cancelled.
    """
    return (
        PlanTrialBatch.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(state=PlanTrialBatch.State.OPEN, trial=trial_id, trial__state=PlanTrial.State.OPEN)
        .exclude(pk__in=except_for)
        .order_by("number")
        .first()
    )


def find_open_trials(now: datetime) -> Iterator[Ring]:
    """A ring for each trial that is not done, the oldest first; for the clock that rings again."""
    for trial_id in (
        PlanTrial.objects.filter(state=PlanTrial.State.OPEN).order_by("pk").values_list("pk", flat=True)
    ):
        yield Ring(WORK_ON_PLAN_TRIAL_TASK, {"trial_id": trial_id})
