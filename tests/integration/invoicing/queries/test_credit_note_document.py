"""What a credit note says."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from invoicing.models import CreditNote
from invoicing.queries.credit_note_document import load_credit_note_document
from invoicing.use_cases.issue_credit_note import issue_credit_note
from tests.factories.invoicing import finalized_invoice

pytestmark = pytest.mark.django_db


def test_says_what_is_taken_back_of_which_invoice():
    invoice = finalized_invoice()
    note = issue_credit_note(
        invoice=invoice,
        reason="wrong meter",
        issued_at=datetime(2026, 2, 20, 9, tzinfo=UTC),
        issue_date=invoice.issue_date,
        actor=None,
    )
    document = load_credit_note_document(note.pk)
    assert (document.number, document.reason, document.issue_date) == (
        note.number,
        "wrong meter",
        note.issue_date,
    )
    assert (document.net, document.tax, document.total) == (
        Decimal("126.31"),
        Decimal("25.26"),
        Decimal("151.57"),
    )
    assert document.invoice.number == invoice.number
    assert document.lines == document.invoice.lines


def test_refuses_a_credit_note_that_is_not_there():
    with pytest.raises(CreditNote.DoesNotExist):
        load_credit_note_document(1)
