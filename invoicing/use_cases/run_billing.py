"""Start billing a cycle for a period."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from billing_site.foundation import audit, jobs
from invoicing.models import BillingCycle, BillRun, BillRunBatch
from invoicing.queries.account_ranges import load_account_ranges, load_usual_batch_size
from invoicing.queries.open_batches import WORK_ON_BILL_RUN_TASK
from metering.models.period_gate import fix_cut_off

# The bell is rung once for each worker that is to come, not for each batch; one too many finds nothing to do.
_RINGS: Final = 8


class UnableToRunBilling(Exception):
    """No run was started."""


def run_billing(
    *,
    billing_cycle: BillingCycle,
    from_date: date,
    to_date: date,
    started_at: datetime,
    actor: AbstractBaseUser | str | None,
    accounts_per_batch: int | None = None,
) -> BillRun:
    """The bill run of the cycle for the days up to, not including, `to_date`: started now, or found.

    A new run fixes the cut-off for readings, divides the accounts into batches and rings for workers, which
    draft them: without `accounts_per_batch`, into as many as let progress be seen. A run of the same cycle and period is returned as it is, whatever its state.

    Raises UnableToRunBilling when there is no day in the period, it is not over yet, or the cycle has no account.
    """
    if to_date <= from_date:
        raise UnableToRunBilling(f"there is no day from {from_date} up to {to_date}: choose a later end")
    if to_date > started_at.date():
        # There is one run for a cycle and period: one of the future would only ever hold exceptions.
        raise UnableToRunBilling(f"the period up to {to_date} is not over yet: bill it then")
    period = {"billing_cycle": billing_cycle, "account": None, "from_date": from_date, "to_date": to_date}
    with transaction.atomic():
        known = BillRun.objects.filter(**period).first()
        if known is not None:
            return known
        size = accounts_per_batch or load_usual_batch_size(billing_cycle.pk)
        ranges = load_account_ranges(billing_cycle.pk, size)
        if not ranges:
            raise UnableToRunBilling(f"there is no account in the billing cycle {billing_cycle}")
        # From here on deliveries of readings wait for this transaction to end. A second call waits here too,
        # and then finds the first one's run.
        as_of = fix_cut_off(started_at)
        run, is_new = BillRun.objects.get_or_create(
            **period, defaults={"as_of": as_of, "started_at": started_at}
        )
        if is_new:
            _divide(run, ranges)
            _announce(run, len(ranges), started_at, actor)
    return run


def _divide(run: BillRun, ranges: list[tuple[int, int]]) -> None:
    BillRunBatch.objects.bulk_create(
        BillRunBatch(bill_run=run, number=number, first_account_id=first, last_account_id=last)
        for number, (first, last) in enumerate(ranges, start=1)
    )


def _announce(
    run: BillRun, batch_count: int, started_at: datetime, actor: AbstractBaseUser | str | None
) -> None:
    audit.record(
        action="STARTED",
        subject=run,
        actor=actor,
        at=started_at,
        details={"as_of": run.as_of, "batches": batch_count},
    )
    for _ in range(min(_RINGS, batch_count)):
        jobs.ring(WORK_ON_BILL_RUN_TASK, bill_run_id=run.pk)
