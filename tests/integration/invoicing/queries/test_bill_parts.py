"""Invoices in parts."""

from datetime import date
from decimal import Decimal

import pytest

from invoicing.models import Invoice
from invoicing.queries.bill_parts import load_bill_parts
from tests.factories.portal import bill_january_and_february, household

pytestmark = pytest.mark.django_db
METRIC = "ELECTRICITY_IMPORT"


def test_names_what_counts_no_metric_and_adds_up_to_each_bill(django_assert_num_queries):
    subscription = household()
    household()
    bill_january_and_february()
    with django_assert_num_queries(1):
        parts = load_bill_parts(Invoice.objects.filter(account=subscription.account))
    assert [(part.from_date, part.metric, part.label, part.amount) for part in parts] == [
        (date(2026, 1, 1), "", "Standing charge", Decimal("16.74")),
        (date(2026, 1, 1), METRIC, "", Decimal("116.78")),
        (date(2026, 2, 1), "", "Standing charge", Decimal("15.12")),
        (date(2026, 2, 1), METRIC, "", Decimal("228.38")),
    ]
    for invoice in Invoice.objects.filter(account=subscription.account):
        own = [part.amount for part in parts if part.invoice_number == invoice.number]
        assert sum(own) == invoice.total


def test_can_be_those_of_one_place():
    subscription = household()
    bill_january_and_february()
    bills = Invoice.objects.filter(account=subscription.account)
    assert load_bill_parts(bills, subscription.service_point.code) == load_bill_parts(bills)
    assert load_bill_parts(bills, "elsewhere") == ()
