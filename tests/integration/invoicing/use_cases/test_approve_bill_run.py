"""A drafted run becomes one that is finalized."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction
from django_q.models import OrmQ

from billing_site.foundation.models import AuditEntry
from invoicing.models import BillRun, InvoiceNumberSequence
from invoicing.use_cases.approve_bill_run import UnableToApproveBillRun, approve_bill_run
from invoicing.use_cases.cancel_draft_invoice import cancel_draft_invoice
from invoicing.use_cases.release_held_bill import release_held_bill
from tests.factories.invoicing import (
    BillHoldFactory,
    BillRunBatchFactory,
    BillRunFactory,
    InvoiceFactory,
    finalized_invoice,
)

pytestmark = pytest.mark.django_db
APPROVED_AT = datetime(2026, 2, 3, 8, tzinfo=UTC)
ISSUE_DATE = date(2026, 2, 3)


def drafted(batches=1, state="DRAFTED", **facts):
    run = BillRunFactory(state="DRAFTED", **facts)
    for _ in range(batches):
        BillRunBatchFactory(bill_run=run, state=state)
    return run


def approve(run, issue_date=ISSUE_DATE):
    return approve_bill_run(bill_run=run, issue_date=issue_date, approved_at=APPROVED_AT, actor="clerk")


def test_gives_the_run_its_date_and_rings():
    run = drafted(batches=5)
    approved = approve(run)
    run.refresh_from_db()
    assert (approved.state, run.state, run.issue_date) == ("APPROVED", "APPROVED", ISSUE_DATE)
    ringing = [(row.task["func"], row.task["kwargs"]) for row in OrmQ.objects.all()]
    assert ringing == [("invoicing.tasks.work_on_bill_run", {"bill_run_id": run.pk})] * 2


def test_says_who_approved_it_with_which_date():
    run = drafted()
    approve(run)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor_label, entry.at) == ("APPROVED", "clerk", APPROVED_AT)
    assert entry.details == {"issue_date": "2026-02-03"}


@pytest.mark.parametrize(
    ("state", "words"), [("OPEN", "is drafting, not just"), ("APPROVED", "is finalizing, not just")]
)
def test_refuses_a_run_that_is_not_just_drafted(state, words):
    run = BillRunFactory(state=state)
    with pytest.raises(UnableToApproveBillRun, match=words):
        approve(run)


def test_refuses_a_run_with_an_open_batch():
    with pytest.raises(UnableToApproveBillRun, match="has batches that are not drafted yet"):
        approve(drafted(state="OPEN"))


def test_refuses_a_run_as_long_as_a_bill_of_it_is_held():
    run = drafted(batches=2)
    first, second = (BillHoldFactory(invoice=InvoiceFactory(batch=batch)) for batch in run.batches.all())
    BillHoldFactory(invoice=InvoiceFactory(batch=BillRunBatchFactory(bill_run=another_run())))
    with pytest.raises(UnableToApproveBillRun, match=r"2 bill\(s\) of the bill run .* are held"):
        approve(run)
    release_held_bill(hold=first, released_at=APPROVED_AT, note="as in every winter", actor="clerk")
    cancel_draft_invoice(invoice=second.invoice, cancelled_at=APPROVED_AT, actor="clerk")
    assert approve(run).state == "APPROVED"


def another_run():
    return BillRunFactory(state="DRAFTED", from_date=date(2026, 2, 1), to_date=date(2026, 3, 1))


def test_refuses_a_run_without_batches():
    with pytest.raises(UnableToApproveBillRun, match="has no batch"):
        approve(drafted(batches=0))


def test_refuses_a_date_before_an_invoice_of_the_year():
    finalized_invoice()
    run = drafted(from_date=date(2026, 2, 1), to_date=date(2026, 3, 1))
    with pytest.raises(UnableToApproveBillRun, match="an invoice of 2026-02-03 has been issued already"):
        approve(run, date(2026, 2, 2))
    run.refresh_from_db()
    assert (run.state, run.issue_date) == ("DRAFTED", None)
    assert approve(run, date(2026, 2, 3)).state == "APPROVED"


def test_numbers_of_another_year_do_not_matter():
    InvoiceNumberSequence.objects.create(
        series="INV", year=2027, last_number=1, last_issue_date=date(2027, 1, 1)
    )
    assert approve(drafted()).issue_date == ISSUE_DATE


@pytest.mark.parametrize("other_date", [date(2026, 2, 1), date(2026, 2, 9)])
def test_refuses_a_date_at_odds_with_a_run_that_is_being_finalized(other_date):
    # The later of the two dates would lock the other run out of its own.
    BillRunFactory(from_date=date(2025, 12, 1), to_date=date(2026, 1, 1), issue_date=other_date)
    run = drafted()
    with pytest.raises(UnableToApproveBillRun, match=f"is being finalized with the date {other_date}"):
        approve(run)
    assert approve(run, other_date).issue_date == other_date


def test_refuses_a_date_far_ahead():
    run = drafted()
    with pytest.raises(UnableToApproveBillRun, match="2026-03-07 is more than a month ahead"):
        approve(run, date(2026, 3, 7))
    assert approve(run, date(2026, 3, 6)).issue_date == date(2026, 3, 6)


def test_a_run_cannot_be_approved_without_a_date():
    run = drafted()
    for facts in ({"state": "APPROVED"}, {"issue_date": ISSUE_DATE}):
        with pytest.raises(IntegrityError, match="bill_run_approved_has_issue_date"), transaction.atomic():
            BillRun.objects.filter(pk=run.pk).update(**facts)
