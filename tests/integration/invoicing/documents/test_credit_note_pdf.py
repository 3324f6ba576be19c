"""What a credit note shows."""

from datetime import date

from invoicing.document_values import CreditNoteDocument
from invoicing.documents.credit_note_pdf import render_credit_note_pdf
from invoicing.documents.rendering_apart import render_apart
from tests.integration.invoicing.documents.sample_documents import invoice_document, text_of


def credit_note(invoice):
    return CreditNoteDocument(
        number="CN-2026-000007",
        issue_date=date(2026, 2, 20),
        reason="The reading was of <another> meter.",
        net=invoice.net,
        tax=invoice.tax,
        total=invoice.total,
        invoice=invoice,
        lines=invoice.lines,
    )


def test_names_the_invoice_it_takes_back_and_why():
    text = text_of(render_credit_note_pdf(credit_note(invoice_document())))
    assert "Credit note CN-2026-000007\nFor invoice INV-2026-000123" in text
    assert "Amount credited\n£144.83\nFor invoice\nINV-2026-000123" in text
    assert "Reason\nThe reading was of <another> meter." in text
    assert "takes back invoice INV-2026-000123 of 3 February 2026 as a whole" in text
    assert "Date\n20 February 2026" in text


def test_shows_what_is_taken_back_and_asks_for_nothing():
    text = text_of(render_credit_note_pdf(credit_note(invoice_document())))
    assert "120.5 kWh\n0.31\n37.36" in text
    assert "Total\n£144.83" in text
    assert "pay" not in text.lower()


def test_speaks_german_to_german_accounts():
    invoice = invoice_document(language="de", currency="EUR")
    text = text_of(render_credit_note_pdf(credit_note(invoice)))
    assert "Rechnungskorrektur CN-2026-000007\nZur Rechnung INV-2026-000123" in text
    assert "Wird Ihnen gutgeschrieben\n144,83 €" in text


def test_is_the_same_when_it_is_laid_out_apart():
    note = credit_note(invoice_document())
    assert render_apart(note) == render_credit_note_pdf(note)
