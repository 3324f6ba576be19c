"""Credit notes as programs see them."""

from datetime import date

import pytest

from invoicing.use_cases.issue_credit_note import issue_credit_note
from tests.factories.api_keys import program
from tests.factories.invoicing import ISSUED_AT, finalized_invoice

pytestmark = pytest.mark.django_db


@pytest.fixture
def note():
    """Of an invoice of three lines."""
    return issue_credit_note(
        invoice=finalized_invoice(),
        reason="moved",
        issued_at=ISSUED_AT,
        issue_date=date(2026, 2, 5),
        actor=None,
    )


def test_are_listed_and_narrowed(note):
    (found,) = program().get("credit-notes").json()["data"]
    assert (found["number"], found["invoice"]) == (note.number, note.invoice.number)
    assert found["total"] == {"amount": "151.57", "currency": "GBP"}
    assert program().get("credit-notes", invoice=note.invoice.number).json()["data"] == [found]
    assert program().get("credit-notes", invoice="INV-1").json()["data"] == []
    assert program().get("credit-notes", account=note.invoice.account.number).json()["data"] == [found]
    assert program().get("credit-notes", issued_from="2026-02-06").json()["data"] == []
    assert program().get("credit-notes", issued_to="2026-02-06").json()["data"] == [found]


def test_one_has_its_lines(note):
    found = program().get(f"credit-notes/{note.number}").json()
    assert [line["amount"] for line in found["lines"]] == ["13.95", "75.00", "37.36"]
    assert program().get("credit-notes/CN-0").status_code == 404


def test_is_a_pdf(note):
    answer = program().get(f"credit-notes/{note.number}/pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_the_invoice_names_it(note):
    assert program().get(f"invoices/{note.invoice.number}").json()["credit_note"] == note.number


def test_says_when_to_come_back_for_a_pdf_that_could_not_be_made(note, monkeypatch):
    monkeypatch.setattr("invoicing.documents.rendering_apart._PROCESS", "no.such.module")
    answer = program().get(f"credit-notes/{note.number}/pdf")
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert answer.json()["code"] == "document.unavailable"
