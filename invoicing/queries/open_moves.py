"""Moves to other plans that wait for a worker."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from billing_site.foundation.jobs import Ring
from invoicing.models import PlanMove, PlanMoveItem

WORK_ON_PLAN_MOVE_TASK: Final = "invoicing.tasks.work_on_plan_move"
AT_WORK: Final = {
    PlanMove.State.APPROVED: PlanMoveItem.State.WAITING,
    PlanMove.State.UNDOING: PlanMoveItem.State.MOVED,
}
"""The states in which a move has work, and the state of the items that it is about."""


def claim_next_items(move_id: int, state: str, size: int) -> list[PlanMoveItem]:
    """The move's first items in the state that nobody has, locked until the caller's transaction ends."""
    return list(
        PlanMoveItem.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(move=move_id, state=state)
        .order_by("pk")[:size]
    )


def find_open_moves(now: datetime) -> Iterator[Ring]:
    """A ring for each move that is being done or taken back, the oldest first."""
    for move_id in PlanMove.objects.filter(state__in=AT_WORK).order_by("pk").values_list("pk", flat=True):
        yield Ring(WORK_ON_PLAN_MOVE_TASK, {"move_id": move_id})
