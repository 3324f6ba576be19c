"""Bill one account for a period on its own: what was credited, or could not be billed when the others were."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from billing_site.foundation import audit, jobs
from invoicing.models import Account, BillRun, BillRunBatch
from invoicing.queries.open_batches import WORK_ON_BILL_RUN_TASK
from metering.models.period_gate import fix_cut_off


class UnableToBillOneAccount(Exception):
    """No run was started."""


def bill_one_account(
    *,
    account: Account,
    from_date: date,
    to_date: date,
    started_at: datetime,
    actor: AbstractBaseUser | str | None,
) -> BillRun:
    """A bill run of the account alone, for the days up to, not including, `to_date`: started now, or found.

    By the readings received up to now. Take the days of the cycle's run, so that what is charged per period is
    charged as it was for the others. It is drafted, looked at and approved as any run; days that another
    invoice claims become an exception. While such a run is not finalized, it is the one that is returned.

    Raises UnableToBillOneAccount when there is no day in the period, or it is not over yet.
    """
    if to_date <= from_date:
        raise UnableToBillOneAccount(f"there is no day from {from_date} up to {to_date}: choose a later end")
    if to_date > started_at.date():
        raise UnableToBillOneAccount(f"the period up to {to_date} is not over yet: bill it then")
    with transaction.atomic():
        # The account's lock makes a second call wait, and then find the first one's run.
        locked = Account.objects.select_for_update(no_key=True).get(pk=account.pk)
        known = BillRun.objects.filter(account=locked, from_date=from_date, to_date=to_date).exclude(
            state=BillRun.State.FINALIZED
        )
        if (run := known.first()) is not None:
            return run
        run = BillRun.objects.create(
            billing_cycle_id=locked.billing_cycle_id,
            account=locked,
            from_date=from_date,
            to_date=to_date,
            as_of=fix_cut_off(started_at),
            started_at=started_at,
        )
        BillRunBatch.objects.create(
            bill_run=run, number=1, first_account_id=locked.pk, last_account_id=locked.pk
        )
        audit.record(
            action="STARTED",
            subject=run,
            actor=actor,
            at=started_at,
            details={"as_of": run.as_of, "batches": 1, "account": locked.number},
        )
        jobs.ring(WORK_ON_BILL_RUN_TASK, bill_run_id=run.pk)
    return run
