"""Accounts of a cycle in ranges of ids."""

import pytest

from invoicing.queries.account_ranges import load_account_ranges
from tests.factories.invoicing import AccountFactory, BillingCycleFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (2, [(0, 1), (2, 3), (4, 4)]),
        (5, [(0, 4)]),
        (500, [(0, 4)]),
        (1, [(0, 0), (1, 1), (2, 2), (3, 3), (4, 4)]),
    ],
)
def test_hold_each_account_of_the_cycle_once(size, expected, django_assert_num_queries):
    cycle, other = BillingCycleFactory(), BillingCycleFactory(code="OTHER")
    ids = []
    for _ in range(5):
        ids.append(AccountFactory(billing_cycle=cycle).pk)
        AccountFactory(billing_cycle=other)
    with django_assert_num_queries(1):
        ranges = load_account_ranges(cycle.pk, size)
    assert ranges == [(ids[first], ids[last]) for first, last in expected]


def test_there_is_none_without_accounts():
    assert load_account_ranges(BillingCycleFactory().pk, 500) == []
