"""Take a move of subscriptions back."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from billing_site.foundation import audit, jobs
from invoicing.models import PlanMove, PlanMoveItem
from invoicing.queries.billed_days import billed_among
from invoicing.queries.open_moves import WORK_ON_PLAN_MOVE_TASK


class UnableToUndoPlanMove(Exception):
    """The move stands."""


def undo_plan_move(*, move: PlanMove, undone_at: datetime, actor: AbstractBaseUser | str | None) -> PlanMove:
    """Ring for a worker that takes the move back: the new subscriptions go, the old ones get their days again.

    Raises UnableToUndoPlanMove when it is not done, or a day of one of the new subscriptions was ever on a
    bill, a draft or one that was credited too.
    """
    with transaction.atomic():
        locked = PlanMove.objects.select_for_update(no_key=True).get(pk=move.pk)
        if locked.state != PlanMove.State.DONE:
            raise UnableToUndoPlanMove(f"the move is {locked.get_state_display()}, not moved")
        moved = locked.items.filter(state=PlanMoveItem.State.MOVED)
        new_ids = [pk for pk in moved.values_list("new_subscription", flat=True) if pk is not None]
        billed = billed_among(new_ids)
        if billed:
            raise UnableToUndoPlanMove(
                f"{len(billed):,} of its {len(new_ids):,} subscriptions were billed on the new plan already:"
                " move them on from a later day instead"
            )
        locked.state = PlanMove.State.UNDOING
        locked.save(update_fields=["state"])
        audit.record(
            action="UNDONE",
            subject=locked,
            actor=actor,
            at=undone_at,
            details={"subscriptions": len(new_ids)},
        )
        jobs.ring(WORK_ON_PLAN_MOVE_TASK, move_id=locked.pk)
    return locked
