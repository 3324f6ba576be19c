"""A credit note as PDF."""

from __future__ import annotations

from billing_site.foundation.writing import NOT_KNOWN
from invoicing.document_values import CreditNoteDocument
from invoicing.documents.charge_blocks import line_blocks, sums_block
from invoicing.documents.formats import Formats
from invoicing.documents.labels import labels_in
from invoicing.documents.letter import Letter, Section, render_letter
from invoicing.documents.letterhead import letterhead


def render_credit_note_pdf(document: CreditNoteDocument) -> bytes:
    """The credit note in the language of its account; amounts are what the customer gets back.

    The same document always gives the same bytes.
    """
    invoice = document.invoice
    formats = Formats(invoice.parties.recipient.language, invoice.currency)
    labels = labels_in(formats.language)
    title = f"{labels['credit_note']} {document.number}"
    return render_letter(
        Letter(
            template="invoicing/documents/credit_note.html",
            words={
                **letterhead(invoice.parties.seller, invoice.parties.recipient, labels),
                "title": title,
                "subtitle": f"{labels['credited_invoice']} {invoice.number}",
                "facts": _facts(document, formats),
                "hero": {
                    "what": labels["amount_credited"],
                    "figure": formats.money(document.total),
                    "when": labels["credited_invoice"],
                    "beside": invoice.number,
                },
                "sections": _sections(document, formats),
            },
            title=title,
            author=invoice.parties.seller.name,
            dated=document.issue_date,
            language=formats.language,
            page_text=labels["page"],
            blocks={
                "lines": line_blocks(invoice, document.lines, formats),
                "sums": [sums_block(document.net, invoice.taxes, document.total, formats)],
            },
        )
    )


def _facts(document: CreditNoteDocument, formats: Formats) -> list[tuple[str, str]]:
    labels, recipient = labels_in(formats.language), document.invoice.parties.recipient
    return [
        (labels["credit_note_number"], document.number),
        (labels["credit_note_date"], formats.day(document.issue_date)),
        (labels["customer_number"], recipient.customer_number),
        (labels["account_number"], recipient.account_number),
        (labels["period"], formats.span(document.invoice.from_date, document.invoice.to_date)),
    ]


def _sections(document: CreditNoteDocument, formats: Formats) -> list[Section]:
    labels, invoice = labels_in(formats.language), document.invoice
    text = labels["credit_text"].format(
        number=invoice.number,
        issue_date=formats.day(invoice.issue_date) if invoice.issue_date else NOT_KNOWN,
        amount=formats.money(document.total),
        account=invoice.parties.recipient.account_number,
    )
    return [Section(labels["credit_reason"], [document.reason, text])]
