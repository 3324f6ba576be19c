"""Why an invoice differs from an earlier one."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from invoicing.drafting.bill_change import ChangeParts
from invoicing.models import Invoice
from invoicing.queries.bill_changes import load_bill_a_year_ago, load_bill_change, load_previous_bill
from invoicing.use_cases.issue_credit_note import issue_credit_note
from metering.models import Channel
from tests.factories.invoicing import SubscriptionFactory
from tests.factories.metering import ChannelFactory, ServicePointFactory
from tests.factories.portal import FEBRUARY, JANUARY, MARCH, bill, bill_january_and_february, household
from tests.factories.pricing import PlanVersionFactory, plan_document
from tests.factories.readings import store_readings

pytestmark = pytest.mark.django_db


def bills_of(account):
    return list(
        Invoice.objects.filter(account=account).select_related("batch__bill_run").order_by("from_date")
    )


def test_splits_the_difference_of_two_months():
    account = household().account
    bill_january_and_february()
    january, february = bills_of(account)
    found = load_bill_change(february, load_previous_bill(february))
    assert (found.earlier, found.day_count) == (january, 31)
    # 28 days of 12 kWh would have come to 98.76 instead of 111.27; twice the use makes 202.92 of it.
    assert found.change.parts == ChangeParts(
        days=Decimal("-12.51"), usage=Decimal("104.16"), tax=Decimal("18.33")
    )
    assert found.change.total == february.total - january.total == Decimal("109.98")


def test_tells_a_new_price_from_usage():
    subscription = household()
    bill(JANUARY, FEBRUARY)
    document = plan_document(subscription.plan) | {"effective_from": "2026-02-01"}
    document["charges"][0]["price"]["unit_price"] = "0.55"
    PlanVersionFactory(plan=subscription.plan, number=2, effective_from=FEBRUARY, document=document)
    bill(FEBRUARY, MARCH)
    january, february = bills_of(subscription.account)
    change = load_bill_change(february, january).change
    assert (change.parts.price, change.parts.usage, change.parts.days) == (
        Decimal("2.80"),  # 28 days at 0.10 more
        Decimal("104.16"),
        Decimal("-12.51"),
    )
    assert change.total == february.total - january.total


def test_explains_by_the_readings_that_each_bill_knew():
    account = household().account
    bill_january_and_february()
    before = load_bill_change(*reversed(bills_of(account))).change
    store_readings(Channel.objects.get(), JANUARY, FEBRUARY, 999, datetime(2026, 3, 17, tzinfo=UTC))
    assert load_bill_change(*reversed(bills_of(account))).change == before


def test_a_place_that_came_later_is_something_else():
    subscription = household()
    bill(JANUARY, FEBRUARY)
    point = ServicePointFactory(site__zone_name="Europe/London")
    store_readings(
        ChannelFactory(service_point=point), FEBRUARY, MARCH, 250, datetime(2026, 3, 1, 7, tzinfo=UTC)
    )
    SubscriptionFactory(
        account=subscription.account, service_point=point, plan=subscription.plan, start_date=FEBRUARY
    )
    bill(FEBRUARY, MARCH)
    january, february = bills_of(subscription.account)
    change = load_bill_change(february, january).change
    assert (change.parts.other, change.parts.usage) == (Decimal("98.76"), Decimal("104.16"))
    assert change.total == february.total - january.total


def test_compares_with_the_last_bill_that_stands():
    account = household().account
    bill_january_and_february()
    january, february = bills_of(account)
    assert load_previous_bill(january) is None
    assert load_previous_bill(february) == january
    issue_credit_note(
        invoice=january,
        reason="wrong",
        issued_at=datetime(2026, 3, 8, tzinfo=UTC),
        issue_date=date(2026, 3, 8),
        actor=None,
    )
    assert load_previous_bill(february) is None


def test_knows_the_bill_of_a_year_ago():
    account = household().account
    bill_january_and_february()
    february = bills_of(account)[-1]
    assert load_bill_a_year_ago(february) is None
    later = Invoice(
        account=account,
        currency="GBP",
        from_date=date(2027, 2, 1),
        to_date=date(2027, 3, 1),
        pk=february.pk + 99,
    )
    assert load_bill_a_year_ago(later) == february


def test_takes_few_queries():
    account = household().account
    bill_january_and_february()
    january, february = bills_of(account)
    load_bill_change(february, january)
    with CaptureQueriesContext(connection) as captured:
        load_bill_change(february, january)
    assert len(captured) <= 10
