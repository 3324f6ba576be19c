"""An account that a run left out is not forgotten."""

from datetime import UTC, date, datetime

import pytest

from invoicing.models import BillRunException
from invoicing.queries.unbilled_accounts import load_unbilled, load_unbilled_places, unbilled_exceptions
from invoicing.use_cases.bill_one_account import bill_one_account
from invoicing.use_cases.dismiss_unbilled_account import dismiss_unbilled_account
from invoicing.use_cases.issue_credit_note import issue_credit_note
from tests.factories.billing import FEBRUARY, JANUARY, drafted_run, supplied_account, work_through
from tests.factories.corrections import APPROVED_AT, issued
from tests.factories.invoicing import SubscriptionFactory
from tests.factories.readings import store_readings

pytestmark = pytest.mark.django_db
LATER = datetime(2026, 2, 10, 9, tzinfo=UTC)


def left_out(**kwargs):
    """A subscription without readings that the run of January could not bill, among others."""
    subscription = supplied_account(quantity=None, **kwargs)
    supplied_account()
    issued(drafted_run())
    return subscription


def accounts():
    return [one.account_id for one in load_unbilled()]


def bill(subscription, at=LATER):
    run = bill_one_account(
        account=subscription.account, from_date=JANUARY, to_date=FEBRUARY, started_at=at, actor="test"
    )
    return work_through(run, at)


def test_waits_once_the_run_is_approved():
    subscription = supplied_account(quantity=None)
    supplied_account()
    run = drafted_run()
    assert accounts() == []
    issued(run)
    (found,) = load_unbilled()
    assert (found.account_id, found.started_at) == (subscription.account_id, run.started_at)
    assert load_unbilled([subscription.account_id]) == (found,)
    assert load_unbilled([subscription.account_id + 1]) == ()


def test_is_gone_when_a_later_run_bills_it_and_back_when_that_is_credited():
    subscription = left_out()
    channel = subscription.service_point.channels.get()
    store_readings(channel, JANUARY, FEBRUARY, 250, received_at=APPROVED_AT)
    run = bill(subscription)
    assert (run.account, run.state, accounts()) == (subscription.account, "DRAFTED", [])
    invoice = subscription.account.invoices.get()
    issued(run)
    assert accounts() == []
    issue_credit_note(
        invoice=subscription.account.invoices.get(pk=invoice.pk),
        reason="wrong",
        issued_at=LATER,
        issue_date=LATER.date(),
        actor=None,
    )
    assert accounts() == [subscription.account_id]


def test_a_bill_of_some_of_the_days_does_not_cure_it():
    subscription = left_out()
    channel = subscription.service_point.channels.get()
    store_readings(channel, JANUARY, date(2026, 1, 15), 250, received_at=APPROVED_AT)
    work_through(
        bill_one_account(
            account=subscription.account,
            from_date=JANUARY,
            to_date=date(2026, 1, 15),
            started_at=LATER,
            actor="test",
        )
    )
    assert subscription.account.invoices.count() == 1
    assert accounts() == [subscription.account_id]


def test_a_dismissed_one_is_gone():
    left_out()
    dismiss_unbilled_account(
        exception=BillRunException.objects.get(), reason="empty plot", dismissed_at=LATER, actor="test"
    )
    assert accounts() == []


def test_names_the_places_that_the_reason_is_about():
    subscription = left_out()
    SubscriptionFactory(account=subscription.account)
    (exception,) = unbilled_exceptions()
    ((place,),) = load_unbilled_places([exception]).values()
    assert (place.service_point_id, place.plan_code) == (subscription.service_point_id, "HOME")
