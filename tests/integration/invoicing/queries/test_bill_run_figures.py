"""What runs come to."""

from decimal import Decimal

import pytest
from django.core.cache import cache

from invoicing.models import Invoice, InvoiceLine
from invoicing.queries.bill_run_figures import (
    BilledAmounts,
    BilledUsage,
    load_billed_amounts,
    load_run_figures,
    runs_with_counts,
)
from invoicing.use_cases.cancel_draft_invoice import cancel_draft_invoice
from tests.factories.billing import STARTED_AT, billed_before, drafted_run, supplied_account
from tests.factories.invoicing import AccountFactory, BillHoldFactory, SubscriptionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()


def counted(run):
    return runs_with_counts().get(pk=run.pk)


def test_counts_bills_exceptions_and_open_holds():
    supplied_account()
    supplied_account()
    supplied_account(holes=[3])
    run = drafted_run(accounts_per_batch=2)
    first, second = Invoice.objects.order_by("pk")
    BillHoldFactory(invoice=first)
    BillHoldFactory(invoice=second, released_at=STARTED_AT, released_by="clerk", release_note="fine")
    found = counted(run)
    assert (found.bills, found.exceptions, found.held) == (2, 1, 1)


def test_adds_up_bills_by_currency_and_usage_by_metric():
    supplied_account()
    supplied_account(100)
    figures = load_run_figures(counted(drafted_run()))
    # 111.27 net; 13.95 + 148.8 kWh at 0.25 = 51.15; the VAT of each is rounded for itself.
    assert figures.amounts == (
        BilledAmounts("GBP", 2, 0, Decimal("162.42"), Decimal("32.48"), Decimal("194.90")),
    )
    assert figures.usage == (BilledUsage("ELECTRICITY_IMPORT", "kWh", Decimal("520.800"), 2976, 0),)
    assert (figures.bills, figures.credits, figures.estimated_share) == (2, 0, 0)
    assert figures.amounts[0].average == Decimal("97.45")


def test_counts_usage_once_that_several_charges_and_tiers_count():
    supplied_account()
    run = drafted_run()
    invoice = Invoice.objects.get()
    line = InvoiceLine.objects.get(tier=1)
    for position, (charge, bucket, quantity, intervals) in enumerate(
        [("LEVY", "", "372.000", 1488), ("PEAK", "peak", "50", 200), ("PEAK", "night", "60", 300)], start=4
    ):
        of = "bucket_total" if bucket else "total"
        InvoiceLine.objects.create(
            **{
                field: getattr(line, field)
                for field in ("invoice", "subscription", "plan_version", "from_date", "to_date")
            },
            **{field: getattr(line, field) for field in ("kind", "label", "unit", "unit_price")},
            position=position,
            charge_code=charge,
            bucket=bucket,
            quantity=Decimal(quantity),
            exact_amount=0,
            amount=0,
            tax_amount=0,
            trace=line.trace | {"of": of, "q": quantity, "n": intervals, "e": 100},
        )
    assert load_run_figures(counted(run)).usage == (
        BilledUsage("ELECTRICITY_IMPORT", "kWh", Decimal("372.000"), 1488, 0),
    )
    assert invoice.lines.count() == 6


def test_adds_up_the_buckets_of_a_charge():
    supplied_account()
    run = drafted_run()
    InvoiceLine.objects.filter(tier=1).update(bucket="peak")
    for tier, bucket, quantity, intervals in ((1, "peak", "100", 600), (2, "night", "272", 888)):
        line = InvoiceLine.objects.get(tier=tier)
        line.bucket = bucket
        line.trace |= {"of": "bucket_total", "q": quantity, "n": intervals, "e": 6}
        line.save()
    assert load_run_figures(counted(run)).usage == (
        BilledUsage("ELECTRICITY_IMPORT", "kWh", Decimal(372), 1488, 12),
    )


def test_knows_the_figures_of_a_run_until_its_bills_change():
    supplied_account()
    supplied_account()
    run = counted(drafted_run())
    before = load_run_figures(run)
    cancel_draft_invoice(invoice=Invoice.objects.first(), cancelled_at=STARTED_AT, actor=None)
    assert load_run_figures(run) == before  # as that row says it has two bills
    assert load_run_figures(counted(run)).bills == 1


def test_asks_no_more_for_many_runs_than_for_one(django_assert_num_queries):
    billed_before(AccountFactory(), SubscriptionFactory().account, bills=3)
    runs = list(runs_with_counts())
    amounts = load_billed_amounts(runs)
    assert [one.total for run in runs for one in amounts[run.pk]] == [Decimal("303.14")] * 3
    with django_assert_num_queries(1):  # of the cache, which is a table
        assert load_billed_amounts(runs) == amounts
