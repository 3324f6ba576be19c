"""What waits for somebody, what has just come in, and what was billed last: the clerk's first page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, Min, Q

from invoicing.models import BillRun, BillRunException
from metering.models import ReadingBatch, ReadingFinding

_BATCHES_SHOWN: Final = 6
_RUNS_SHOWN: Final = 6


@dataclass(frozen=True, slots=True)
class WaitingWork:
    """Work of one kind: how much, since when, what it is worth ("GBP 1,204.50"), and where it is done.

    `query` is the query string of the page `url_name` that shows just this work.
    """

    label: str
    count: int
    oldest_at: datetime | None
    url_name: str
    query: str = ""
    worth: str = ""
    is_urgent: bool = False


def load_waiting_findings() -> list[WaitingWork]:
    """Open findings by severity, those that stop a bill first; one query."""
    severity = ReadingFinding.Severity
    counted = {
        row["severity"]: row
        for row in ReadingFinding.objects.filter(state=ReadingFinding.State.OPEN)
        .values("severity")
        .annotate(count=Count("pk"), oldest_at=Min("found_at"))
    }
    return [
        WaitingWork(
            label=label,
            count=counted[code]["count"],
            oldest_at=counted[code]["oldest_at"],
            url_name="metering-staff:finding-list",
            query=f"severity={code}",
            is_urgent=code == severity.STOP,
        )
        for code, label in (
            (severity.STOP, "Readings that stop a bill"),
            (severity.WARNING, "Readings to look at"),
            (severity.INFO, "Readings worth knowing"),
        )
        if code in counted
    ]


def load_waiting_runs() -> list[WaitingWork]:
    """Bill runs that are not finalized, and accounts that they could not bill; two queries."""
    unfinished = BillRun.objects.exclude(state=BillRun.State.FINALIZED)
    runs = unfinished.aggregate(
        drafted=Count("pk", filter=Q(state=BillRun.State.DRAFTED)),
        oldest_at=Min("started_at", filter=Q(state=BillRun.State.DRAFTED)),
    )
    work = []
    if runs["drafted"]:
        work.append(
            WaitingWork(
                "Bill runs to approve", runs["drafted"], runs["oldest_at"], "invoicing-staff:bill-run-list"
            )
        )
    exceptions = BillRunException.objects.filter(batch__bill_run__in=unfinished).count()
    if exceptions:
        work.append(
            WaitingWork(
                "Accounts that could not be billed",
                exceptions,
                runs["oldest_at"],
                "invoicing-staff:bill-run-list",
                is_urgent=True,
            )
        )
    return work


def load_latest_batches() -> Iterable[ReadingBatch]:
    """The reading batches that came in last; one query."""
    return (
        ReadingBatch.objects.filter(origin=ReadingBatch.Origin.FILE)
        .select_related("utility")
        .order_by("-received_at")[:_BATCHES_SHOWN]
    )


def load_latest_runs() -> Iterable[BillRun]:
    """The last bill runs by period, with the numbers of their invoices and exceptions; one query."""
    return (
        BillRun.objects.select_related("billing_cycle")
        .annotate(
            invoices=Count("batches__invoices", distinct=True),
            exceptions=Count("batches__exceptions", distinct=True),
        )
        .order_by("-from_date", "-pk")[:_RUNS_SHOWN]
    )
