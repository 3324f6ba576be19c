"""A credit note is a page with its lines, its PDF, and the way to bill its days again."""

from datetime import UTC, datetime

import pytest

from billing_site.foundation.access import OFFICE
from invoicing.models import BillRun
from invoicing.use_cases.issue_credit_note import issue_credit_note
from tests.factories.billing import supplied_account, work_through
from tests.factories.corrections import issued_january
from tests.integration.invoicing.staff.pages import assert_only_for, clerk, manager, text_of, url

pytestmark = pytest.mark.django_db
AT = datetime(2026, 2, 20, 9, tzinfo=UTC)


@pytest.fixture
def note():
    """Of the bill of 133.52 for January."""
    (invoice,) = issued_january(supplied_account())
    return issue_credit_note(
        invoice=invoice, reason="meters mixed up", issued_at=AT, issue_date=AT.date(), actor="Ada"
    )


def test_shows_lines_reason_and_who(note):
    page = text_of(clerk().get(url("credit-note", note.pk)))
    assert f"Credit note {note.number}" in page
    assert "meters mixed up" in page
    assert "<dd>Ada<" in page
    assert "Standing charge" in page
    assert "133.52" in page
    assert url("invoice", note.invoice_id) in page


def test_is_a_pdf(note):
    response = clerk().get(url("credit-note-pdf", note.pk))
    assert response["Content-Type"] == "application/pdf"
    assert note.number in response["Content-Disposition"]
    assert response.content.startswith(b"%PDF")


def test_invoice_and_account_lead_to_it(note):
    address = url("credit-note", note.pk)
    assert address in text_of(clerk().get(url("invoice", note.invoice_id)))
    account = text_of(clerk().get(url("account", note.invoice.account_id)))
    assert account.count(f'href="{address}"') == 2, "in the list of invoices and in the statement"


def test_search_finds_it_by_its_number(note):
    response = clerk().get("/staff/search", {"q": note.number.lower()})
    assert response["Location"] == url("credit-note", note.pk)


def test_days_are_billed_again_for_this_account_alone(note):
    browser = clerk()
    assert "These days are not billed now" in text_of(browser.get(url("credit-note", note.pk)))
    response = browser.post(url("credit-note-bill-again", note.pk))
    run = BillRun.objects.get(account=note.invoice.account)
    assert response["Location"] == url("bill-run", run.pk)
    work_through(run)
    page = text_of(browser.get(url("credit-note", note.pk)))
    assert "Billed again." in page
    assert "a draft" in page.lower()
    assert url("credit-note-bill-again", note.pk) not in page


def test_the_button_to_credit_says_that_a_page_opens():
    (invoice,) = issued_january(supplied_account())
    assert ">Credit…</a>" in text_of(manager().get(url("invoice", invoice.pk)))


def test_is_for_the_office(note):
    assert_only_for(url("credit-note", note.pk), *OFFICE)
    assert clerk().get(url("credit-note", note.pk + 1)).status_code == 404


def test_says_that_the_pdf_could_not_be_made(note, monkeypatch):
    monkeypatch.setattr("invoicing.documents.rendering_apart._PROCESS", "no.such.module")
    response = clerk().get(url("credit-note-pdf", note.pk))
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert "The document is not there yet" in response.content.decode()
