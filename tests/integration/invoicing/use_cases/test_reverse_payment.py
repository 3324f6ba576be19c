"""A payment that did not last is taken back, once."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from billing_site.foundation.models import AuditEntry, OutboxEvent
from invoicing.models import LedgerEntry, PaymentReversal
from invoicing.queries.account_balances import load_account_balances
from invoicing.use_cases.reverse_payment import UnableToReversePayment, reverse_payment
from tests.factories.invoicing import AccountFactory
from tests.factories.payments import billed, pay
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
REVERSED_AT = datetime(2026, 6, 5, 9, tzinfo=UTC)


def reverse(payment, **facts):
    return reverse_payment(
        **{
            "payment": payment,
            "reason": "account closed",
            "reversal_date": date(2026, 6, 4),
            "reversed_at": REVERSED_AT,
            "actor": "clerk",
            **facts,
        }
    )


def test_says_when_and_why_and_by_whom():
    clerk = UserFactory()
    reversal = reverse(pay(AccountFactory(), "20.00"), reason="  account closed ", actor=clerk)
    assert (reversal.reason, reversal.reversal_date) == ("account closed", date(2026, 6, 4))
    assert (reversal.reversed_at, reversal.reversed_by) == (REVERSED_AT, clerk)


def test_posts_the_reverse():
    account = AccountFactory()
    reversal = reverse(pay(account, "20.00"))
    assert sorted(reversal.ledger_transaction.entries.values_list("book", "amount")) == [
        ("CASH", Decimal("-20.00")),
        ("RECEIVABLE", Decimal("20.00")),
    ]
    assert reversal.ledger_transaction.account == account
    assert sum(LedgerEntry.objects.values_list("amount", flat=True)) == 0


def test_opens_again_what_it_settled():
    account = AccountFactory()
    invoice = billed(account)
    payment = pay(account, "151.57")
    assert load_account_balances([account.pk]) == {account.pk: 0}
    reverse(payment)
    assert invoice.payment_allocations.get().released_at == REVERSED_AT
    assert load_account_balances([account.pk]) == {account.pk: Decimal("151.57")}


def test_lets_other_money_settle_what_is_open_again():
    account = AccountFactory()
    invoice = billed(account)
    bounced = pay(account, "151.57")
    other = pay(account, "40.00")
    assert not other.allocations.exists()
    reverse(bounced)
    assert list(other.allocations.values_list("invoice", "amount", "allocated_at")) == [
        (invoice.pk, Decimal("40.00"), REVERSED_AT)
    ]


def test_tells_the_audit_trail_and_the_outbox():
    account = AccountFactory()
    payment = pay(account, "20.00")
    reverse(payment)
    facts = {
        "account": account.number,
        "currency": "GBP",
        "amount": "20.00",
        "reference": payment.reference,
        "reason": "account closed",
    }
    entry = AuditEntry.objects.get(action="REVERSED")
    assert (entry.subject_id, entry.actor_label, entry.details) == (str(payment.pk), "clerk", facts)
    assert OutboxEvent.objects.get(kind="payment.reversed").payload == facts


def test_refuses_to_do_it_twice():
    payment = pay(AccountFactory(), "20.00")
    reverse(payment)
    with pytest.raises(UnableToReversePayment, match="is reversed already, on 2026-06-04"):
        reverse(payment)
    assert PaymentReversal.objects.count() == 1


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"reason": "  "}, "needs a reason"),
        ({"reversal_date": date(2026, 5, 28)}, "came in on 2026-05-29: it cannot go back on 2026-05-28"),
    ],
)
def test_refuses_what_cannot_be(facts, words):
    account = AccountFactory()
    invoice = billed(account)
    payment = pay(account, "20.00")
    with pytest.raises(UnableToReversePayment, match=words):
        reverse(payment, **facts)
    assert not PaymentReversal.objects.exists()
    assert invoice.payment_allocations.get().released_at is None
