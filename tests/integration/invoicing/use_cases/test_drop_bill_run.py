"""A run that is nothing but drafts goes."""

from datetime import UTC, datetime

import pytest

from billing_site.foundation.models import AuditEntry
from invoicing.models import (
    BilledPeriod,
    BillHold,
    BillRun,
    BillRunBatch,
    BillRunException,
    Invoice,
    InvoiceLine,
    InvoiceTax,
)
from invoicing.use_cases.drop_bill_run import UnableToDropBillRun, drop_bill_run
from tests.factories.billing import drafted_run, started_run, supplied_account, work_through
from tests.factories.invoicing import BillHoldFactory, BillRunFactory, finalized_invoice

pytestmark = pytest.mark.django_db
DROPPED_AT = datetime(2026, 2, 3, 7, tzinfo=UTC)


def drop(run):
    return drop_bill_run(bill_run=run, dropped_at=DROPPED_AT, actor="clerk")


def test_leaves_nothing_of_it_but_an_entry_in_the_audit_trail():
    supplied_account()
    supplied_account(holes=[3])
    run = drafted_run()
    BillHoldFactory(invoice=Invoice.objects.get())
    run_id, as_of = run.pk, run.as_of
    assert drop(run) == 1
    for model in (BillRun, BillRunBatch, BillRunException, BillHold):
        assert not model.objects.exists()
    for model in (Invoice, InvoiceLine, InvoiceTax, BilledPeriod):
        assert not model.objects.exists()
    entry = AuditEntry.objects.get(action="DROPPED")
    assert (entry.subject_id, entry.actor_label, entry.at) == (str(run_id), "clerk", DROPPED_AT)
    assert entry.details == {
        "billing_cycle": "MONTHLY",
        "from_date": "2026-01-01",
        "to_date": "2026-02-01",
        "as_of": as_of.isoformat().replace("+00:00", "Z"),
        "drafts_dropped": 1,
    }


def test_lets_the_same_period_be_billed_again():
    supplied_account()
    first = drafted_run()
    drop(first)
    again = drafted_run()
    assert again.pk != first.pk
    assert Invoice.objects.get().batch.bill_run == again


def test_keeps_what_other_runs_have_made():
    invoice = finalized_invoice()
    other = BillRunFactory(
        state="DRAFTED", from_date=invoice.to_date, to_date=DROPPED_AT.date().replace(month=3)
    )
    drop(other)
    assert BillRun.objects.get() == invoice.batch.bill_run
    assert Invoice.objects.get() == invoice


def test_drops_a_run_that_is_still_drafting_and_workers_find_nothing():
    supplied_account()
    run = started_run()
    assert drop(run) == 0
    with pytest.raises(BillRun.DoesNotExist):
        work_through(run)
    assert not Invoice.objects.exists()


@pytest.mark.parametrize("state", ["APPROVED", "FINALIZED"])
def test_refuses_a_run_that_is_approved(state):
    facts = {"finalized_at": DROPPED_AT} if state == "FINALIZED" else {}
    run = BillRunFactory(state=state, **facts)
    with pytest.raises(UnableToDropBillRun, match="is approved"):
        drop(run)
    assert BillRun.objects.get() == run


def test_says_that_it_is_gone_already():
    run = BillRunFactory(state="DRAFTED")
    drop(run)
    with pytest.raises(UnableToDropBillRun, match="dropped already"):
        drop(run)
