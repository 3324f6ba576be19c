"""How fast a bill run gets on, and when it will be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, Sum

from billing_site.foundation.models import AuditEntry
from billing_site.foundation.subjects import subject_id, subject_type
from invoicing.models import BillRun, BillRunBatch


@dataclass(frozen=True, slots=True)
class RunPace:
    """The work that a run is at, or was at last: drafting or finalizing.

    `done` of `batches` batches since `since`; `seconds` until now, or until the work was done; `invoices` and
    `exceptions` are of the batches that are done. `seconds_left` is None as long as nothing is done, and 0 at
    the end.
    """

    done: int
    batches: int
    invoices: int
    exceptions: int
    since: datetime | None
    seconds: float
    seconds_left: float | None

    @property
    def is_done(self) -> bool:
        """Whether no batch waits."""
        return self.done == self.batches

    @property
    def invoices_per_second(self) -> float | None:
        """None when it took no time that could be measured."""
        return self.invoices / self.seconds if self.seconds > 0 else None


def load_run_pace(run: BillRun, now: datetime) -> RunPace:
    """The pace of the run; two queries, cheap enough to be repeated every other second."""
    is_finalizing = run.state in (BillRun.State.APPROVED, BillRun.State.FINALIZED)
    is_done = Q(state=BillRunBatch.State.FINALIZED) if is_finalizing else ~Q(state=BillRunBatch.State.OPEN)
    counts = run.batches.aggregate(
        batches=Count("pk"),
        done=Count("pk", filter=is_done),
        invoices=Sum("invoice_count", filter=is_done, default=0),
        exceptions=Sum("exception_count", filter=is_done, default=0),
    )
    began, ended = (("APPROVED",), "FINALIZED") if is_finalizing else (("STARTED", "REDRAFTED"), "DRAFTED")
    since = until = None
    done_before = 0  # a run that is drafted again keeps the drafts of its other batches
    for action, at, details in (
        AuditEntry.objects.filter(subject_type=subject_type(run), subject_id=subject_id(run))
        .order_by("at", "pk")
        .values_list("action", "at", "details")
    ):
        if action in began:
            since, until = at, None
            done_before = counts["batches"] - len(details["batches"]) if action == "REDRAFTED" else 0
        elif action == ended:
            until = at
    seconds = ((until or now) - since).total_seconds() if since is not None else 0.0
    left, newly_done = counts["batches"] - counts["done"], counts["done"] - done_before
    seconds_left = seconds / newly_done * left if newly_done > 0 else None
    return RunPace(
        done=counts["done"],
        batches=counts["batches"],
        invoices=counts["invoices"],
        exceptions=counts["exceptions"],
        since=since,
        seconds=max(seconds, 0.0),
        seconds_left=seconds_left if left else 0.0,
    )
