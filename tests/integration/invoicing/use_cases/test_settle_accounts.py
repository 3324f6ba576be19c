"""Money that accounts have with us pays what they owe."""

from datetime import UTC, date, datetime

import pytest

from invoicing.models import PaymentAllocation
from invoicing.use_cases.issue_credit_note import issue_credit_note
from invoicing.use_cases.settle_accounts import settle_accounts
from tests.factories.invoicing import AccountFactory
from tests.factories.payments import billed, pay

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 5, 9, tzinfo=UTC)


def settle(*accounts):
    return settle_accounts(account_ids=[account.pk for account in accounts], settled_at=AT)


def credit(invoice):
    issue_credit_note(invoice=invoice, reason="x", issued_at=AT, issue_date=date(2026, 6, 5), actor=None)


def settled(payment):
    return [
        (invoice, str(amount))
        for invoice, amount in payment.allocations.filter(released_at=None)
        .order_by("pk")
        .values_list("invoice", "amount")
    ]


def test_uses_the_money_that_came_in_first():
    account = AccountFactory()
    later = pay(account, "100.00", received_date=date(2026, 5, 20))
    earlier = pay(account, "100.00", received_date=date(2026, 5, 10))
    invoice = billed(account)
    assert settled(earlier) == [(invoice.pk, "100.0000")]
    assert settled(later) == [(invoice.pk, "51.5700")]


def test_lets_money_of_a_credited_invoice_pay_the_others():
    account = AccountFactory()
    january = billed(account, 1)
    payment = pay(account, "151.57")
    february = billed(account, 2)
    credit(january)
    assert settled(payment) == [(february.pk, "151.5700")]


def test_settles_many_accounts_each_with_its_own_money(django_assert_num_queries):
    first, second, third = (AccountFactory() for _ in range(3))
    for account in (first, second, third):
        billed(account, 1)
    payments = [pay(account, amount) for account, amount in ((first, "10.00"), (second, "500.00"))]
    PaymentAllocation.objects.update(released_at=AT)
    with django_assert_num_queries(6):  # two of them are the savepoint
        assert settle(first, second, third) == 2
    assert [amount for payment in payments for _, amount in settled(payment)] == ["10.0000", "151.5700"]


def test_has_nothing_to_do_the_second_time():
    account = AccountFactory()
    billed(account)
    pay(account, "10.00")
    assert settle(account) == 0
    assert PaymentAllocation.objects.count() == 1


def test_asks_two_questions_where_there_is_no_money(django_assert_num_queries):
    account = AccountFactory()
    billed(account)
    with django_assert_num_queries(4):  # two of them are the savepoint
        assert settle(account) == 0
