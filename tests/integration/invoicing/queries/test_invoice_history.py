"""What happened to an invoice."""

from datetime import UTC, date, datetime

import pytest

from invoicing.models import Invoice
from invoicing.queries.invoice_history import load_invoice_history
from invoicing.use_cases.approve_bill_run import approve_bill_run
from invoicing.use_cases.issue_credit_note import issue_credit_note
from tests.factories.billing import STARTED_AT, drafted_run, supplied_account, work_through
from tests.factories.payments import pay

pytestmark = pytest.mark.django_db
CREDITED_AT = datetime(2026, 6, 5, 9, tzinfo=UTC)


def finalized():
    supplied_account()
    run = drafted_run()
    approve_bill_run(bill_run=run, issue_date=date(2026, 2, 3), approved_at=STARTED_AT, actor="manager")
    work_through(run, at=datetime(2026, 2, 3, 8, tzinfo=UTC))
    return Invoice.objects.select_related("batch").get()


def told(invoice):
    return [(event.text, event.actor, event.note) for event in load_invoice_history(invoice)]


def test_tells_of_run_batch_payments_and_credit_in_order():
    invoice = finalized()
    payment = pay(invoice.account, "50.00", reference="TX-50")
    issue_credit_note(
        invoice=invoice,
        reason="wrong meter",
        issued_at=CREDITED_AT,
        issue_date=date(2026, 6, 5),
        actor="manager",
    )
    assert told(invoice) == [
        ("Bill run started", "test", ""),
        ("Bill run approved", "manager", ""),
        ("Finalized", "system", ""),
        ("Paid", "", "50.00 GBP, bank transfer TX-50"),
        ("Credited", "manager", "CN-2026-000001: wrong meter"),
        ("Payment taken off", "", "50.00 GBP, bank transfer TX-50"),
    ]
    events = load_invoice_history(invoice)
    assert [event.payment_id for event in events] == [None, None, None, payment.pk, None, payment.pk]
    assert events[4].at == CREDITED_AT


def test_tells_nothing_of_other_invoices():
    invoice = finalized()
    supplied_account()
    assert len(told(invoice)) == 3


def test_asks_two_questions(django_assert_num_queries):
    invoice = finalized()
    invoice = Invoice.objects.select_related("batch").get(pk=invoice.pk)
    with django_assert_num_queries(2):
        load_invoice_history(invoice)
