"""What waits for somebody: how much of each kind, since when, and what money depends on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Final

from django.core.cache import cache
from django.db.models import Count, Min, Sum

from invoicing.models import BillHold, BillRun, Invoice, PlanMove
from invoicing.queries.bill_run_figures import load_billed_amounts, runs_with_counts
from invoicing.queries.changed_bills import load_changed_amounts, load_changed_bills
from invoicing.queries.open_items import overdue
from invoicing.queries.unbilled_accounts import load_unbilled
from metering.models import ReadingFinding, ReadingUpload

_FIVE_MINUTES_S: Final = 300  # every invoice ever issued is looked at for what is overdue


@dataclass(frozen=True, slots=True)
class WaitingWork:
    """Work of one kind: how much, since when, what it comes to by currency, and where it is done.

    `url_name`, with `row_id` if it has one, and the query string `query` are the page that shows just this
    work; `stops` says what cannot go on before it is done.
    """

    label: str
    count: int
    oldest_at: datetime | None
    url_name: str
    row_id: int | None = None
    query: str = ""
    worth: tuple[tuple[str, Decimal], ...] = ()
    stops: str = ""


def load_waiting_work(today: date) -> list[WaitingWork]:
    """All of it, what stops bills first; some ten queries, and one more every five minutes."""
    return [
        *_findings(ReadingFinding.Severity.STOP),
        *_exceptions(),
        *_unbilled_accounts(),
        *_held_bills(),
        *_drafted_runs(),
        *_bills_to_correct(),
        *_plan_moves(),
        *_uploads(),
        *_overdue_invoices(today),
        *_findings(ReadingFinding.Severity.WARNING),
        *_findings(ReadingFinding.Severity.INFO),
    ]


_FINDING_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    ReadingFinding.Severity.STOP: ("Readings that stop a bill", "bills"),
    ReadingFinding.Severity.WARNING: ("Readings to look at", ""),
    ReadingFinding.Severity.INFO: ("Readings worth knowing", ""),
}


def _findings(severity: str) -> list[WaitingWork]:
    found = ReadingFinding.objects.filter(state=ReadingFinding.State.OPEN, severity=severity).aggregate(
        count=Count("pk"), oldest_at=Min("found_at")
    )
    label, stops = _FINDING_WORDS[severity]
    return _if_any(
        WaitingWork(
            label, **found, url_name="metering-staff:finding-list", query=f"severity={severity}", stops=stops
        )
    )


def _exceptions() -> list[WaitingWork]:
    """Accounts that runs which are not approved yet could not bill, run by run."""
    runs = runs_with_counts().filter(state__in=[BillRun.State.OPEN, BillRun.State.DRAFTED], exceptions__gt=0)
    return [
        WaitingWork(
            "Accounts that a run in review could not bill",
            run.exceptions,
            run.started_at,
            "invoicing-staff:bill-run",
            row_id=run.pk,
            query="tab=exceptions",
            stops="their bills",
        )
        for run in runs.order_by("started_at")
    ]


def _unbilled_accounts() -> list[WaitingWork]:
    """Accounts that approved runs left out, until somebody bills or dismisses them."""
    unbilled = load_unbilled()
    return _if_any(
        WaitingWork(
            "Accounts left without a bill",
            len({one.account_id for one in unbilled}),
            min((one.started_at for one in unbilled), default=None),
            "invoicing-staff:not-billed-list",
        )
    )


def _held_bills() -> list[WaitingWork]:
    rows = (
        BillHold.objects.filter(released_at=None)
        .order_by("invoice__currency")
        .values_list("invoice__currency")
        .annotate(count=Count("pk"), oldest_at=Min("held_at"), total=Sum("invoice__total"))
    )
    found = list(rows)
    return _if_any(
        WaitingWork(
            "Bills held by a check or by hand",
            sum(row[1] for row in found),
            min((row[2] for row in found), default=None),
            "invoicing-staff:held-list",
            worth=tuple((row[0], row[3]) for row in found),
            stops="their runs",
        )
    )


def _drafted_runs() -> list[WaitingWork]:
    runs = list(runs_with_counts().filter(state=BillRun.State.DRAFTED, bills__gt=0).order_by("started_at"))
    amounts = load_billed_amounts(runs)
    return [
        WaitingWork(
            "Bills to approve",
            run.bills,
            run.started_at,
            "invoicing-staff:bill-run",
            row_id=run.pk,
            worth=tuple((one.currency, one.total) for one in amounts[run.pk]),
        )
        for run in runs
    ]


def _bills_to_correct() -> list[WaitingWork]:
    """Issued bills with other readings now; what they come to is what was billed, not what would be."""
    bills = load_changed_bills()
    return _if_any(
        WaitingWork(
            "Bills to correct: readings changed since",
            len(bills),
            bills[0].changed_at if bills else None,
            "invoicing-staff:bills-to-correct",
            worth=tuple((one.currency, one.total) for one in load_changed_amounts(bills)),
        )
    )


def _plan_moves() -> list[WaitingWork]:
    found = PlanMove.objects.filter(state=PlanMove.State.PROPOSED).aggregate(
        count=Count("pk"), oldest_at=Min("proposed_at")
    )
    return _if_any(
        WaitingWork("Moves to another plan to approve", **found, url_name="invoicing-staff:plan-move-list")
    )


def _uploads() -> list[WaitingWork]:
    found = ReadingUpload.objects.filter(
        state__in=[ReadingUpload.State.CHECKED, ReadingUpload.State.REFUSED]
    ).aggregate(count=Count("pk"), oldest_at=Min("received_at"))
    return _if_any(
        WaitingWork(
            "Files of readings to decide on",
            **found,
            url_name="metering-staff:upload-list",
            query="state=decide",
        )
    )


def _overdue_invoices(today: date) -> list[WaitingWork]:
    key = f"overdue-{today}"
    work: WaitingWork | None = cache.get(key)
    if work is None:
        rows = list(
            overdue(Invoice.objects.all(), today)
            .order_by("currency")
            .values_list("currency")
            .annotate(count=Count("pk"), due_date=Min("due_date"), sum=Sum("open_amount"))
        )
        oldest = min((row[2] for row in rows), default=None)
        work = WaitingWork(
            "Invoices overdue",
            sum(row[1] for row in rows),
            datetime.combine(oldest, time(), UTC) if oldest else None,
            "invoicing-staff:invoice-list",
            query="show=overdue",
            worth=tuple((row[0], row[3]) for row in rows),
        )
        cache.set(key, work, _FIVE_MINUTES_S)
    return _if_any(work)


def _if_any(work: WaitingWork) -> list[WaitingWork]:
    return [work] if work.count else []
