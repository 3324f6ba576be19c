"""A draft is held by hand."""

from datetime import UTC, datetime

import pytest

from billing_site.foundation.models import AuditEntry
from invoicing.models import BillHold, BillRun
from invoicing.use_cases.hold_bill import UnableToHoldBill, hold_bill
from tests.factories.invoicing import (
    BillHoldFactory,
    BillRunBatchFactory,
    BillRunFactory,
    InvoiceFactory,
    finalized_invoice,
)

pytestmark = pytest.mark.django_db
HELD_AT = datetime(2026, 2, 3, 7, tzinfo=UTC)


def draft(state=BillRun.State.DRAFTED):
    return InvoiceFactory(batch=BillRunBatchFactory(bill_run=BillRunFactory(state=state)))


def hold(invoice, reason="The meter was exchanged: wait for its protocol."):
    return hold_bill(invoice=invoice, held_at=HELD_AT, reason=reason, actor="clerk")


@pytest.mark.parametrize("state", ["OPEN", "DRAFTED"])
def test_holds_a_draft_until_its_run_is_approved(state):
    invoice = draft(state)
    held = hold(invoice)
    assert BillHold.objects.get() == held
    assert (held.invoice, held.code, held.reason) == (
        invoice,
        "BY_HAND",
        "The meter was exchanged: wait for its protocol.",
    )
    assert (held.held_at, held.held_by, held.released_at) == (HELD_AT, "clerk", None)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.subject_id, entry.details["reason"]) == ("HELD", str(invoice.pk), held.reason)


@pytest.mark.parametrize("make", [lambda: draft("APPROVED"), finalized_invoice])
def test_refuses_what_is_past_holding(make):
    invoice = make()
    with pytest.raises(UnableToHoldBill, match="bill run is approved"):
        hold(invoice)
    assert not BillHold.objects.exists()


def test_refuses_what_is_held_already():
    invoice = draft()
    BillHoldFactory(invoice=invoice)
    with pytest.raises(UnableToHoldBill, match=r"is held already: 3\.1 times the usual bill"):
        hold(invoice)


def test_wants_a_reason_and_a_draft():
    invoice = draft()
    with pytest.raises(UnableToHoldBill, match="write a reason"):
        hold(invoice, " ")
    type(invoice).objects.filter(pk=invoice.pk).update(state="DRAFT")
    invoice.billed_periods.all().delete()
    invoice.taxes.all().delete()
    invoice.lines.all().delete()
    type(invoice).objects.filter(pk=invoice.pk).delete()
    with pytest.raises(UnableToHoldBill, match="dropped meanwhile"):
        hold(invoice)
