"""What the database refuses to do to credit notes."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from invoicing.models import CreditNote, CreditNoteLine
from invoicing.use_cases.finalize_batch import finalize_batch
from invoicing.use_cases.issue_credit_note import issue_credit_note
from tests.factories.invoicing import InvoiceFactory, finalized_invoice
from tests.integration.invoicing.models.refusals import refusal, ways_to_change, ways_to_delete

pytestmark = pytest.mark.django_db


def issued():
    return issue_credit_note(
        invoice=finalized_invoice(),
        reason="test",
        issued_at=datetime(2026, 2, 10, 9, tzinfo=UTC),
        issue_date=date(2026, 2, 10),
        actor=None,
    )


def note_of(invoice, **facts):
    return CreditNote(
        **{
            "invoice": invoice,
            "series": "CN",
            "year": 2026,
            "sequence_number": 7,
            "number": "CN-2026-000007",
            "issue_date": date(2026, 2, 10),
            "reason": "test",
            "currency": "GBP",
            "net": 0,
            "tax": 0,
            "total": 0,
            **facts,
        }
    )


def test_is_final():
    note = issued()
    for change in ways_to_change(note, "reason", "another"):
        assert "A credit note is final: it can be neither changed nor deleted." in refusal(change)
    assert "A credit note is final" in refusal(ways_to_delete(note)[2])


def test_its_lines_are_final():
    line = issued().lines.first()
    for change in ways_to_change(line, "amount", Decimal(1)):
        assert "A credit note is final: its lines" in refusal(change)
    for delete in ways_to_delete(line):
        assert "A credit note is final: its lines" in refusal(delete)


def test_is_of_a_finalized_invoice():
    assert "Only a finalized invoice can be credited." in refusal(note_of(InvoiceFactory()).save)


def test_adds_up_when_it_is_committed():
    assert "does not add up: net 1.0000 and tax 0.0000, but its lines come to 0 and 0" in refusal(
        note_of(finalized_invoice(), net=1, total=1).save
    )


def test_gets_no_line_later():
    note = issued()
    line = note.lines.first()
    assert "credit_note_line_once" in refusal(
        lambda: CreditNoteLine.objects.create(
            credit_note=note, invoice_line=line.invoice_line, amount=0, tax_amount=0
        )
    )
    other = InvoiceFactory().lines.first()
    assert "does not add up" in refusal(
        lambda: CreditNoteLine.objects.create(
            credit_note=note, invoice_line=other, amount=Decimal(1), tax_amount=0
        )
    )


def test_is_the_only_one_of_its_invoice():
    assert "invoice_id" in refusal(note_of(issued().invoice).save)


@pytest.mark.parametrize(
    ("facts", "constraint"),
    [
        ({"total": 5}, "credit_note_total_is_net_plus_tax"),
        ({"reason": ""}, "credit_note_has_reason"),
    ],
)
def test_does_not_contradict_itself(facts, constraint):
    assert constraint in refusal(note_of(finalized_invoice(), **facts).save)


def test_has_a_number_of_its_own():
    first = issued()
    other = InvoiceFactory(
        batch__bill_run__from_date=date(2026, 2, 1), batch__bill_run__to_date=date(2026, 3, 1)
    )
    finalize_batch(batch_id=other.batch_id, issued_at=datetime(2026, 2, 10, 9, tzinfo=UTC))
    assert "credit_note_sequence_number_once" in refusal(
        note_of(other, sequence_number=first.sequence_number).save
    )
