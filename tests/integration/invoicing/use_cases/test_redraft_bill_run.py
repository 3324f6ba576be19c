"""Repaired readings are seen when a batch is drafted again."""

from datetime import UTC, datetime

import pytest
from django_q.models import OrmQ

from billing_site.foundation.models import AuditEntry
from invoicing.models import BilledPeriod, BillHold, BillRunException, Invoice, InvoiceLine, InvoiceTax
from invoicing.use_cases.approve_bill_run import approve_bill_run
from invoicing.use_cases.bill_batch import bill_batch
from invoicing.use_cases.cancel_draft_invoice import cancel_draft_invoice
from invoicing.use_cases.hold_bill import hold_bill
from invoicing.use_cases.redraft_bill_run import UnableToRedraftBillRun, redraft_bill_run
from invoicing.use_cases.release_held_bill import release_held_bill
from tests.factories.billing import (
    FEBRUARY,
    JANUARY,
    STARTED_AT,
    billed_before,
    drafted_run,
    started_run,
    supplied_account,
    work_through,
)
from tests.factories.invoicing import ISSUE_DATE
from tests.factories.readings import store_readings

pytestmark = pytest.mark.django_db
LATER = datetime(2026, 2, 4, 9, tzinfo=UTC)


def redraft(run, **kwargs):
    return redraft_bill_run(bill_run=run, redrafted_at=LATER, actor="test", **kwargs)


def run_with_one_exception():
    """Two batches of one account each; the second account has no readings."""
    good, silent = supplied_account(), supplied_account(quantity=None)
    return drafted_run(accounts_per_batch=1), good, silent


def repair(subscription):
    channel = subscription.service_point.channels.get()
    store_readings(channel, JANUARY, FEBRUARY, 250, received_at=datetime(2026, 2, 3, tzinfo=UTC))


def test_bills_accounts_by_what_has_come_since():
    run, good, silent = run_with_one_exception()
    untouched = Invoice.objects.get(account=good.account)
    repair(silent)
    run = redraft(run)
    assert (run.state, run.as_of) == ("OPEN", LATER)
    assert not BillRunException.objects.exists()
    assert list(run.batches.order_by("number").values_list("state", "invoice_count", "exception_count")) == [
        ("DRAFTED", 1, 0),
        ("OPEN", 0, 0),
    ]
    run = work_through(run)
    assert run.state == "DRAFTED"
    assert Invoice.objects.get(account=silent.account).as_of == LATER
    untouched.refresh_from_db()
    assert untouched.as_of == STARTED_AT


def test_drops_everything_of_the_batches_that_are_named():
    run, good, _ = run_with_one_exception()
    redraft(run, batch_numbers=[1])
    for table in (Invoice, InvoiceLine, InvoiceTax, BilledPeriod):
        assert not table.objects.exists()
    assert BillRunException.objects.count() == 1
    work_through(run)
    assert Invoice.objects.get().account == good.account


def test_rings_and_says_what_it_did():
    run, _, _ = run_with_one_exception()
    OrmQ.objects.all().delete()
    redraft(run)
    assert [row.task["kwargs"] for row in OrmQ.objects.all()] == [{"bill_run_id": run.pk}]
    entry = AuditEntry.objects.get(action="REDRAFTED")
    assert (entry.actor_label, entry.at) == ("test", LATER)
    assert entry.details == {"as_of": "2026-02-04T09:00:00Z", "batches": [2], "drafts_dropped": 0}


def test_brings_back_cancelled_drafts():
    run, good, _ = run_with_one_exception()
    cancel_draft_invoice(invoice=Invoice.objects.get(), cancelled_at=LATER, actor=None)
    work_through(redraft(run, batch_numbers=[1]))
    assert Invoice.objects.get().account == good.account


def test_may_be_done_while_other_batches_are_still_waiting():
    supplied_account(quantity=None)
    supplied_account()
    run = started_run(accounts_per_batch=1)
    bill_batch(batch_id=run.batches.get(number=1).pk, drafted_at=LATER)
    assert redraft(run).state == "OPEN"
    assert set(run.batches.values_list("state", flat=True)) == {"OPEN"}


def test_checks_the_new_drafts_anew():
    high = supplied_account(1000)
    silent = supplied_account(quantity=None)
    billed_before(high.account)
    run = drafted_run()
    hold = BillHold.objects.get()
    release_held_bill(hold=hold, released_at=LATER, note="it was cold", actor="clerk")
    repair(silent)
    redraft(run)
    assert not BillHold.objects.exists()
    work_through(run)
    again = BillHold.objects.get()
    assert (again.invoice.account, again.code, again.released_at) == (high.account, "HIGH", None)


def test_refuses_to_forget_that_somebody_holds_a_bill_by_hand():
    run, good, _ = run_with_one_exception()
    hold_bill(invoice=Invoice.objects.get(), held_at=LATER, reason="meter exchanged", actor="clerk")
    with pytest.raises(UnableToRedraftBillRun, match=rf"{good.account} is held by hand \(meter exchanged\)"):
        redraft(run, batch_numbers=[1, 2])
    redraft(run)  # the other batch
    assert Invoice.objects.get().holds.get().reason == "meter exchanged"


def test_refuses_a_run_that_is_approved():
    run, _, _ = run_with_one_exception()
    approve_bill_run(bill_run=run, issue_date=ISSUE_DATE, approved_at=LATER, actor=None)
    with pytest.raises(
        UnableToRedraftBillRun, match="is approved: cancel single drafts, or credit the invoices"
    ):
        redraft(run)
    assert Invoice.objects.count() == 1


def test_refuses_when_there_is_nothing_to_repair():
    supplied_account()
    run = drafted_run()
    with pytest.raises(UnableToRedraftBillRun, match=r"no drafted batch of the bill run .* has an exception"):
        redraft(run)
    run.refresh_from_db()
    assert (run.state, run.as_of) == ("DRAFTED", STARTED_AT)


@pytest.mark.parametrize(("numbers", "named"), [([1, 7, 9], "7, 9"), ([], "none")])
def test_refuses_batches_that_are_not_there(numbers, named):
    run, _, _ = run_with_one_exception()
    with pytest.raises(UnableToRedraftBillRun, match=f"not a drafted batch of the bill run .*: {named}$"):
        redraft(run, batch_numbers=numbers)
    assert Invoice.objects.count() == 1
