"""Give up a proposed move of subscriptions."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from billing_site.foundation import audit
from invoicing.models import PlanMove, PlanMoveItem


class UnableToCancelPlanMove(Exception):
    """The move stays as it is."""


def cancel_plan_move(
    *, move: PlanMove, cancelled_at: datetime, actor: AbstractBaseUser | str | None
) -> PlanMove:
    """Give up a move that is not approved: nothing is moved, and its subscriptions may be moved by another.

    Raises UnableToCancelPlanMove when it is approved (take it back instead) or cancelled already.
    """
    with transaction.atomic():
        locked = PlanMove.objects.select_for_update(no_key=True).get(pk=move.pk)
        if locked.state != PlanMove.State.PROPOSED:
            raise UnableToCancelPlanMove(f"the move is {locked.get_state_display()}, not just proposed")
        locked.items.filter(state=PlanMoveItem.State.WAITING).update(state=PlanMoveItem.State.DROPPED)
        locked.state = PlanMove.State.CANCELLED
        locked.save(update_fields=["state"])
        audit.record(action="CANCELLED", subject=locked, actor=actor, at=cancelled_at)
    return locked
