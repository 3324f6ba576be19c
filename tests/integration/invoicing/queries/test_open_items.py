"""What is still to be paid."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from invoicing.models import Invoice
from invoicing.queries.account_balances import load_account_balances
from invoicing.queries.open_items import (
    load_open_items,
    load_receivables,
    load_unused_payments,
    overdue,
    standing,
    with_open_amounts,
)
from invoicing.use_cases.issue_credit_note import issue_credit_note
from invoicing.use_cases.reverse_payment import reverse_payment
from tests.factories.invoicing import AccountFactory, InvoiceFactory
from tests.factories.payments import billed, pay

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 5, 9, tzinfo=UTC)
TODAY = date(2026, 6, 5)


def credit(invoice):
    issue_credit_note(invoice=invoice, reason="x", issued_at=AT, issue_date=TODAY, actor=None)


def open_amounts():
    rows = with_open_amounts(Invoice.objects.order_by("pk"))
    return [str(amount) for amount in rows.values_list("open_amount", flat=True)]


def test_takes_off_what_payments_settle():
    account = AccountFactory()
    billed(account, 1)
    billed(account, 2)
    pay(account, "100.00")
    pay(account, "60.00")
    assert open_amounts() == ["0.0000", "143.1400"]


def test_takes_off_nothing_that_was_released():
    account = AccountFactory()
    billed(account)
    payment = pay(account, "100.00")
    reverse_payment(payment=payment, reason="x", reversal_date=TODAY, reversed_at=AT, actor=None)
    assert open_amounts() == ["151.5700"]


def test_lists_the_items_of_each_account_with_the_oldest_first():
    one, other, none = (AccountFactory() for _ in range(3))
    others = billed(other, 1)
    january, february = billed(one, 1), billed(one, 2)
    pay(one, "1.57")
    InvoiceFactory(account=none)  # a draft
    items = load_open_items([one.pk, other.pk, none.pk])
    assert {account: [item.invoice_id for item in found] for account, found in items.items()} == {
        one.pk: [january.pk, february.pk],
        other.pk: [others.pk],
        none.pk: [],
    }
    first = items[one.pk][0]
    assert (first.number, first.due_date, first.currency) == (january.number, date(2026, 2, 17), "GBP")
    assert (first.total, first.open_amount) == (Decimal("151.57"), Decimal("150.00"))


def test_leaves_out_what_a_credit_note_took_back():
    account = AccountFactory()
    invoice = billed(account)
    credit(invoice)
    assert load_open_items([account.pk]) == {account.pk: ()}
    assert list(standing(Invoice.objects.all())) == []


def test_knows_money_that_settles_nothing():
    account = AccountFactory()
    first, second = pay(account, "10.00"), pay(account, "151.57")
    billed(account)
    assert load_unused_payments([account.pk]) == {account.pk: {second.pk: Decimal("10.00")}}
    reverse_payment(payment=second, reason="x", reversal_date=TODAY, reversed_at=AT, actor=None)
    assert load_unused_payments([account.pk]) == {}
    assert first.allocations.get().amount == 10


def test_an_invoice_is_overdue_the_day_after_it_was_due():
    account = AccountFactory()
    january, february = billed(account, 1), billed(account, 2)
    assert list(overdue(Invoice.objects.all(), date(2026, 2, 17))) == []
    assert list(overdue(Invoice.objects.all(), date(2026, 2, 18))) == [january]
    pay(account, "151.57")
    assert list(overdue(Invoice.objects.all(), TODAY)) == [february]


def test_tells_what_an_account_owes_as_the_ledger_does():
    account = AccountFactory()
    billed(account, 1)
    billed(account, 4)
    pay(account, "100.00")
    receivables = load_receivables(account.pk, TODAY)
    assert receivables.balance == Decimal("203.14") == load_account_balances([account.pk])[account.pk]
    assert (receivables.unused, receivables.in_favour) == (0, 0)
    assert [str(band.amount) for band in receivables.ageing.bands] == ["0", "151.5700", "0", "0", "51.5700"]


def test_counts_money_on_the_account_against_what_is_due():
    account = AccountFactory()
    pay(account, "200.00")
    billed(account)
    receivables = load_receivables(account.pk, TODAY)
    assert (receivables.items, receivables.unused) == ((), Decimal("48.43"))
    assert receivables.balance == Decimal("-48.43")
    assert receivables.ageing.credit_left == Decimal("48.43")


def test_asks_as_many_questions_for_many_accounts_as_for_one(django_assert_num_queries):
    accounts = [AccountFactory() for _ in range(3)]
    for account in accounts:
        billed(account)
    ids = [account.pk for account in accounts]
    with django_assert_num_queries(3):
        load_open_items(ids)
        load_unused_payments(ids)
        load_account_balances(ids)
