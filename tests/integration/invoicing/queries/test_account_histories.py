"""What accounts were billed before."""

from datetime import date
from decimal import Decimal

import pytest

from invoicing.drafting.bill_checks import AccountHistory, EarlierPeak, PastBill
from invoicing.drafting.billable_service import BillableService, RatedService, VersionTerms
from invoicing.drafting.billing_periods import DaySpan
from invoicing.drafting.drafts import draft_invoice
from invoicing.models import InvoiceLine
from invoicing.queries.account_histories import load_account_histories
from invoicing.use_cases.issue_credit_note import issue_credit_note
from pricing.queries.plan_terms import load_plan_terms
from tests.factories.billing import FEBRUARY, JANUARY, billed_before
from tests.factories.invoicing import (
    ISSUE_DATE,
    ISSUED_AT,
    AccountFactory,
    InvoiceFactory,
    SubscriptionFactory,
)
from tests.factories.pricing import PlanFactory, PlanVersionFactory
from tests.unit.invoicing.drafting.builders import line

pytestmark = pytest.mark.django_db
BILL = Decimal("151.57")


def draft(account, trace=None, subscription=None):
    subscription = subscription or SubscriptionFactory(account=account)
    version = PlanVersionFactory(plan=PlanFactory(code=f"P{subscription.pk}"))
    service = BillableService(
        subscription.pk,
        account.pk,
        subscription.service_point_id,
        subscription.service_point.code,
        "Europe/London",
        DaySpan(JANUARY, FEBRUARY),
        VersionTerms(version.pk, load_plan_terms([version.pk])[version.pk]),
    )
    return draft_invoice([RatedService(service, (line("10.00", trace=trace or {}),))])


def test_finds_the_bills_of_each_account_in_order_of_time():
    account, newcomer = AccountFactory(), AccountFactory()
    billed_before(account, bills=2)
    assert load_account_histories([draft(account), draft(newcomer)]) == {
        account.pk: AccountHistory(
            [
                PastBill(DaySpan(date(2025, 10, 31), date(2025, 12, 1)), BILL),
                PastBill(DaySpan(date(2025, 12, 1), JANUARY), BILL),
            ]
        ),
        newcomer.pk: AccountHistory([]),
    }


def test_leaves_out_drafts_and_what_was_credited():
    account = AccountFactory()
    credited, _ = billed_before(account, bills=2)
    credited.refresh_from_db()
    issue_credit_note(
        invoice=credited, reason="wrong", issued_at=ISSUED_AT, issue_date=ISSUE_DATE, actor=None
    )
    InvoiceFactory(account=account, from_date=date(2025, 9, 1), to_date=date(2025, 10, 1))
    assert [bill.span.from_date for bill in load_account_histories([draft(account)])[account.pk].bills] == [
        date(2025, 12, 1)
    ]


def test_finds_the_highest_demand_and_how_often_there_was_one(django_assert_num_queries):
    account = AccountFactory()
    invoices = billed_before(account, bills=3)
    subscription = SubscriptionFactory(account=account)
    trace = {"rule": "per_unit", "of": "peak_demand", "m": "ELECTRICITY_IMPORT", "q": "17.5"}
    peak = draft(account, trace=trace, subscription=subscription)
    with django_assert_num_queries(2):
        assert load_account_histories([peak])[account.pk].peaks == {}
    for invoice, demand in zip(invoices, ("9.5", "12.25", "11"), strict=True):
        past_demand(invoice, subscription, trace | {"q": demand})
    assert load_account_histories([peak])[account.pk].peaks == {
        (subscription.pk, "ELECTRICITY_IMPORT"): EarlierPeak(Decimal("12.25"), 3)
    }


def past_demand(invoice, subscription, trace):
    """Say of a line of a finalized invoice that it was for a demand; the books' triggers are told to look away."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE invoicing_invoiceline DISABLE TRIGGER USER")
        InvoiceLine.objects.filter(invoice=invoice, position=3).update(subscription=subscription, trace=trace)
        cursor.execute("ALTER TABLE invoicing_invoiceline ENABLE TRIGGER USER")


def test_asks_once_for_any_number_of_accounts(django_assert_num_queries):
    accounts = [AccountFactory() for _ in range(5)]
    billed_before(*accounts, bills=2)
    drafts = [draft(account) for account in accounts]
    with django_assert_num_queries(1):
        histories = load_account_histories(drafts)
    assert {len(history.bills) for history in histories.values()} == {2}
    with django_assert_num_queries(0):
        assert load_account_histories([]) == {}
