"""What has just come in, what is at work, and what was billed last."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from invoicing.models import BillRun
from invoicing.queries.bill_run_figures import runs_with_counts
from metering.models import ReadingBatch, ReadingUpload

_BATCHES_SHOWN: Final = 6
_RUNS_SHOWN: Final = 6
_AT_WORK_SHOWN: Final = 4


def load_latest_batches() -> Iterable[ReadingBatch]:
    """The files whose readings came in last; one query."""
    return (
        ReadingBatch.objects.filter(origin=ReadingBatch.Origin.FILE)
        .select_related("utility")
        .order_by("-received_at")[:_BATCHES_SHOWN]
    )


def load_latest_runs() -> Iterable[Any]:
    """The last bill runs by period, with their `bills`, `exceptions` and `held`; one query."""
    return runs_with_counts().order_by("-from_date", "-pk")[:_RUNS_SHOWN]


def load_uploads_at_work() -> Iterable[ReadingUpload]:
    """Files that are being checked, stored or undone, the oldest first; one query."""
    return (
        ReadingUpload.objects.filter(state__in=ReadingUpload.AT_WORK)
        .defer("check_result", "problems", "refused_channels", "profile")
        .order_by("pk")[:_AT_WORK_SHOWN]
    )


def load_runs_at_work() -> Iterable[BillRun]:
    """Runs that are being drafted or finalized, the oldest first; one query."""
    at_work = [BillRun.State.OPEN, BillRun.State.APPROVED]
    return BillRun.objects.filter(state__in=at_work).select_related("account").order_by("pk")[:_AT_WORK_SHOWN]
