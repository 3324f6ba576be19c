"""Bill runs beside one another: the one before, and the period that comes next."""

from __future__ import annotations

from datetime import date
from typing import Any

from invoicing.drafting.billing_periods import DaySpan, monthly_period_of
from invoicing.models import BillingCycle, BillRun
from invoicing.queries.bill_run_figures import runs_with_counts


def load_run_before(run: BillRun) -> Any | None:
    """The cycle's last run whose period had ended when this one's begins, with its counts; one query.

    None for a run of one account: there is no other to compare it with.
    """
    if run.account_id is not None:
        return None
    return (
        runs_with_counts()
        .filter(billing_cycle=run.billing_cycle_id, account=None, to_date__lte=run.from_date)
        .order_by("-to_date", "-from_date")
        .first()
    )


def load_next_period(cycle: BillingCycle) -> DaySpan | None:
    """The monthly period that follows the cycle's last run; None before there is any. One query."""
    last_end = load_last_end(cycle)
    return None if last_end is None else monthly_period_of(last_end, last_end.day)


def load_last_end(cycle: BillingCycle) -> date | None:
    """The first day after those of the cycle's runs; None before there is any. One query."""
    return (
        BillRun.objects.filter(billing_cycle=cycle, account=None)
        .order_by("-to_date")
        .values_list("to_date", flat=True)
        .first()
    )
