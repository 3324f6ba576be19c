"""Issued documents in the admin: to read."""

import pytest

from invoicing.models import DocumentBatch, IssuedDocument
from invoicing.use_cases import issue_document as module
from invoicing.use_cases.issue_document import issue_document
from tests.factories.admin_pages import assert_is_read_only, list_url, listed, queries_of
from tests.factories.invoicing import (
    ISSUED_AT,
    AccountFactory,
    BillingCycleFactory,
    BillRunBatchFactory,
    BillRunFactory,
    finalized_invoice,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_process(monkeypatch):
    monkeypatch.setattr(module, "render_apart", lambda document, **limits: b"%PDF-1.4")


def issued():
    cycle = BillingCycleFactory(code=f"C{IssuedDocument.objects.count()}")
    batch = BillRunBatchFactory(bill_run=BillRunFactory(billing_cycle=cycle))
    invoice = finalized_invoice(batch=batch, account=AccountFactory(billing_cycle=cycle))
    return issue_document(invoice_id=invoice.pk, at=ISSUED_AT)


def test_are_read_only(admin_client):
    assert_is_read_only(admin_client, issued())
    assert_is_read_only(admin_client, DocumentBatch.objects.get())


@pytest.mark.parametrize("model", [IssuedDocument, DocumentBatch])
def test_list_takes_as_many_queries_for_many_rows_as_for_one(admin_client, model):
    issued()
    for_one = queries_of(admin_client, list_url(model))
    for _ in range(3):
        issued()
    assert queries_of(admin_client, list_url(model)) == for_one


def test_finds_by_the_invoice_and_tells_the_size(admin_client):
    document = issued()
    issued()
    assert listed(admin_client, IssuedDocument, document.invoice.number.lower()) == [document]
    page = admin_client.get(list_url(IssuedDocument)).text
    assert document.sha256 in page
    assert ">8<" in page
