"""What was used in the months up to an invoice."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from invoicing.document_values import MonthOfUsage
from invoicing.models import Invoice, InvoiceLine, Subscription
from invoicing.queries.usage_history import load_documents_to_print, load_usage_histories
from invoicing.use_cases.finalize_batch import finalize_batch
from invoicing.use_cases.issue_credit_note import issue_credit_note
from tests.factories.invoicing import (
    ISSUE_DATE,
    ISSUED_AT,
    AccountFactory,
    BillingCycleFactory,
    BillRunBatchFactory,
    BillRunFactory,
    InvoiceFactory,
)

pytestmark = pytest.mark.django_db


def billed(account, year, month, quantity, subscription=None, issue_date=ISSUE_DATE, **changes):
    """A finalized invoice whose two tiers count the quantity, for one place of the account."""
    first = date(year, month, 1)
    period = {"from_date": first, "to_date": (first + timedelta(days=31)).replace(day=1)}
    cycle = BillingCycleFactory(code=account.number)
    run = BillRunFactory(**period, billing_cycle=cycle, issue_date=issue_date)
    batch = BillRunBatchFactory(bill_run=run)
    invoice = InvoiceFactory(account=account, batch=batch, **period)
    for line in invoice.lines.exclude(charge_code="STANDING"):
        line.trace |= {"q": quantity, **changes}
        line.save()
    subscription = subscription or Subscription.objects.filter(account=account).earliest("pk")
    invoice.lines.update(subscription=subscription)
    finalize_batch(batch_id=batch.pk, issued_at=ISSUED_AT)
    return Invoice.objects.get(pk=invoice.pk)


def months_of(invoice):
    (history,) = load_usage_histories([invoice.pk])[invoice.pk]
    return [(month.first_day.isoformat()[:7], str(month.quantity)) for month in history.months]


@pytest.fixture
def account():
    return AccountFactory()


def test_goes_from_the_same_month_of_the_year_before_to_the_invoice_itself(account):
    for year, month, quantity in ((2024, 12, "9"), (2025, 1, "100.5"), (2025, 12, "200")):
        billed(account, year, month, quantity)
    now = billed(account, 2026, 1, "300")
    billed(account, 2026, 2, "9")
    assert months_of(now) == [("2025-01", "100.5"), ("2025-12", "200"), ("2026-01", "300")]
    (history,) = load_documents_to_print([now.pk])[now.pk].usage
    assert (history.label, history.unit) == ("Electricity", "kWh")
    assert history.months[-1] == MonthOfUsage(date(2026, 1, 1), Decimal(300))


def test_counts_tiers_once(account):
    assert months_of(billed(account, 2026, 1, "420.5")) == [("2026-01", "420.5")]


def test_adds_the_buckets_of_the_first_charge_that_counts_by_bucket():
    draft = InvoiceFactory()
    for position, charge, bucket, quantity in ((2, "ENERGY", "peak", "1.5"), (3, "ENERGY", "night", "2")):
        line = draft.lines.get(position=position)
        line.trace |= {"of": "bucket_total", "b": bucket, "q": quantity}
        line.save()
        extra = {**line.trace, "q": "9"}
        InvoiceLine.objects.filter(pk=line.pk).update(charge_code=charge)
        InvoiceLine.objects.create(
            **{
                field.attname: getattr(line, field.attname)
                for field in line._meta.fields
                if field.attname not in {"id", "position", "charge_code", "trace"}
            },
            position=position + 10,
            charge_code="LEVY",
            trace=extra,
        )
    assert months_of(draft) == [("2026-01", "3.5")]


def test_tells_nothing_of_other_accounts_or_places(account):
    place = billed(account, 2025, 12, "200").lines.first().subscription
    billed(AccountFactory(), 2025, 12, "9", subscription=place)
    now = billed(account, 2026, 1, "300")
    assert months_of(now) == [("2025-12", "200"), ("2026-01", "300")]


def test_tells_what_was_known_when_the_invoice_was_issued(account):
    credited, late = billed(account, 2025, 11, "7"), billed(account, 2025, 12, "200")
    issue_credit_note(
        invoice=credited, reason="wrong", issued_at=ISSUED_AT, issue_date=ISSUE_DATE, actor=None
    )
    now = billed(account, 2026, 1, "300")
    expected = [("2025-12", "200"), ("2026-01", "300")]
    assert months_of(now) == expected
    after = ISSUE_DATE + timedelta(days=1)
    issue_credit_note(invoice=late, reason="wrong", issued_at=ISSUED_AT, issue_date=after, actor=None)
    assert months_of(now) == expected


def test_leaves_out_what_was_billed_in_another_unit(account):
    subscription = billed(account, 2026, 1, "300").lines.first().subscription
    draft = InvoiceFactory(account=account, from_date=date(2026, 2, 1), to_date=date(2026, 3, 1))
    InvoiceLine.objects.filter(invoice=draft).update(subscription=subscription)
    InvoiceLine.objects.filter(invoice=draft, unit="kWh").update(unit="MWh")
    assert months_of(draft) == [("2026-02", "420.5")]


def test_asks_once_however_many(account, django_assert_num_queries):
    invoices = [billed(account, 2026, 1, "300"), billed(AccountFactory(), 2026, 1, "1")]
    with django_assert_num_queries(1):
        assert len(load_usage_histories([one.pk for one in invoices])) == 2
