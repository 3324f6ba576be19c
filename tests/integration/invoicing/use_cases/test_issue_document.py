"""The document of one invoice, made when it is first asked for."""

from hashlib import sha256

import pytest

from invoicing.documents.rendering_apart import RenderingLimits
from invoicing.models import Invoice, IssuedDocument
from invoicing.use_cases import issue_document as module
from invoicing.use_cases.issue_document import UnableToIssueDocument, issue_document
from tests.factories.documents import deadly
from tests.factories.invoicing import ISSUED_AT, InvoiceFactory, finalized_invoice

pytestmark = pytest.mark.django_db


def refused(*args, **kwargs):
    raise AssertionError("rendered again")


def test_is_made_once_and_then_given_as_it_is_stored(monkeypatch):
    invoice = finalized_invoice()
    made = issue_document(invoice_id=invoice.pk, at=ISSUED_AT)
    assert bytes(made.content).startswith(b"%PDF-")
    assert (made.sha256, made.rendered_at) == (sha256(made.content).hexdigest(), ISSUED_AT)
    monkeypatch.setattr(module, "render_apart", refused)
    assert issue_document(invoice_id=invoice.pk, at=ISSUED_AT).pk == made.pk


def test_the_first_that_is_stored_is_the_document(monkeypatch):
    invoice, render = finalized_invoice(), module.render_apart

    def slowly(document, **limits):
        monkeypatch.setattr(module, "render_apart", lambda document, **limits: b"%PDF- first")
        issue_document(invoice_id=invoice.pk, at=ISSUED_AT)
        return render(document, **limits)

    monkeypatch.setattr(module, "render_apart", slowly)
    assert bytes(issue_document(invoice_id=invoice.pk, at=ISSUED_AT).content) == b"%PDF- first"
    assert IssuedDocument.objects.count() == 1


def test_a_renderer_that_dies_leaves_everything_as_it_was(monkeypatch):
    invoice, load = finalized_invoice(), module.load_documents_to_print
    before = Invoice.objects.values().get(pk=invoice.pk)
    monkeypatch.setattr(
        module, "load_documents_to_print", lambda ids: {pk: deadly(one) for pk, one in load(ids).items()}
    )
    with pytest.raises(
        UnableToIssueDocument, match=rf"document of {invoice.number} could not be made: its pr"
    ):
        issue_document(invoice_id=invoice.pk, at=ISSUED_AT)
    assert Invoice.objects.values().get(pk=invoice.pk) == before
    assert not IssuedDocument.objects.exists()


def test_keeps_to_its_limits():
    with pytest.raises(UnableToIssueDocument, match=r"took longer than 0\.01 s"):
        issue_document(
            invoice_id=finalized_invoice().pk, at=ISSUED_AT, limits=RenderingLimits(document_s=0.01)
        )


def test_a_draft_has_none():
    with pytest.raises(UnableToIssueDocument, match="a draft has no document"):
        issue_document(invoice_id=InvoiceFactory().pk, at=ISSUED_AT)
