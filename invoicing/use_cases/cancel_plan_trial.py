"""Stop a trial that is not done."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from billing_site.foundation import audit
from invoicing.models import PlanTrial


class UnableToCancelPlanTrial(Exception):
    """The trial stays as it is."""


def cancel_plan_trial(
    *, trial: PlanTrial, cancelled_at: datetime, actor: AbstractBaseUser | str | None
) -> PlanTrial:
    """Have no further batch of the trial rated; what is rated stays, and says that it is a part.

    A batch that a worker is at is finished. Raises UnableToCancelPlanTrial when it is done or cancelled.
    """
    with transaction.atomic():
        locked = PlanTrial.objects.select_for_update(no_key=True).get(pk=trial.pk)
        if locked.state != PlanTrial.State.OPEN:
            raise UnableToCancelPlanTrial(f"the trial is {locked.get_state_display()} already")
        locked.state, locked.ended_at = PlanTrial.State.CANCELLED, cancelled_at
        locked.save(update_fields=["state", "ended_at"])
        audit.record(action="CANCELLED", subject=locked, actor=actor, at=cancelled_at)
    return locked
