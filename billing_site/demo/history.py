"""The demo's year, played through the front doors: files come in, gaps are estimated, months are billed.

Every step finds what an earlier, interrupted call has done, and goes on from there.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from typing import Final

from billing_site.demo.dial_story import read_dials
from billing_site.demo.markets import IN_REVIEW
from billing_site.demo.meter_files import MeterFile
from billing_site.demo.months import later_month
from billing_site.demo.payments import pay_bills
from billing_site.demo.progress_bar import ProgressBar
from billing_site.demo.stored_world import StoredWorld
from billing_site.demo.worker_waits import wait_for_workers
from billing_site.foundation.clusters import WorkerPool
from invoicing.models import BillHold, BillingCycle, BillRun, BillRunBatch, Invoice
from invoicing.use_cases.approve_bill_run import approve_bill_run
from invoicing.use_cases.release_held_bill import release_held_bill
from invoicing.use_cases.run_billing import run_billing
from metering.file_formats.long_csv import LongCsvProfile
from metering.models import ReadingBatch
from metering.use_cases.estimate_missing_readings import estimate_missing_readings
from metering.use_cases.import_readings import import_readings

ACTOR: Final = "manage.py demo"
_ACCOUNTS_PER_BATCH: Final = 40
_BILLED_ON_DAY: Final = 4
_ISSUED_ON_DAY: Final = 5
_PAID_ON_DAY: Final = 6
_RELEASE_NOTE: Final = "Demo: looked at, and as the readings say."


@dataclass
class Played:
    """What this call has done, for the summary."""

    readings: int = 0
    import_s: float = 0.0
    invoices: int = 0
    billing_s: float = 0.0
    estimated: int = 0
    runs: list[BillRun] = field(default_factory=list)


@dataclass
class History:
    """Plays the year; `pool` is the worker processes that bill, and `bars` show how far it is."""

    stored: StoredWorld
    files: Sequence[MeterFile]
    months: Sequence[date]
    pool: WorkerPool
    reading_bar: ProgressBar
    month_bar: ProgressBar
    played: Played = field(default_factory=Played)

    def play(self) -> Played:
        """Everything in the order in which it happened."""
        waiting = list(self.files)
        for months_left, month in zip(range(len(self.months))[::-1], self.months, strict=True):
            billed_at = _on_day(later_month(month, 1), _BILLED_ON_DAY)
            while waiting and waiting[0].received_at_hint <= billed_at:
                self._import(waiting.pop(0))
            read_dials(self.months[0], month, ACTOR)
            self._estimate(month, billed_at)
            for cycle in self.stored.cycles:
                self._bill(cycle, month, billed_at)
            pay_bills(_on_day(later_month(month, 1), _PAID_ON_DAY), ACTOR, months_left)
            self.month_bar.add()
        for file in waiting:
            self._import(file)
        return self.played

    def _import(self, file: MeterFile) -> None:
        started = time.monotonic()
        before = self.reading_bar.done
        with file.path.open("rb") as source:
            imported = import_readings(
                utility=self.stored.utilities[file.utility_code],
                source=source,
                source_name=file.path.name,
                received_at=file.received_at_hint,
                actor=ACTOR,
                accept_partial=file.accept_partial,
                profile=LongCsvProfile(**file.profile) if file.csv_style else None,
                progress=lambda count: self.reading_bar.reach(before + count),
            )
        self.reading_bar.reach(before + imported.batch.reading_count)
        if imported.is_new:
            self.played.readings += imported.batch.reading_count
            self.played.import_s += time.monotonic() - started

    def _estimate(self, month: date, at: datetime) -> None:
        estimated = estimate_missing_readings(
            channel_ids=self.stored.channel_ids,
            from_date=month,
            to_date=later_month(month, 1),
            estimated_at=at,
            actor=ACTOR,
        )
        self.played.estimated += estimated.interval_count

    def _bill(self, cycle: BillingCycle, month: date, at: datetime) -> None:
        started = time.monotonic()
        run = run_billing(
            billing_cycle=cycle,
            from_date=month,
            to_date=later_month(month, 1),
            started_at=at,
            actor=ACTOR,
            accounts_per_batch=_ACCOUNTS_PER_BATCH,
        )
        self.played.runs.append(run)
        was_finalized = run.state == BillRun.State.FINALIZED
        self._wait(run, lambda: run.state != BillRun.State.OPEN)
        if cycle.code == IN_REVIEW and month == self.months[-1]:
            return
        if run.state == BillRun.State.DRAFTED:
            _release_all(run, at + timedelta(hours=4))
            run = approve_bill_run(
                bill_run=run,
                issue_date=later_month(month, 1).replace(day=_ISSUED_ON_DAY),
                approved_at=at + timedelta(days=1),
                actor=ACTOR,
            )
        self._wait(run, lambda: run.state == BillRun.State.FINALIZED)
        if not was_finalized:
            self.played.invoices += Invoice.objects.filter(batch__bill_run=run).count()
            self.played.billing_s += time.monotonic() - started

    def _wait(self, run: BillRun, is_there: Callable[[], bool]) -> None:
        def is_done() -> bool:
            run.refresh_from_db(fields=["state"])
            return is_there()

        wait_for_workers(self.pool, is_done, f"the bill run {run}")


def _release_all(run: BillRun, at: datetime) -> None:
    for hold in BillHold.objects.filter(invoice__batch__bill_run=run, released_at=None).order_by("pk"):
        release_held_bill(hold=hold, released_at=at, note=_RELEASE_NOTE, actor=ACTOR)


def readings_stored() -> int:
    """How many readings the demo's files hold that were taken, whenever that was."""
    batches = ReadingBatch.objects.filter(origin=ReadingBatch.Origin.FILE, state=ReadingBatch.State.STORED)
    return sum(batches.values_list("reading_count", flat=True))


def accounts_held(runs: Sequence[BillRun]) -> int:
    """How often an account was not billed in the runs, with a reason."""
    batches = BillRunBatch.objects.filter(bill_run__in=runs)
    return sum(batches.values_list("exception_count", flat=True))


def _on_day(month: date, day: int) -> datetime:
    return datetime.combine(month.replace(day=day), clock_time(6), UTC)
