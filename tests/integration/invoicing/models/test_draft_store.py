"""Drafts in and out in bulk."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from invoicing.drafting.billable_service import BillableService, RatedService, VersionTerms
from invoicing.drafting.billing_periods import DaySpan
from invoicing.drafting.drafts import draft_invoice
from invoicing.models import BilledPeriod, Invoice, InvoiceLine, InvoiceTax
from invoicing.models.draft_store import drop_drafts, store_drafts
from pricing.queries.plan_terms import load_plan_terms
from tests.factories.invoicing import (
    BillRunBatchFactory,
    InvoiceFactory,
    SubscriptionFactory,
    finalized_invoice,
)
from tests.factories.pricing import PlanVersionFactory
from tests.integration.invoicing.models.refusals import refusal
from tests.unit.invoicing.drafting.builders import line

pytestmark = pytest.mark.django_db
AS_OF = datetime(2026, 2, 2, 6, 0, 0, 123456, tzinfo=UTC)
JANUARY = DaySpan(date(2026, 1, 1), date(2026, 2, 1))


def draft(*lines):
    subscription = SubscriptionFactory()
    version = PlanVersionFactory(plan=subscription.plan)
    service = BillableService(
        subscription.pk,
        subscription.account_id,
        subscription.service_point_id,
        subscription.service_point.code,
        "Europe/London",
        JANUARY,
        VersionTerms(version.pk, load_plan_terms([version.pk])[version.pk]),
    )
    return draft_invoice([RatedService(service, lines)])


def test_stores_what_was_drafted_in_the_order_given():
    batch = BillRunBatchFactory()
    drafts = [draft(line("10.00")), draft(line("20.00"), line("5.00", None)), draft()]
    store_drafts(batch.pk, AS_OF, drafts)
    invoices = Invoice.objects.order_by("pk")
    assert [(one.account_id, one.net, one.tax, one.total) for one in invoices] == [
        (drafts[0].account_id, 10, 2, 12),
        (drafts[1].account_id, 25, 4, 29),
        (drafts[2].account_id, 0, 0, 0),
    ]
    assert {(one.as_of, one.state, one.currency, one.batch_id, one.series) for one in invoices} == {
        (AS_OF, "DRAFT", "GBP", batch.pk, "")
    }
    assert [one.lines.count() for one in invoices] == [1, 2, 0]
    assert [one.taxes.count() for one in invoices] == [1, 1, 0]
    assert [one.billed_periods.count() for one in invoices] == [1, 1, 1]


def test_stores_every_field_of_a_line():
    facts = {
        "label": 'Wärme "Süd"\t\\N',
        "bucket": "peak",
        "tier": 2,
        "quantity": Decimal("-1.00000000005"),
        "unit_price": Decimal("0.000000000001"),
        "exact_amount": Decimal(1) / 3,
        "trace": {"rule": "tier", "t": [2, "300", None], "x": "ü\\"},
    }
    store_drafts(BillRunBatchFactory().pk, AS_OF, [draft(line("0.33", **facts))])
    stored = InvoiceLine.objects.get()
    assert (stored.label, stored.bucket, stored.tier) == (facts["label"], "peak", 2)
    assert (stored.quantity, stored.unit_price) == (Decimal("-1.0000000001"), Decimal("0.000000000001"))
    assert (stored.exact_amount, stored.amount) == (Decimal("0.3333333333333333"), Decimal("0.33"))
    assert (stored.tax_code, stored.tax_amount, stored.kind) == ("VAT", Decimal("0.07"), "CHARGE")
    assert stored.trace == facts["trace"]


def test_a_line_without_bucket_tier_and_tax_says_so():
    store_drafts(BillRunBatchFactory().pk, AS_OF, [draft(line("1.00", None))])
    stored = InvoiceLine.objects.get()
    assert (stored.bucket, stored.tier, stored.tax_code, stored.tax_amount) == ("", None, "", 0)


def test_nothing_to_store_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        store_drafts(1, AS_OF, [])


def test_refuses_a_claim_that_is_made_already():
    first = draft(line("1.00"))
    store_drafts(BillRunBatchFactory().pk, AS_OF, [first])
    with pytest.raises(IntegrityError, match="billed_period_claimed_once"), transaction.atomic():
        store_drafts(BillRunBatchFactory().pk, AS_OF, [first])
    assert Invoice.objects.count() == 1


def test_drops_the_drafts_of_some_batches_with_all_their_parts():
    kept, dropped = InvoiceFactory(), InvoiceFactory()
    InvoiceFactory(batch=dropped.batch)
    assert drop_drafts([dropped.batch_id]) == 2
    for table in (InvoiceLine, InvoiceTax, BilledPeriod):
        assert set(table.objects.values_list("invoice", flat=True)) == {kept.pk}
    assert Invoice.objects.get() == kept


def test_cannot_drop_what_is_finalized():
    invoice = finalized_invoice()
    assert "finalized" in refusal(lambda: drop_drafts([invoice.batch_id]))
    assert Invoice.objects.get().lines.count() == 3
