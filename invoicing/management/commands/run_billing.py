"""Start a bill run, from cron or by hand."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from invoicing.management.bill_run_options import (
    add_bill_run_arguments,
    billed_days,
    billing_cycle,
    do_the_work,
    tell,
    wait_for_workers,
)
from invoicing.models import BillRun
from invoicing.use_cases.run_billing import UnableToRunBilling, run_billing


class Command(BaseCommand):
    """Draft the bills of a cycle for a period."""

    help = (
        "Draft the bills of a billing cycle for a period. The same cycle and period is one run, started once."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Which cycle and period, who does the work, how large the batches are."""
        add_bill_run_arguments(parser)
        parser.add_argument(
            "--accounts-per-batch", type=int, metavar="N", help="default: 500, fewer for a small cycle"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Start or find the run, have it drafted if asked to, and say what it comes to."""
        if options["accounts_per_batch"] is not None and options["accounts_per_batch"] < 1:
            raise CommandError("--accounts-per-batch must be at least 1")
        days = billed_days(options["from_date"], options["to_date"], options["month"])
        try:
            run = run_billing(
                billing_cycle=billing_cycle(options["cycle"]),
                from_date=days.from_date,
                to_date=days.to_date,
                started_at=timezone.now(),
                actor="manage.py run_billing",
                accounts_per_batch=options["accounts_per_batch"],
            )
        except UnableToRunBilling as error:
            raise CommandError(str(error)) from error
        if run.state == BillRun.State.OPEN and options["inline"]:
            do_the_work(run, self.stdout.write)
        elif run.state == BillRun.State.OPEN and options["wait"]:
            wait_for_workers(run, self.stdout.write, BillRun.State.OPEN)
        tell(run, self.stdout.write)
