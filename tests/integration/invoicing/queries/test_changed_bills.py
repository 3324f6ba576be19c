"""Issued bills whose readings are others now, and what they would come to by them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache

from invoicing.models import Invoice
from invoicing.queries.changed_bills import (
    load_changed_amounts,
    load_changed_bills,
    load_readings_changed_at,
)
from invoicing.queries.rerated_bills import load_rerated_bills
from invoicing.use_cases.issue_credit_note import issue_credit_note
from metering.models import ReadingBatch
from metering.queries.bills_on_readings import count_changed_bills_on_batch
from metering.use_cases.withdraw_reading_batch import withdraw_reading_batch
from tests.factories.billing import HALF_HOUR_WH, JANUARY, supplied_account
from tests.factories.corrections import changed_readings, issued_january
from tests.factories.readings import store_readings

pytestmark = pytest.mark.django_db
CHANGED_AT = datetime(2026, 2, 20, 9, tzinfo=UTC)
NOW = datetime(2026, 2, 21, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()


def ids():
    return [one.invoice_id for one in load_changed_bills()]


def test_a_bill_is_listed_when_its_readings_change_and_its_neighbour_is_not():
    changed, other = issued_january(supplied_account(), supplied_account())
    assert load_changed_bills() == ()
    changed_readings(changed, CHANGED_AT)
    (found,) = load_changed_bills()
    assert (found.invoice_id, found.changed_at) == (changed.pk, CHANGED_AT)
    assert load_readings_changed_at(changed) == CHANGED_AT
    assert load_readings_changed_at(other) is None
    (amounts,) = load_changed_amounts(load_changed_bills())
    assert (amounts.currency, amounts.count, amounts.total) == ("GBP", 1, changed.total)


def test_the_same_readings_again_and_those_of_other_days_change_no_bill():
    (invoice,) = issued_january(supplied_account())
    changed_readings(invoice, CHANGED_AT, quantity=HALF_HOUR_WH)
    changed_readings(invoice, CHANGED_AT, day=date(2026, 2, 1))
    assert ids() == []


def test_readings_that_changed_before_the_cut_off_are_in_the_bill():
    subscription = supplied_account()
    channel = subscription.service_point.channels.get()
    store_readings(channel, JANUARY, date(2026, 1, 2), 900, received_at=datetime(2026, 2, 1, 8, tzinfo=UTC))
    issued_january(subscription)
    assert ids() == []


def test_a_bill_whose_readings_come_back_is_right_again():
    (invoice,) = issued_january(supplied_account())
    batch = changed_readings(invoice, CHANGED_AT)
    assert count_changed_bills_on_batch(batch.pk) == 1
    withdraw_reading_batch(
        batch=ReadingBatch.objects.get(pk=batch.pk),
        withdrawn_at=CHANGED_AT + timedelta(hours=1),
        reason="wrong meter",
        actor=None,
    )
    assert ids() == []
    assert count_changed_bills_on_batch(batch.pk) == 0


def test_a_credited_bill_is_corrected():
    (invoice,) = issued_january(supplied_account())
    changed_readings(invoice, CHANGED_AT)
    assert ids() == [invoice.pk]
    issue_credit_note(invoice=invoice, reason="readings", issued_at=NOW, issue_date=NOW.date(), actor=None)
    assert ids() == []


def test_is_rated_again_with_the_readings_of_now_and_exactly_as_before_without_a_change():
    invoice, same = issued_january(supplied_account(), supplied_account())
    changed_readings(
        invoice, CHANGED_AT, quantity=HALF_HOUR_WH + 1000
    )  # a day of 48 kWh more, at 0.31 and VAT
    found = load_rerated_bills(_with_run(), NOW)
    assert found[same.pk].total == same.total == Decimal("133.52")
    assert found[invoice.pk].total == Decimal("151.38")
    assert found[invoice.pk].difference == Decimal("17.86")


def test_says_why_a_bill_cannot_be_rated_any_more():
    (invoice,) = issued_january(supplied_account())
    channel = invoice.lines.first().subscription.service_point.channels.get()
    channel.interval_days.filter(date=date(2026, 1, 3)).delete()
    found = load_rerated_bills(_with_run(), NOW)[invoice.pk]
    assert found.total is found.difference is None
    assert "lacks 48 of its readings" in found.problem


def test_rates_many_with_as_many_queries_as_one(django_assert_num_queries):
    issued_january(*(supplied_account() for _ in range(3)))
    invoices = _with_run()
    with django_assert_num_queries(4):  # and two that go to psycopg directly
        load_rerated_bills(invoices[:1], NOW)
    with django_assert_num_queries(4):
        load_rerated_bills(invoices, NOW)


def _with_run():
    return list(Invoice.objects.select_related("batch__bill_run").order_by("pk"))
