"""Which days of a subscription are on an invoice."""

from datetime import date

import pytest

from invoicing.queries.billed_days import is_billed, load_billed_until
from invoicing.use_cases.issue_credit_note import issue_credit_note
from tests.factories.invoicing import ISSUE_DATE, ISSUED_AT, SubscriptionFactory, finalized_invoice

pytestmark = pytest.mark.django_db


def test_billed_until_is_the_first_day_after_the_last_invoice():
    subscription = finalized_invoice().lines.first().subscription
    assert is_billed(subscription.pk)
    assert load_billed_until(subscription.pk) == date(2026, 2, 1)


def test_credited_days_were_billed_and_are_no_longer():
    invoice = finalized_invoice()
    subscription = invoice.lines.first().subscription
    issue_credit_note(
        invoice=invoice, reason="Wrong meter", issued_at=ISSUED_AT, issue_date=ISSUE_DATE, actor=None
    )
    assert is_billed(subscription.pk)
    assert load_billed_until(subscription.pk) is None


def test_new_subscription_is_not_billed():
    subscription = SubscriptionFactory()
    assert not is_billed(subscription.pk)
    assert load_billed_until(subscription.pk) is None
