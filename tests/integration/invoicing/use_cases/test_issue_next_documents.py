"""The documents of a finalized run, made a few at a time."""

import pytest

from invoicing.documents.rendering_apart import Renderer
from invoicing.models import DocumentBatch, Invoice, IssuedDocument
from invoicing.use_cases import issue_next_documents as module
from invoicing.use_cases.finalize_batch import finalize_batch
from invoicing.use_cases.issue_document import issue_document
from invoicing.use_cases.issue_next_documents import issue_next_documents
from tests.factories.documents import deadly
from tests.factories.invoicing import ISSUED_AT, BillRunBatchFactory, InvoiceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def renderer():
    with Renderer() as one:
        yield one


@pytest.fixture
def batch():
    """A finalized batch of three invoices, the only one of its run."""
    batch = BillRunBatchFactory()
    for _ in range(3):
        InvoiceFactory(batch=batch)
    finalize_batch(batch_id=batch.pk, issued_at=ISSUED_AT)
    return batch


def issue(batch, renderer, **options):
    return issue_next_documents(bill_run_id=batch.bill_run_id, at=ISSUED_AT, renderer=renderer, **options)


def state():
    waiting = DocumentBatch.objects.get()
    return IssuedDocument.objects.count(), waiting.failed_count, waiting.finished_at


def test_makes_every_document_a_few_at_a_time(batch, renderer):
    assert issue(batch, renderer, at_most=2)
    assert state() == (2, 0, None)
    assert issue(batch, renderer, at_most=2)
    assert issue(batch, renderer, at_most=2)
    assert state() == (3, 0, ISSUED_AT)
    assert not issue(batch, renderer)


def test_makes_none_again_that_somebody_has_asked_for(batch, renderer):
    (asked, *_) = Invoice.objects.order_by("pk")
    document = issue_document(invoice_id=asked.pk, at=ISSUED_AT)
    issue(batch, renderer)
    assert IssuedDocument.objects.get(invoice=asked).pk == document.pk
    assert state()[0] == 3


def test_stands_back_where_somebody_was_faster(batch, renderer, monkeypatch):
    load = module.load_documents_to_print

    def load_slowly(invoice_ids):
        loaded = load(invoice_ids)
        issue_document(invoice_id=invoice_ids[1], at=ISSUED_AT)
        return loaded

    monkeypatch.setattr(module, "load_documents_to_print", load_slowly)
    issue(batch, renderer)
    assert state() == (3, 0, None)


def test_passes_over_a_document_that_kills_its_renderer(batch, renderer, monkeypatch):
    load, (_, bad, _) = module.load_documents_to_print, Invoice.objects.order_by("pk")
    monkeypatch.setattr(
        module,
        "load_documents_to_print",
        lambda ids: {pk: deadly(one) if pk == bad.pk else one for pk, one in load(ids).items()},
    )
    while issue(batch, renderer):
        pass
    assert state() == (2, 1, ISSUED_AT)
    monkeypatch.undo()
    assert issue_document(invoice_id=bad.pk, at=ISSUED_AT)
    assert state()[0] == 3


def test_asks_no_more_for_many_than_for_few(batch, renderer, django_assert_num_queries):
    # Claim, ids, invoices, lines, taxes, usage, insert, update; the savepoint of the test's transaction.
    with django_assert_num_queries(10):
        issue(batch, renderer, at_most=1)
    with django_assert_num_queries(10):
        issue(batch, renderer, at_most=2)


def test_waits_until_the_whole_run_is_finalized(renderer):
    first = BillRunBatchFactory()
    InvoiceFactory(batch=first)
    BillRunBatchFactory(bill_run=first.bill_run)
    finalize_batch(batch_id=first.pk, issued_at=ISSUED_AT)
    assert DocumentBatch.objects.count() == 1
    assert not issue(first, renderer)
