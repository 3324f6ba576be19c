"""Approve a drafted bill run and have its invoices finalized."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from invoicing.management.bill_run_options import (
    add_bill_run_arguments,
    billed_days,
    billing_cycle,
    do_the_work,
    local_day,
    tell,
    wait_for_workers,
)
from invoicing.models import BillRun
from invoicing.use_cases.approve_bill_run import UnableToApproveBillRun, approve_bill_run


class Command(BaseCommand):
    """Make the drafts of a bill run invoices."""

    help = "Approve a drafted bill run: its drafts get numbers and become invoices, which cannot be undone."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which run, which date, who does the work."""
        add_bill_run_arguments(parser)
        parser.add_argument(
            "--issue-date",
            type=local_day,
            metavar="DATE",
            help="the date of the invoices (default: today)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Approve the run, have it finalized if asked to, and say what it comes to."""
        run, now = _run(options), timezone.now()
        if run.state != BillRun.State.APPROVED:  # approved but not finished: only the work is left to do
            try:
                run = approve_bill_run(
                    bill_run=run,
                    issue_date=options["issue_date"] or now.date(),
                    approved_at=now,
                    actor="manage.py approve_bill_run",
                )
            except UnableToApproveBillRun as error:
                raise CommandError(str(error)) from error
        if options["inline"]:
            do_the_work(run, self.stdout.write)
        elif options["wait"]:
            wait_for_workers(run, self.stdout.write, BillRun.State.APPROVED)
        tell(run, self.stdout.write)


def _run(options: dict[str, Any]) -> BillRun:
    cycle = billing_cycle(options["cycle"])
    days = billed_days(options["from_date"], options["to_date"], options["month"])
    run = BillRun.objects.filter(
        billing_cycle=cycle, account=None, from_date=days.from_date, to_date=days.to_date
    ).first()
    if run is None:
        raise CommandError(
            f"there is no bill run of {cycle} from {days}: start it with manage.py run_billing"
        )
    return run
