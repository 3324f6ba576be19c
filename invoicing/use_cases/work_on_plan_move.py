"""Do the next part of a move of subscriptions, or of taking it back."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from billing_site.foundation import audit
from invoicing.models import PlanMove, PlanMoveItem
from invoicing.queries.open_moves import AT_WORK, claim_next_items
from invoicing.use_cases.restore_subscriptions import restore_subscriptions
from invoicing.use_cases.switch_plans import switch_plans

_AT_ONCE: Final = 500
_ENDS: Final = {PlanMove.State.APPROVED: PlanMove.State.DONE, PlanMove.State.UNDOING: PlanMove.State.UNDONE}


def work_on_plan_move(*, move_id: int, at: datetime, at_once: int = _AT_ONCE) -> int:
    """Move, or take back, the first `at_once` subscriptions that wait and that nobody else has; says how many.

    Claim and work are one transaction: whoever dies in it leaves them as they were. The last part finishes the
    move; 0 when there is nothing (more) to do.
    """
    with transaction.atomic(durable=True):
        move = (
            PlanMove.objects.select_related("from_plan", "to_plan", "approved_by").filter(pk=move_id).first()
        )
        if move is None or move.state not in AT_WORK:
            return 0
        items = claim_next_items(move.pk, AT_WORK[PlanMove.State(move.state)], at_once)
        if items and move.state == PlanMove.State.APPROVED:
            _move(move, items, at)
        elif items:
            restore_subscriptions(items=items, restored_at=at)
        _finish(move, at)
    return len(items)


def _move(move: PlanMove, items: list[PlanMoveItem], at: datetime) -> None:
    switched = switch_plans(
        subscription_ids=[item.subscription_id for item in items],
        from_plan=move.from_plan,
        to_plan=move.to_plan,
        effective_date=move.effective_date,
        switched_at=at,
        actor=move.approved_by,
    )
    for item in items:
        if item.subscription_id in switched.following:
            item.state = PlanMoveItem.State.MOVED
            item.new_subscription = switched.following[item.subscription_id]
        else:
            item.state = PlanMoveItem.State.REFUSED
            item.reason = switched.refused[item.subscription_id]
    PlanMoveItem.objects.bulk_update(items, ["state", "reason", "new_subscription"])


def _finish(move: PlanMove, at: datetime) -> None:
    # The lock makes the last two parts come here one after the other, so that the last sees that it is.
    locked = PlanMove.objects.select_for_update(no_key=True).get(pk=move.pk)
    state = PlanMove.State(locked.state)
    if state not in AT_WORK or locked.items.filter(state=AT_WORK[state]).exists():
        return
    locked.state = _ENDS[state]
    locked.save(update_fields=["state"])
    audit.record(action=locked.state, subject=locked, actor=None, at=at)
