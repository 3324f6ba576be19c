"""Which days of a subscription are on an invoice."""

from datetime import date

import pytest

from invoicing.queries.billed_days import billed_among, load_billed_until, load_billed_until_of_each
from invoicing.use_cases.issue_credit_note import issue_credit_note
from tests.factories.invoicing import ISSUE_DATE, ISSUED_AT, SubscriptionFactory, finalized_invoice

pytestmark = pytest.mark.django_db


def test_billed_until_is_the_first_day_after_the_last_invoice():
    subscription = finalized_invoice().lines.first().subscription
    other = SubscriptionFactory()
    both = {subscription.pk, other.pk}
    assert billed_among(both) == {subscription.pk}
    assert load_billed_until(subscription.pk) == date(2026, 2, 1)
    assert load_billed_until_of_each(both) == {subscription.pk: date(2026, 2, 1)}


def test_credited_days_were_billed_and_are_no_longer():
    invoice = finalized_invoice()
    subscription = invoice.lines.first().subscription
    issue_credit_note(
        invoice=invoice, reason="Wrong meter", issued_at=ISSUED_AT, issue_date=ISSUE_DATE, actor=None
    )
    assert billed_among({subscription.pk}) == {subscription.pk}
    assert load_billed_until(subscription.pk) is None
    assert load_billed_until_of_each({subscription.pk}) == {}


def test_new_subscription_is_not_billed():
    subscription = SubscriptionFactory()
    assert billed_among({subscription.pk}) == set()
    assert load_billed_until(subscription.pk) is None
