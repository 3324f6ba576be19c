"""Held bills beside the last ones."""

from datetime import date
from decimal import Decimal

import pytest

from invoicing.models import Invoice
from invoicing.queries.held_bills import load_held_bills, open_holds
from tests.factories.billing import STARTED_AT, billed_before, drafted_run, supplied_account
from tests.factories.invoicing import BillHoldFactory

pytestmark = pytest.mark.django_db


def test_shows_open_holds_with_the_accounts_last_invoice(django_assert_num_queries):
    old, new = supplied_account(), supplied_account()
    billed_before(old.account, bills=2)
    drafted_run()
    for subscription in (old, new):
        BillHoldFactory(invoice=Invoice.objects.get(account=subscription.account, state="DRAFT"))
    with django_assert_num_queries(2):
        first, second = load_held_bills(open_holds().order_by("pk"))
        assert first.hold.invoice.account.customer.name
        assert first.hold.invoice.batch.bill_run.billing_cycle.code == "MONTHLY"
    assert (first.before, first.before_from_date) == (Decimal("151.57"), date(2025, 12, 1))
    assert round(first.change, 4) == Decimal("-0.1191")
    assert (second.before, second.change) == (None, None)


def test_leaves_released_holds_out():
    BillHoldFactory(released_at=STARTED_AT, released_by="clerk", release_note="fine")
    assert not open_holds().exists()
    assert load_held_bills([]) == []
