"""How far the bills of a run are from those before."""

from decimal import Decimal

import pytest
from django.core.cache import cache

from invoicing.models import BillRun, Invoice
from invoicing.queries.bill_run_changes import BINS, load_run_changes
from invoicing.queries.bill_run_figures import runs_with_counts
from tests.factories.billing import billed_before, drafted_run, supplied_account

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()


def _changes(run, before):
    return load_run_changes(runs_with_counts().get(pk=run.pk), before)


def test_counts_the_changes_of_what_a_day_costs():
    # 4.89 a day before. 133.52 (4.31, -12 %), 548.68 (+262 %), 16.74 (-89 %) and a first bill.
    subscriptions = [supplied_account(quantity) for quantity in (250, 1000, 0)]
    billed_before(*(one.account for one in subscriptions), bills=1)
    supplied_account()
    run = drafted_run()
    before = BillRun.objects.get(to_date=run.from_date)
    changes = _changes(run, before)
    expected = [0] * (BINS + 2)
    expected[0] = expected[-1] = 1
    expected[10] = 1  # from -15 % to -10 %
    assert list(changes.counts) == expected
    assert (changes.compared, changes.beyond) == (3, 2)
    assert round(changes.median, 4) == Decimal("-0.1191")
    assert changes.lower_quartile < changes.median < changes.upper_quartile


def test_counts_in_days_and_leaves_bills_of_nothing_out():
    subscription, other = supplied_account(), supplied_account()
    billed_before(subscription.account, bills=1)
    run = drafted_run()
    before = BillRun.objects.get(to_date=run.from_date)
    draft = Invoice.objects.get(account=other.account)
    assert _changes(draft.batch.bill_run, before).compared == 1


def test_knows_them_until_the_bills_change(django_assert_num_queries):
    subscription = supplied_account()
    billed_before(subscription.account, bills=1)
    run = drafted_run()
    before = BillRun.objects.get(to_date=run.from_date)
    changes = _changes(run, before)
    counted = runs_with_counts().get(pk=run.pk)
    with django_assert_num_queries(1):  # of the cache, which is a table
        assert load_run_changes(counted, before) == changes


def test_runs_without_an_account_in_common_have_no_quartiles():
    supplied_account()
    before = billed_before(supplied_account(quantity=None).account, bills=1)[0].batch.bill_run
    changes = _changes(drafted_run(), before)
    assert (changes.compared, changes.median) == (0, None)
