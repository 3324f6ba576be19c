"""How much work waits: the numbers beside the menu's entries."""

from __future__ import annotations

from typing import Final

from django.core.cache import cache

from invoicing.models import BillHold, BillRun, PlanMove
from invoicing.queries.changed_bills import load_changed_bills
from metering.models import ReadingFinding, ReadingUpload

_KEY: Final = "work-counts"
_FRESH_S: Final = 15
_MOST: Final = 1_000  # more than that is "a lot": counting on would take longer than the page


def load_work_counts() -> dict[str, int]:
    """Open findings, bill runs in review, uploads to decide on, bills held and to correct, moves to approve.

    At most some seconds old.
    """
    counts: dict[str, int] | None = cache.get(_KEY)
    if counts is None:
        findings = ReadingFinding.objects.filter(state=ReadingFinding.State.OPEN)
        counts = {
            "findings": findings[:_MOST].count(),
            "bill_runs": BillRun.objects.exclude(state=BillRun.State.FINALIZED)[:_MOST].count(),
            "uploads": ReadingUpload.objects.filter(state=ReadingUpload.State.CHECKED)[:_MOST].count(),
            "to_correct": len(load_changed_bills()),
            "plan_moves": PlanMove.objects.filter(state=PlanMove.State.PROPOSED)[:_MOST].count(),
            "held": BillHold.objects.filter(released_at=None)[:_MOST].count(),
        }
        cache.set(_KEY, counts, _FRESH_S)
    return counts
