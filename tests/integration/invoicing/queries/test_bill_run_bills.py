"""Bills to look at."""

from decimal import Decimal

import pytest

from invoicing.models import BillRun, Invoice
from invoicing.queries.bill_run_bills import (
    bills_of_run,
    first_bills_of_run,
    held_bills_of_run,
    load_run_bills,
    random_bills_of_run,
)
from tests.factories.billing import STARTED_AT, billed_before, drafted_run, supplied_account
from tests.factories.invoicing import BillHoldFactory

pytestmark = pytest.mark.django_db


def test_puts_bills_beside_those_of_the_run_before(django_assert_num_queries):
    old, new = supplied_account(), supplied_account()
    billed_before(old.account, bills=2)
    run = drafted_run()
    hold = BillHoldFactory(invoice=Invoice.objects.get(account=new.account))
    before = BillRun.objects.get(to_date=run.from_date)
    invoices = list(bills_of_run(run).order_by("pk"))
    with django_assert_num_queries(2):
        first, second = load_run_bills(invoices, before)
    assert (first.invoice.account, first.before, first.hold) == (old.account, Decimal("151.57"), None)
    assert round(first.change, 4) == Decimal("-0.1191")
    assert (second.invoice.account, second.before, second.change, second.hold) == (
        new.account,
        None,
        None,
        hold,
    )
    assert load_run_bills(invoices, None)[0].before is None
    assert load_run_bills([], before) == []


def test_first_bills_are_those_of_accounts_without_any_before():
    old, new = supplied_account(), supplied_account()
    billed_before(old.account, bills=1)
    assert [one.account for one in first_bills_of_run(drafted_run())] == [new.account]


def test_held_bills_are_those_that_nobody_has_released():
    for _ in range(3):
        supplied_account()
    run = drafted_run()
    held, released, _ = Invoice.objects.order_by("pk")
    BillHoldFactory(invoice=held)
    BillHoldFactory(invoice=released, released_at=STARTED_AT, released_by="clerk", release_note="fine")
    assert list(held_bills_of_run(run)) == [held]


def test_random_bills_are_the_same_for_the_same_seed():
    for _ in range(12):
        supplied_account()
    run = drafted_run()
    one, again, other = (list(random_bills_of_run(run, seed)) for seed in (1, 1, 2))
    assert one == again
    assert len(one) == len(set(one)) == 10
    assert one != other
