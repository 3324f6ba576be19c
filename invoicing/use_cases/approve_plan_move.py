"""Let a proposed move of subscriptions happen."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from billing_site.foundation import audit, jobs
from invoicing.models import PlanMove, PlanMoveItem, PlanTrial
from invoicing.queries.open_moves import WORK_ON_PLAN_MOVE_TASK


class UnableToApprovePlanMove(Exception):
    """The move stays as it is."""


def approve_plan_move(*, move: PlanMove, approved_at: datetime, actor: Any) -> PlanMove:
    """Approve the move and ring for a worker that does it; returns it as it now is. `actor` is a user.

    Raises UnableToApprovePlanMove when it was proposed by the same user, is not waiting to be approved, or its
    trial is not done, so that nobody knows yet what it comes to.
    """
    with transaction.atomic():
        locked = PlanMove.objects.select_for_update(no_key=True).get(pk=move.pk)
        if locked.state != PlanMove.State.PROPOSED:
            raise UnableToApprovePlanMove(f"the move is {locked.get_state_display()}")
        if locked.proposed_by_id == actor.pk:
            raise UnableToApprovePlanMove("whoever proposed a move cannot approve it: ask another manager")
        if locked.trial is not None and locked.trial.state != PlanTrial.State.DONE:
            raise UnableToApprovePlanMove(
                "what it comes to is still being computed: wait for that, or propose it anew if that was cancelled"
            )
        locked.state, locked.approved_at, locked.approved_by = PlanMove.State.APPROVED, approved_at, actor
        locked.save(update_fields=["state", "approved_at", "approved_by"])
        waiting = locked.items.filter(state=PlanMoveItem.State.WAITING).count()
        audit.record(
            action="APPROVED", subject=locked, actor=actor, at=approved_at, details={"subscriptions": waiting}
        )
        jobs.ring(WORK_ON_PLAN_MOVE_TASK, move_id=locked.pk)
    return locked
