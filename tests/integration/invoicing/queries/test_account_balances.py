"""What accounts owe, as the ledger has it."""

from decimal import Decimal

import pytest

from invoicing.queries.account_balances import load_account_balances
from tests.factories.invoicing import AccountFactory
from tests.factories.payments import billed, pay

pytestmark = pytest.mark.django_db


def test_adds_up_what_each_account_owes():
    owing, paid, new = (AccountFactory() for _ in range(3))
    billed(owing)
    billed(paid)
    pay(paid, "200.00")
    assert load_account_balances([owing.pk, paid.pk, new.pk]) == {
        owing.pk: Decimal("151.57"),
        paid.pk: Decimal("-48.43"),
        new.pk: Decimal(0),
    }


def test_asks_one_question_for_any_number_of_accounts(django_assert_num_queries):
    accounts = [AccountFactory().pk for _ in range(5)]
    with django_assert_num_queries(1):
        load_account_balances(accounts)
