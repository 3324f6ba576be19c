"""Let a drafted bill run become invoices."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Q

from billing_site.foundation import audit, jobs
from invoicing.models import BillHold, BillRun, BillRunBatch, InvoiceNumberSequence
from invoicing.models.document_numbers import INVOICE_SERIES
from invoicing.queries.carried_states import load_outdated_batches
from invoicing.queries.open_batches import WORK_ON_BILL_RUN_TASK

_RINGS: Final = 2
# A date far ahead is a slip of the pen, and no invoice of the year could be dated before it any more.
_FURTHEST_AHEAD: Final = timedelta(days=31)


class UnableToApproveBillRun(Exception):
    """The run stays as it is."""


def approve_bill_run(
    *, bill_run: BillRun, issue_date: date, approved_at: datetime, actor: AbstractBaseUser | str | None
) -> BillRun:
    """Approve the run as it is drafted and ring for its finalizing; returns it as it now is.

    All its invoices will bear the issue date. Raises UnableToApproveBillRun if it is not drafted (approved
    already, say), a batch of it is open, a bill of it is held, a bill began with what an earlier bill does not
    leave any more, or the date is one that its invoices could not bear: before that of an invoice already issued, at odds with a run that is being finalized, or more than a
    month ahead.
    """
    with transaction.atomic():
        run, others = _locked(bill_run)
        if run.state != BillRun.State.DRAFTED:
            raise UnableToApproveBillRun(f"the bill run {run} is {run.get_state_display()}, not just drafted")
        states = set(run.batches.values_list("state", flat=True))
        if BillRunBatch.State.OPEN in states:
            raise UnableToApproveBillRun(f"the bill run {run} has batches that are not drafted yet")
        if not states:
            raise UnableToApproveBillRun(f"the bill run {run} has no batch: there is nothing to finalize")
        held = BillHold.objects.filter(invoice__batch__bill_run=run, released_at=None).count()
        if held:
            raise UnableToApproveBillRun(
                f"{held:,} bill(s) of the bill run {run} are held: release each, or cancel its draft, first"
            )
        _refuse_outdated(run)
        _refuse_impossible_date(issue_date, approved_at, others)
        run.state = BillRun.State.APPROVED
        run.issue_date = issue_date
        run.save(update_fields=["state", "issue_date"])
        audit.record(
            action="APPROVED", subject=run, actor=actor, at=approved_at, details={"issue_date": issue_date}
        )
        for _ in range(min(_RINGS, run.batches.count())):
            jobs.ring(WORK_ON_BILL_RUN_TASK, bill_run_id=run.pk)
    return run


def _locked(bill_run: BillRun) -> tuple[BillRun, list[BillRun]]:
    """The run, and the other runs that are being finalized; approvals come one after the other."""
    approvable_or_approved = Q(state__in=[BillRun.State.DRAFTED, BillRun.State.APPROVED])
    locked = {
        run.pk: run
        for run in BillRun.objects.select_for_update(no_key=True, of=("self",))
        .select_related("billing_cycle")
        .filter(Q(pk=bill_run.pk) | approvable_or_approved)
        .order_by("pk")
    }
    run = locked.pop(bill_run.pk)
    return run, [other for other in locked.values() if other.state == BillRun.State.APPROVED]


def _refuse_outdated(run: BillRun) -> None:
    """Refuse bills of which a bank, allowance or peak would be counted twice or lost."""
    outdated = load_outdated_batches(run.pk)
    if outdated:
        numbers = ", ".join(map(str, outdated))
        raise UnableToApproveBillRun(
            f"bills of the bill run {run} began with what an earlier bill left, and that has changed since:"
            f" draft again batch {numbers}"
        )


def _refuse_impossible_date(issue_date: date, approved_at: datetime, finalizing: list[BillRun]) -> None:
    """Refuse a date with which the run, or another one, could not be finalized: numbers follow dates."""
    if issue_date > approved_at.date() + _FURTHEST_AHEAD:
        raise UnableToApproveBillRun(
            f"the issue date {issue_date} is more than a month ahead: no invoice could be dated before it any more"
        )
    last = (
        InvoiceNumberSequence.objects.filter(series=INVOICE_SERIES, year=issue_date.year)
        .values_list("last_issue_date", flat=True)
        .first()
    )
    if last is not None and issue_date < last:
        raise UnableToApproveBillRun(
            f"an invoice of {last} has been issued already: the issue date cannot be {issue_date}, take {last} or later"
        )
    for other in finalizing:
        if other.issue_date and other.issue_date != issue_date and other.issue_date.year == issue_date.year:
            raise UnableToApproveBillRun(
                f"the bill run {other} is being finalized with the date {other.issue_date}:"
                f" take that date, or wait until it is finalized"
            )
