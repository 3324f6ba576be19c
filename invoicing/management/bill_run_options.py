"""What the commands for bill runs share: which run, who does its work, and how it is told."""

from __future__ import annotations

import time
from argparse import ArgumentTypeError
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from invoicing.drafting.billing_periods import DaySpan, monthly_period
from invoicing.models import BillingCycle, BillRun, BillRunException
from invoicing.queries.bill_run_progress import BatchCounts, load_batch_counts, load_bill_run_progress
from invoicing.use_cases.work_on_next_batch import UnableToWorkOnBatch, work_on_next_batch
from pricing.money import minor_unit_scale

_LOOK_EVERY_S: Final = 0.5
_EXCEPTIONS_SHOWN: Final = 10
Write = Callable[[str], Any]


def add_bill_run_arguments(parser: CommandParser) -> None:
    """The cycle and period, and whether this process waits for the work or does it."""
    parser.add_argument("cycle", metavar="CYCLE", help="the billing cycle's code")
    parser.add_argument(
        "--from", type=local_day, dest="from_date", metavar="DATE", help="the first day billed"
    )
    parser.add_argument(
        "--to", type=local_day, dest="to_date", metavar="DATE", help="the first day not billed"
    )
    parser.add_argument(
        "--month", type=_month, metavar="YYYY-MM", help="a calendar month, for --from and --to"
    )
    work = parser.add_mutually_exclusive_group()
    work.add_argument("--wait", action="store_true", help="wait until workers (manage.py work) have done it")
    work.add_argument("--inline", action="store_true", help="do the work in this process, without workers")


def billing_cycle(code: str) -> BillingCycle:
    """The cycle with the code. Raises CommandError that names those there are."""
    cycle = BillingCycle.objects.filter(code=code).first()
    if cycle is None:
        known = ", ".join(BillingCycle.objects.order_by("code").values_list("code", flat=True)) or "none yet"
        raise CommandError(f"there is no billing cycle {code} (known: {known})")
    return cycle


def billed_days(from_date: date | None, to_date: date | None, month: DaySpan | None) -> DaySpan:
    """The period that the options name. Raises CommandError unless they name just one."""
    if month is not None and from_date is None and to_date is None:
        return month
    if month is not None or from_date is None or to_date is None:
        raise CommandError("name the period: either --month 2026-01, or --from 2026-01-01 --to 2026-02-01")
    try:
        return DaySpan(from_date, to_date)
    except ValueError as error:
        raise CommandError(
            f"there is no day from {from_date} up to {to_date}: choose a later --to"
        ) from error


def do_the_work(run: BillRun, write: Write) -> None:
    """Draft or finalize all that waits, in this process. Raises CommandError naming the batches that failed."""
    failures: dict[int, str] = {}
    while True:
        try:
            batch = work_on_next_batch(bill_run_id=run.pk, at=timezone.now(), except_for=set(failures))
        except UnableToWorkOnBatch as failure:
            failures[failure.batch_id] = f"{failure}: {failure.__cause__}"
            continue
        if batch is None:
            break
        write(f"batch {batch.number} is done")
    if failures:
        raise CommandError("; ".join(failures.values()))


def wait_for_workers(run: BillRun, write: Write, while_state: str) -> None:
    """Return when the run has left the state; tells each change meanwhile."""
    write("waiting for workers (manage.py work)")
    told = None
    while (counts := load_batch_counts(run.pk)).state == while_state:
        if counts != told:
            write(_batches(counts))
            told = counts
        time.sleep(_LOOK_EVERY_S)


def tell(run: BillRun, write: Write) -> None:
    """Say how far the run is and what it comes to."""
    progress = load_bill_run_progress(run.pk)
    label = BillRun.State(progress.counts.state).label
    write(
        f"bill run {progress.bill_run_id}, {progress.name}: {label}; {_batches(progress.counts)};"
        f" {progress.invoices:,} invoice(s), {progress.exception_count:,} exception(s)"
    )
    for code, count in progress.exceptions.items():
        write(f"  {BillRunException.Code(code).label}: {count:,} account(s)")
    _tell_exceptions(run, progress.exception_count, write)
    for currency, totals in progress.totals.items():
        net, tax, total = (_money(sum_, currency) for sum_ in (totals.net, totals.tax, totals.total))
        write(f"  {currency}: net {net}, tax {tax}, total {total}")
    if progress.counts.state == BillRun.State.DRAFTED:
        write(f"next: look at the drafts, then manage.py approve_bill_run {_as_arguments(run)}")


def _tell_exceptions(run: BillRun, count: int, write: Write) -> None:
    """Name the first accounts that could not be billed, and why."""
    shown = BillRunException.objects.filter(batch__bill_run=run).select_related("account").order_by("account")
    for exception in shown[:_EXCEPTIONS_SHOWN]:
        write(f"    account {exception.account}: {exception.reason}")
    if count > _EXCEPTIONS_SHOWN:
        write(f"    and {count - _EXCEPTIONS_SHOWN:,} more")


def _as_arguments(run: BillRun) -> str:
    return f"{run.billing_cycle.code} --from {run.from_date} --to {run.to_date}"


def local_day(text: str) -> date:
    """A date as an option states it."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text} is not a date; write it as 2026-01-31") from error


def _month(text: str) -> DaySpan:
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise ArgumentTypeError(f"{text} is not a month; write it as 2026-01") from error
    return monthly_period(1, first.year, first.month)


def _batches(counts: BatchCounts) -> str:
    return f"{counts.drafted} of {counts.batches} batch(es) drafted, {counts.finalized} finalized"


def _money(amount: Decimal, currency: str) -> str:
    return f"{amount:,.{minor_unit_scale(currency)}f}"
