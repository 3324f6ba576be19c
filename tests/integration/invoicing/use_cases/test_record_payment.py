"""A payment is taken in, once, and settles what is due first."""

import threading
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection

from billing_site.foundation.models import AuditEntry, OutboxEvent
from invoicing.models import LedgerTransaction, Payment, PaymentAllocation
from invoicing.use_cases.record_payment import UnableToRecordPayment, record_payment
from invoicing.use_cases.reverse_payment import reverse_payment
from tests.factories.invoicing import AccountFactory
from tests.factories.payments import RECEIVED_DATE, RECORDED_AT, billed, pay
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def record(account, **facts):
    return record_payment(
        **{
            "account": account,
            "amount": Decimal("120.00"),
            "received_date": RECEIVED_DATE,
            "source": "BANK",
            "reference": "TX-1",
            "recorded_at": RECORDED_AT,
            "actor": "clerk",
            **facts,
        }
    )


def test_keeps_what_came_in():
    account, clerk = AccountFactory(), UserFactory()
    recorded = record(account, reference="  TX-1 ", actor=clerk)
    payment = Payment.objects.get()
    assert recorded.is_new
    assert recorded.payment == payment
    assert (payment.account, payment.currency, payment.amount) == (account, "GBP", Decimal("120.00"))
    assert (payment.source, payment.reference, payment.received_date) == ("BANK", "TX-1", RECEIVED_DATE)
    assert (payment.recorded_at, payment.recorded_by) == (RECORDED_AT, clerk)


def test_settles_what_is_due_first():
    account = AccountFactory()
    january, february = billed(account, 1), billed(account, 2)
    payment = record(account, amount=Decimal("200.00")).payment
    settled = payment.allocations.order_by("pk").values_list("invoice", "amount", "allocated_at")
    assert list(settled) == [
        (january.pk, Decimal("151.57"), RECORDED_AT),
        (february.pk, Decimal("48.43"), RECORDED_AT),
    ]


def test_keeps_what_the_account_does_not_owe_for_the_next_invoice():
    account = AccountFactory()
    payment = record(account, amount=Decimal("200.00")).payment
    assert not payment.allocations.exists()
    january, february = billed(account, 1), billed(account, 2)
    settled = payment.allocations.order_by("pk").values_list("invoice", "amount")
    assert list(settled) == [(january.pk, Decimal("151.57")), (february.pk, Decimal("48.43"))]


def test_settles_nothing_of_another_account():
    other = billed(AccountFactory())
    record(AccountFactory())
    assert not other.payment_allocations.exists()


def test_posts_it_to_cash_and_receivable():
    account = AccountFactory()
    payment = record(account).payment
    posting = payment.ledger_transaction
    assert (posting.account, posting.posted_at) == (account, RECORDED_AT)
    assert sorted(posting.entries.values_list("book", "currency", "amount")) == [
        ("CASH", "GBP", Decimal("120.00")),
        ("RECEIVABLE", "GBP", Decimal("-120.00")),
    ]


def test_tells_the_audit_trail_and_the_outbox():
    account = AccountFactory()
    payment = record(account).payment
    facts = {
        "account": account.number,
        "currency": "GBP",
        "amount": "120.00",
        "received_date": "2026-05-29",
        "source": "BANK",
        "reference": "TX-1",
    }
    entry = AuditEntry.objects.get(subject_type="invoicing.payment", subject_id=str(payment.pk))
    assert (entry.action, entry.actor_label, entry.details) == ("RECORDED", "clerk", facts)
    event = OutboxEvent.objects.get(kind="payment.recorded")
    assert (event.subject_id, event.payload) == (str(payment.pk), facts)


def test_finds_the_first_when_it_is_called_again():
    account = AccountFactory()
    billed(account)
    first = record(account)
    again = record(account, recorded_at=datetime(2026, 6, 2, tzinfo=UTC), actor="somebody else")
    assert (again.payment, again.is_new) == (first.payment, False)
    assert Payment.objects.count() == PaymentAllocation.objects.count() == 1
    assert LedgerTransaction.objects.filter(payment__isnull=False).count() == 1
    assert AuditEntry.objects.filter(action="RECORDED").count() == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"amount": Decimal("121.00")},
        {"received_date": date(2026, 5, 28)},
    ],
)
def test_refuses_a_reference_that_belongs_to_another_payment(changed):
    account = AccountFactory()
    record(account)
    with pytest.raises(
        UnableToRecordPayment, match=r"bank transfer TX-1 is recorded already: 120\.00 GBP of"
    ):
        record(account, **changed)
    assert Payment.objects.count() == 1


def test_refuses_the_reference_of_a_payment_of_another_account():
    first = AccountFactory()
    record(first)
    with pytest.raises(UnableToRecordPayment, match=f"for account {first.number}; a different payment needs"):
        record(AccountFactory())


def test_takes_one_reference_from_two_sources():
    account = AccountFactory()
    record(account)
    assert record(account, source="CASH").is_new


def test_finds_a_payment_that_was_reversed_meanwhile_and_does_not_bring_it_back():
    account = AccountFactory()
    payment = record(account).payment
    reverse_payment(
        payment=payment,
        reason="bounced",
        reversal_date=date(2026, 6, 2),
        reversed_at=datetime(2026, 6, 2, tzinfo=UTC),
        actor=None,
    )
    assert not record(account).is_new
    assert Payment.objects.filter(reversal=None).count() == 0


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"amount": Decimal(0)}, "not more than nothing"),
        ({"amount": Decimal("-1.00")}, "not more than nothing"),
        ({"amount": Decimal("NaN")}, "not more than nothing"),
        ({"amount": Decimal("1e14")}, "not more than nothing"),
        ({"amount": Decimal("1.005")}, "GBP has 2 decimals: 1.005 cannot be paid in it"),
        ({"reference": "  "}, "the reference is missing"),
        ({"source": "BARTER"}, "'BARTER' is not a source: take one of BANK, CARD, CASH, DIRECT_DEBIT"),
        ({"received_date": date(2026, 6, 3)}, "2026-06-03 has not come yet"),
    ],
)
def test_refuses_what_cannot_be_a_payment(facts, words):
    with pytest.raises(UnableToRecordPayment, match=words):
        record(AccountFactory(), **facts)
    assert not Payment.objects.exists()


def test_takes_a_day_that_has_begun_elsewhere():
    assert record(AccountFactory(), received_date=date(2026, 6, 2)).is_new


def test_asks_the_same_number_of_questions_for_any_number_of_open_invoices(django_assert_num_queries):
    few, many = AccountFactory(), AccountFactory()
    billed(few, 1)
    for month in (2, 3, 4, 5):
        billed(many, month)
    with django_assert_num_queries(16):
        pay(few, "1000.00")
    with django_assert_num_queries(16):
        pay(many, "1000.00")


@pytest.mark.django_db(transaction=True)
def test_records_once_when_it_is_sent_twice_at_the_same_time():
    account = AccountFactory()
    billed(account)
    barrier, results = threading.Barrier(2), []

    def send():
        try:
            barrier.wait()
            results.append(record(account).is_new)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [False, True]
    assert Payment.objects.count() == PaymentAllocation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_payments_at_the_same_time_do_not_settle_the_same_amount():
    account = AccountFactory()
    invoice = billed(account)
    barrier = threading.Barrier(2)

    def send(reference):
        try:
            barrier.wait()
            record(account, reference=reference, amount=Decimal("100.00"))
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=[name]) for name in ("TX-1", "TX-2")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Payment.objects.count() == 2
    assert sum(invoice.payment_allocations.values_list("amount", flat=True)) == Decimal("151.57")
