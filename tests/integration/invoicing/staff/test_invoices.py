# ruff: noqa: RUF001 - the minus and multiplication signs belong to the page
"""The list of invoices, the page of one, and its PDF."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from billing_site.foundation.access import Role
from invoicing.documents import rendering_apart
from invoicing.models import Invoice, IssuedDocument
from invoicing.use_cases.hold_bill import hold_bill
from invoicing.use_cases.issue_credit_note import issue_credit_note
from tests.factories.billing import drafted_run, supplied_account
from tests.factories.invoicing import AccountFactory, InvoiceFactory
from tests.factories.payments import billed, pay
from tests.factories.people import browser_of, user_with
from tests.integration.invoicing.staff.pages import (
    assert_for_office,
    clerk,
    manager,
    queries_of,
    text_of,
    url,
)

pytestmark = pytest.mark.django_db


def listed(query=""):
    rows = clerk().get(f"{url('invoice-list')}?{query}").context["rows"]
    return [row["invoice"] for row in rows]


def statuses(query=""):
    rows = clerk().get(f"{url('invoice-list')}?{query}").context["rows"]
    return [row["status"].label for row in rows]


def credit(invoice):
    return issue_credit_note(
        invoice=invoice,
        reason="wrong meter",
        issued_at=datetime(2026, 6, 5, tzinfo=UTC),
        issue_date=date(2026, 6, 5),
        actor=None,
    )


class TestList:
    def test_is_for_the_office(self):
        assert_for_office(url("invoice-list"))

    def test_shows_the_newest_first(self):
        account = AccountFactory()
        january, february = billed(account, 1), billed(account, 2)
        assert listed() == [february, january]

    def test_tells_how_each_stands(self):
        account = AccountFactory()
        credit(billed(account, 1))
        billed(account, 2)
        pay(account, "151.57")
        billed(account, 3)
        InvoiceFactory(account=account)
        assert [label.split()[0] for label in statuses()] == ["draft", "overdue", "paid", "credited"]

    def test_narrows_to_a_state(self):
        account = AccountFactory()
        credited, paid = billed(account, 1), billed(account, 2)
        credit(credited)
        pay(account, "151.57")
        open_one = billed(account, 3)
        draft = InvoiceFactory(account=account)
        assert listed("show=draft") == [draft]
        assert listed("show=open") == listed("show=overdue") == [open_one]
        assert listed("show=credited") == [credited]
        assert set(listed("show=rubbish")) == {credited, paid, open_one, draft}

    def test_narrows_to_a_month_and_a_number(self):
        first, second = AccountFactory(number="A-1"), AccountFactory(number="B-1")
        january = billed(first, 1)
        february = billed(second, 2)
        assert listed("month=2026-01") == [january]
        assert listed("q=b-") == [february]
        assert listed(f"q={january.number.lower()}") == [january]
        assert listed("month=rubbish") == [february, january]

    def test_goes_on_page_by_page(self):
        account = AccountFactory()
        draft = InvoiceFactory(account=account, with_lines=False)
        Invoice.objects.bulk_create(
            Invoice(
                account=AccountFactory(),
                batch=draft.batch,
                from_date=draft.from_date,
                to_date=draft.to_date,
                as_of=draft.as_of,
                currency="GBP",
                net=0,
                tax=0,
                total=0,
            )
            for _ in range(50)
        )
        browser = clerk()
        first = browser.get(url("invoice-list"))
        second = browser.get(first.context["older_url"])
        assert [row["invoice"] for row in second.context["rows"]] == [draft]

    def test_asks_as_many_questions_for_many_invoices_as_for_one(self):
        browser = clerk()
        billed(AccountFactory())
        one = queries_of(browser, url("invoice-list"))
        for _ in range(4):
            billed(AccountFactory())
        assert queries_of(browser, url("invoice-list")) == one


class TestPage:
    def test_is_for_the_office(self):
        assert_for_office(url("invoice", billed(AccountFactory()).pk))

    def test_is_404_for_an_invoice_that_is_not_there(self):
        assert clerk().get(url("invoice", 12345)).status_code == 404

    def test_shows_lines_that_open_and_sums(self):
        invoice = billed(AccountFactory())
        page = text_of(clerk().get(url("invoice", invoice.pk)))
        for position in (1, 2, 3):
            assert f'hx-get="{url("invoice-line", invoice.pk, position)}"' in page
        assert "420.5 kWh" not in page.split("<summary>")[0]
        for amount in ("13.95", "75.00", "37.36", "126.31", "25.26", "£151.57"):
            assert amount in page, amount
        assert "of 126.31" in page

    def test_says_in_a_sentence_how_each_line_came_about(self):
        invoice = billed(AccountFactory())
        page = text_of(clerk().get(url("invoice", invoice.pk))).replace("\N{NO-BREAK SPACE}", " ")
        assert "31 days × 0.45 = 13.95 GBP" in page

    def test_shows_what_is_paid_and_what_is_open(self):
        account = AccountFactory()
        invoice = billed(account)
        pay(account, "100.00")
        page = text_of(clerk().get(url("invoice", invoice.pk)))
        assert "£51.57" in page
        assert "overdue" in page
        assert "Record a payment" in page

    def test_offers_only_what_may_be_done(self):
        invoice, draft = billed(AccountFactory()), InvoiceFactory()
        credit_url, cancel_url = url("invoice-credit", invoice.pk), url("invoice-cancel", draft.pk)
        assert credit_url in text_of(manager().get(url("invoice", invoice.pk)))
        assert credit_url not in text_of(clerk().get(url("invoice", invoice.pk)))
        assert cancel_url in text_of(clerk().get(url("invoice", draft.pk)))
        auditor = browser_of(user_with(Role.AUDITOR))
        assert cancel_url not in text_of(auditor.get(url("invoice", draft.pk)))
        credit(invoice)
        assert credit_url not in text_of(manager().get(url("invoice", invoice.pk)))

    def test_tells_of_the_credit_note(self):
        invoice = billed(AccountFactory())
        note = credit(invoice)
        page = text_of(clerk().get(url("invoice", invoice.pk)))
        assert f"Credit note {note.number}" in page
        assert "wrong meter" in page

    def test_tells_why_a_draft_is_held(self):
        supplied_account()
        run = drafted_run()
        draft = Invoice.objects.get(batch__bill_run=run)
        hold_bill(invoice=draft, held_at=datetime(2026, 2, 2, 9, tzinfo=UTC), reason="odd", actor="clerk")
        page = text_of(clerk().get(url("invoice", draft.pk)))
        assert "odd" in page
        assert ">held<" in page.replace("> ", ">").replace(" <", "<")

    def test_compares_with_the_one_before(self):
        account = AccountFactory()
        january, february = billed(account, 1), billed(account, 2)
        response = clerk().get(url("invoice", february.pk))
        assert response.context["comparison"].previous_id == january.pk
        assert response.context["comparison"].change == Decimal(0)
        assert "Exactly as much as" in text_of(response)
        assert clerk().get(url("invoice", january.pk)).context["comparison"] is None

    def test_says_what_the_difference_comes_from(self):
        account = AccountFactory()
        billed(account, 1)
        later = billed(account, 2)
        effects = clerk().get(url("invoice", later.pk)).context["effects"]
        assert sum(effect.amount for effect in effects) == 0

    def test_asks_few_questions(self):
        account = AccountFactory()
        billed(account, 1)
        assert queries_of(clerk(), url("invoice", billed(account, 2).pk)) <= 36


class TestPdf:
    def test_is_for_the_office(self):
        assert_for_office(url("invoice-pdf", billed(AccountFactory()).pk))

    def test_shows_the_document_in_the_browser(self):
        invoice = billed(AccountFactory())
        response = clerk().get(url("invoice-pdf", invoice.pk))
        assert response["Content-Type"] == "application/pdf"
        assert response["Content-Disposition"] == f'inline; filename="{invoice.number}.pdf"'
        assert response.content.startswith(b"%PDF")
        assert response.content == bytes(invoice.document.content)

    def test_is_not_sent_to_who_has_it(self):
        browser, address = clerk(), url("invoice-pdf", billed(AccountFactory()).pk)
        tag = browser.get(address)["ETag"]
        assert len(tag) == 64 + 2
        again = browser.get(address, headers={"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")
        assert browser.get(address, headers={"If-None-Match": '"other"'}).status_code == 200

    def test_shows_a_draft_and_keeps_nothing_of_it(self):
        draft = InvoiceFactory()
        response = clerk().get(url("invoice-pdf", draft.pk))
        assert response["Content-Disposition"] == f'inline; filename="draft-{draft.pk}.pdf"'
        assert response.content.startswith(b"%PDF")
        assert "ETag" not in response
        assert not IssuedDocument.objects.exists()

    @pytest.mark.parametrize("make", [InvoiceFactory, lambda: billed(AccountFactory())])
    def test_says_in_plain_words_that_it_could_not_be_made(self, make, monkeypatch):
        monkeypatch.setattr(rendering_apart, "_PROCESS", "no.such.module")
        response = clerk().get(url("invoice-pdf", make().pk))
        assert (response.status_code, response["Retry-After"]) == (503, "60")
        assert "The document is not there yet" in text_of(response)
        assert not IssuedDocument.objects.exists()
