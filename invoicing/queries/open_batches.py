"""Batches of bill runs that wait to be drafted or finalized."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Final

from django.db.models import Q

from billing_site.foundation.jobs import Ring
from invoicing.models import BillRun, BillRunBatch

WORK_ON_BILL_RUN_TASK: Final = "invoicing.tasks.work_on_bill_run"
_WAITING: Final = Q(state=BillRunBatch.State.OPEN, bill_run__state=BillRun.State.OPEN) | Q(
    state=BillRunBatch.State.DRAFTED, bill_run__state=BillRun.State.APPROVED
)


def claim_next_batch(bill_run_id: int, except_for: Collection[int] = ()) -> BillRunBatch | None:
    """The run's first batch that waits and that nobody has, locked until the caller's transaction ends.

    None when there is none but those of `except_for`. The lock dies with the connection: no lease to expire.
    """
    return (
        BillRunBatch.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(_WAITING, bill_run=bill_run_id)
        .exclude(pk__in=except_for)
        .order_by("number")
        .first()
    )


def find_open_runs(now: datetime) -> Iterator[Ring]:
    """A ring for each bill run with a batch that waits, the oldest first; for the clock that rings again."""
    runs = (
        BillRunBatch.objects.filter(_WAITING)
        .order_by("bill_run")
        .values_list("bill_run", flat=True)
        .distinct()
    )
    for bill_run_id in runs:
        yield Ring(WORK_ON_BILL_RUN_TASK, {"bill_run_id": bill_run_id})
