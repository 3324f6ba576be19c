"""A draft goes, and its days can be billed again."""

from datetime import UTC, datetime

import pytest

from billing_site.foundation.models import AuditEntry
from invoicing.models import BilledPeriod, Invoice, InvoiceLine, InvoiceTax
from invoicing.use_cases.cancel_draft_invoice import UnableToCancelDraftInvoice, cancel_draft_invoice
from tests.factories.invoicing import InvoiceFactory, finalized_invoice

pytestmark = pytest.mark.django_db
CANCELLED_AT = datetime(2026, 2, 3, 8, tzinfo=UTC)


def cancel(invoice):
    cancel_draft_invoice(invoice=invoice, cancelled_at=CANCELLED_AT, actor="clerk")


def test_deletes_the_draft_with_all_its_parts_and_no_other():
    draft, other = InvoiceFactory(), InvoiceFactory()
    cancel(draft)
    assert Invoice.objects.get() == other
    for part in (InvoiceLine, InvoiceTax, BilledPeriod):
        assert set(part.objects.values_list("invoice", flat=True)) == {other.pk}


def test_counts_it_out_of_its_batch():
    draft = InvoiceFactory()
    InvoiceFactory(batch=draft.batch)
    cancel(draft)
    draft.batch.refresh_from_db()
    assert draft.batch.invoice_count == 1


def test_keeps_in_the_audit_trail_what_it_was():
    draft = InvoiceFactory()
    invoice_id, subscription = draft.pk, draft.billed_periods.get().subscription
    cancel(draft)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.subject_id, entry.actor_label, entry.at) == (
        "DRAFT_CANCELLED",
        str(invoice_id),
        "clerk",
        CANCELLED_AT,
    )
    assert entry.details == {
        "account": draft.account.number,
        "from_date": "2026-01-01",
        "to_date": "2026-02-01",
        "currency": "GBP",
        "total": "151.5700",
        "subscriptions": [subscription.pk],
    }


def test_refuses_a_draft_that_is_gone():
    draft = InvoiceFactory()
    again = Invoice.objects.get(pk=draft.pk)
    cancel(draft)
    with pytest.raises(UnableToCancelDraftInvoice, match="has been cancelled already"):
        cancel(again)


def test_refuses_a_finalized_invoice():
    invoice = finalized_invoice()
    with pytest.raises(
        UnableToCancelDraftInvoice, match="invoice INV-2026-000001 is finalized: issue a credit"
    ):
        cancel(invoice)
    assert invoice.lines.count() == 3
