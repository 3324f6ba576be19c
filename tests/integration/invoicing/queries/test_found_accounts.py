"""Accounts and invoices that fit what is typed."""

import pytest

from invoicing.models import Account
from invoicing.queries.found_accounts import accounts_like, load_accounts_like, load_invoices_like
from tests.factories.invoicing import AccountFactory
from tests.factories.payments import billed

pytestmark = pytest.mark.django_db


def test_finds_accounts_by_number_customer_number_and_words():
    ada = AccountFactory(number="A-1", customer__number="C-77", customer__name="Ada Lovelace")
    AccountFactory(number="B-2", customer__name="Bob Smith")
    for typed in ("a-1", "c-7", "lovel", "ada love", "high ada"):
        assert load_accounts_like(typed, 9) == [ada], typed
        assert list(accounts_like(Account.objects.all(), typed)) == [ada], typed


def test_brings_the_customers_along(django_assert_num_queries):
    AccountFactory(number="A-1")
    with django_assert_num_queries(5):  # exactly so and beginning so, of account and customer; and words
        assert [account.customer.name for account in load_accounts_like("a-1", 9)] != []


def test_stops_at_the_limit():
    for number in range(4):
        AccountFactory(number=f"A-{number}")
    assert len(load_accounts_like("a", 3)) == 3


def test_finds_invoices_by_the_beginning_of_their_number():
    account = AccountFactory()
    first, second = billed(account, 1), billed(account, 2)
    assert load_invoices_like(" inv-2026-", 9) == [first, second]
    assert load_invoices_like(second.number, 9) == [second]
    assert load_invoices_like("2026", 9) == []
