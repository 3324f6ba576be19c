"""What a credit note says, put together from what is stored."""

from __future__ import annotations

from dataclasses import replace

from invoicing.document_values import CreditNoteDocument
from invoicing.models import CreditNote
from invoicing.queries.invoice_document import load_invoice_document


def load_credit_note_document(credit_note_id: int) -> CreditNoteDocument:
    """The credit note with the invoice it takes back; raises CreditNote.DoesNotExist."""
    note = CreditNote.objects.get(pk=credit_note_id)
    invoice = load_invoice_document(note.invoice_id)
    printed = {line.position: line for line in invoice.lines}
    credited = note.lines.order_by("invoice_line__position").values_list("invoice_line__position", "amount")
    return CreditNoteDocument(
        number=note.number,
        issue_date=note.issue_date,
        reason=note.reason,
        net=note.net,
        tax=note.tax,
        total=note.total,
        invoice=invoice,
        lines=tuple(replace(printed[position], amount=amount) for position, amount in credited),
    )
