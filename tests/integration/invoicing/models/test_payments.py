"""What the database refuses to do to payments, their reversals and what they settle."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import transaction

from invoicing.models import Payment, PaymentAllocation, PaymentReversal
from invoicing.use_cases.issue_credit_note import issue_credit_note
from invoicing.use_cases.reverse_payment import reverse_payment
from tests.factories.invoicing import AccountFactory, InvoiceFactory
from tests.factories.payments import RECEIVED_DATE, RECORDED_AT, billed, pay
from tests.integration.invoicing.models.refusals import refusal, ways_to_change, ways_to_delete

pytestmark = pytest.mark.django_db
LATER = datetime(2026, 6, 3, 9, tzinfo=UTC)


def reversed_payment():
    payment = pay(AccountFactory(), "20.00")
    reverse_payment(
        payment=payment, reason="bounced", reversal_date=date(2026, 6, 3), reversed_at=LATER, actor=None
    )
    return payment


def payment_row(account, **facts):
    return Payment(
        **{
            "account": account,
            "currency": "GBP",
            "amount": Decimal("20.00"),
            "received_date": RECEIVED_DATE,
            "source": "BANK",
            "reference": "TX-row",
            "recorded_at": RECORDED_AT,
            **facts,
        }
    )


def allocate(payment, invoice, amount):
    return PaymentAllocation(
        payment=payment, invoice=invoice, amount=Decimal(amount), allocated_at=RECORDED_AT
    ).save


def test_a_payment_is_final():
    payment = pay(AccountFactory(), "20.00")
    for change in ways_to_change(payment, "amount", Decimal(21)):
        assert "A payment is final: it can be neither changed nor deleted." in refusal(change)
    assert "A payment is final" in refusal(ways_to_delete(payment)[2])


def test_a_reversal_is_final():
    reversal = reversed_payment().reversal
    for change in ways_to_change(reversal, "reason", "another"):
        assert "A reversal is final" in refusal(change)
    assert "A reversal is final" in refusal(ways_to_delete(reversal)[2])


@pytest.mark.parametrize(
    ("facts", "constraint"),
    [
        ({"amount": Decimal(0)}, "payment_is_more_than_nothing"),
        ({"amount": Decimal(-5)}, "payment_is_more_than_nothing"),
        ({"reference": ""}, "payment_has_reference"),
        ({"currency": "EUR"}, "A payment is in the currency of its account."),
    ],
)
def test_a_payment_makes_sense(facts, constraint):
    assert constraint in refusal(payment_row(AccountFactory(), **facts).save)


def test_a_reference_is_of_one_payment_of_its_source():
    payment_row(AccountFactory()).save()
    payment_row(AccountFactory(), source="CASH").save()
    assert "payment_once_per_source_reference" in refusal(payment_row(AccountFactory()).save)


def test_a_payment_is_reversed_once_and_for_a_reason():
    payment = reversed_payment()
    again = PaymentReversal(payment=payment, reversal_date=date(2026, 6, 4), reason="x", reversed_at=LATER)
    assert "payment_id" in refusal(again.save)
    blank = PaymentReversal(
        payment=pay(AccountFactory(), "1.00"), reversal_date=date(2026, 6, 4), reason="", reversed_at=LATER
    )
    assert "payment_reversal_has_reason" in refusal(blank.save)


def test_a_payment_settles_no_more_than_it_is():
    account = AccountFactory()
    payment = pay(account, "20.00")
    invoice = billed(account)  # which takes the money
    assert invoice.payment_allocations.get().amount == 20
    assert f"Payment {payment.reference} is 20.0000, but 20.0100 of it would be allocated." in refusal(
        allocate(payment, invoice, "0.01")
    )


def test_an_invoice_is_paid_no_more_than_it_asks_for():
    account = AccountFactory()
    invoice = billed(account)
    payment = pay(account, "200.00")
    assert f"Invoice {invoice.number} is 151.5700, but 151.5800 of it would be paid." in refusal(
        allocate(payment, invoice, "0.01")
    )


def test_a_payment_settles_nothing_that_does_not_stand():
    account = AccountFactory()
    payment = pay(account, "20.00")
    others, draft = billed(AccountFactory()), InvoiceFactory(account=account)
    for invoice in (others, draft):
        assert "both must stand, and be of one account and currency" in refusal(
            allocate(payment, invoice, "1.00")
        )
    assert "both must stand" in refusal(allocate(reversed_payment(), others, "1.00"))


def test_an_amount_settled_is_more_than_nothing():
    account = AccountFactory()
    invoice, payment = billed(account), pay(account, "20.00")
    assert "payment_allocation_is_more_than_nothing" in refusal(allocate(payment, invoice, "0"))


def test_what_is_settled_can_only_be_released_and_only_once():
    account = AccountFactory()
    billed(account)
    allocation = pay(account, "20.00").allocations.get()
    for change in ways_to_change(allocation, "amount", Decimal(1)):
        assert "can only be released, and only once" in refusal(change)
    for delete in ways_to_delete(allocation):
        assert "What a payment settles cannot be deleted." in refusal(delete)
    PaymentAllocation.objects.filter(pk=allocation.pk).update(released_at=LATER)
    for change in ways_to_change(allocation, "released_at", None):
        assert "can only be released, and only once" in refusal(change)


def test_a_reversal_or_credit_note_leaves_nothing_settled():
    account = AccountFactory()
    billed(account)
    payment = pay(account, "20.00")
    bare = PaymentReversal(payment=payment, reversal_date=date(2026, 6, 3), reason="x", reversed_at=LATER)
    assert "settle nothing: release what they settled" in refusal(bare.save)


def test_a_credit_note_releases_in_its_own_transaction():
    account = AccountFactory()
    invoice = billed(account)
    pay(account, "20.00")
    with transaction.atomic():
        issue_credit_note(
            invoice=invoice, reason="x", issued_at=LATER, issue_date=date(2026, 6, 3), actor=None
        )
    assert not invoice.payment_allocations.filter(released_at=None).exists()
