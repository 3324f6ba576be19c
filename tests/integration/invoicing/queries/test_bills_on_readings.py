"""Issued bills that charge usage of given days of channels."""

from datetime import date, timedelta

import pytest

from invoicing.models import BilledPeriod
from invoicing.queries.bills_on_readings import count_issued_bills
from invoicing.use_cases.issue_credit_note import issue_credit_note
from metering.queries.bills_on_readings import count_bills_on
from metering.usage.channel_spans import ChannelSpan
from tests.factories.invoicing import FROM_DATE, ISSUED_AT, TO_DATE, InvoiceFactory, finalized_invoice
from tests.factories.metering import ChannelFactory

pytestmark = pytest.mark.django_db


def channel_of(invoice):
    claim = BilledPeriod.objects.filter(invoice=invoice).first()
    return ChannelFactory(service_point=claim.subscription.service_point)


def test_counts_the_invoice_of_the_days():
    channel = channel_of(finalized_invoice())
    day = date(2026, 1, 31)
    spans = [ChannelSpan(channel.pk, FROM_DATE, date(2026, 1, 2)), ChannelSpan(channel.pk, day, TO_DATE)]
    assert count_issued_bills(spans) == 1
    assert count_bills_on(spans) == 1, "and metering asks for it"


def test_days_before_and_after_are_not_billed():
    channel = channel_of(finalized_invoice())
    spans = [
        ChannelSpan(channel.pk, date(2025, 12, 1), FROM_DATE),
        ChannelSpan(channel.pk, TO_DATE, date(2026, 3, 1)),
    ]
    assert count_issued_bills(spans) == 0


def test_another_service_point_is_not_billed():
    finalized_invoice()
    assert count_issued_bills([ChannelSpan(ChannelFactory().pk, FROM_DATE, TO_DATE)]) == 0


def test_a_draft_is_not_issued():
    channel = channel_of(InvoiceFactory())
    assert count_issued_bills([ChannelSpan(channel.pk, FROM_DATE, TO_DATE)]) == 0


def test_a_credited_bill_does_not_stand_any_more():
    invoice = finalized_invoice()
    channel = channel_of(invoice)
    issue_credit_note(
        invoice=invoice,
        reason="wrong meter",
        issued_at=ISSUED_AT + timedelta(days=7),
        issue_date=date(2026, 2, 10),
        actor="clerk",
    )
    assert count_issued_bills([ChannelSpan(channel.pk, FROM_DATE, TO_DATE)]) == 0
