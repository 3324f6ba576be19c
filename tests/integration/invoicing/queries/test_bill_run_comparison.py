"""Two runs, account by account."""

from decimal import Decimal

import pytest

from invoicing.drafting.bill_differences import Cause
from invoicing.models import BillRun
from invoicing.queries.bill_run_comparison import CauseTotal, cause_totals, load_run_comparison
from tests.factories.billing import billed_before, drafted_run, supplied_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def runs():
    """The account of the first subscription is in both runs, the second only in the later, the third only before."""
    both, now, gone = supplied_account(), supplied_account(100), supplied_account(quantity=None)
    billed_before(both.account, gone.account, bills=1)
    later = drafted_run()
    return BillRun.objects.get(to_date=later.from_date), later, both, now, gone


def test_puts_the_bills_of_every_account_side_by_side(runs, django_assert_num_queries):
    earlier, later, both, now, gone = runs
    with django_assert_num_queries(2):
        compared = load_run_comparison(earlier, later)
    assert [
        (one.account_id, one.before, one.now, one.difference.total, one.difference.cause) for one in compared
    ] == [
        (gone.account_id, Decimal("151.57"), None, Decimal("-151.57"), Cause.ONLY_BEFORE),
        (now.account_id, None, Decimal("61.38"), Decimal("61.38"), Cause.ONLY_NOW),
        (both.account_id, Decimal("151.57"), Decimal("133.52"), Decimal("-18.05"), Cause.OTHER),
    ]
    assert {one.currency for one in compared} == {"GBP"}
    for one in compared:
        parts = one.difference
        assert parts.usage + parts.days + parts.price + parts.other == parts.total


def test_a_run_does_not_differ_from_itself(runs):
    _, later, *_ = runs
    assert {one.difference.cause for one in load_run_comparison(later, later)} == {Cause.NONE}


def test_groups_the_accounts_by_cause(runs):
    earlier, later, *_ = runs
    assert cause_totals(load_run_comparison(earlier, later)) == [
        CauseTotal(Cause.ONLY_NOW, "GBP", 1, Decimal("61.38")),
        CauseTotal(Cause.ONLY_BEFORE, "GBP", 1, Decimal("-151.57")),
        CauseTotal(Cause.OTHER, "GBP", 1, Decimal("-18.05")),
    ]
