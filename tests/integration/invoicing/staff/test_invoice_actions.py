"""What may be done with an invoice."""

import pytest

from billing_site.foundation.access import BILLING_STAFF, Role
from invoicing.models import CreditNote, Invoice
from tests.factories.billing import drafted_run, supplied_account
from tests.factories.invoicing import AccountFactory
from tests.factories.payments import billed, pay
from tests.factories.people import browser_of, user_with
from tests.integration.invoicing.staff.pages import assert_only_for, clerk, manager, text_of, url

pytestmark = pytest.mark.django_db


def draft():
    supplied_account()
    drafted_run()
    return Invoice.objects.get()


class TestCredit:
    def test_is_for_managers(self):
        assert_only_for(url("invoice-credit", billed(AccountFactory()).pk), Role.MANAGER)

    def test_only_a_manager_does_it(self):
        invoice = billed(AccountFactory())
        sent = {"reason": "wrong meter", "typed": invoice.number}
        for role in (Role.CLERK, Role.AUDITOR, Role.CUSTOMER):
            response = browser_of(user_with(role)).post(url("invoice-credit", invoice.pk), sent)
            assert response.status_code == 403
        assert not CreditNote.objects.exists()

    def test_takes_the_invoice_back(self):
        invoice = billed(AccountFactory())
        browser = manager()
        response = browser.post(
            url("invoice-credit", invoice.pk),
            {"reason": "wrong meter", "typed": f" {invoice.number.lower()} "},
        )
        note = CreditNote.objects.get(invoice=invoice)
        assert (response.status_code, response["Location"]) == (302, url("credit-note", note.pk))
        assert note.reason == "wrong meter"
        assert f"is taken back by credit note {note.number}" in text_of(browser.get(response["Location"]))

    @pytest.mark.parametrize(
        ("sent", "words"),
        [
            ({"reason": "wrong meter", "typed": "INV-1"}, "This is not INV-2026-000001"),
            ({"reason": "wrong meter"}, "This field is required"),
            ({"typed": "INV-2026-000001"}, "This field is required"),
        ],
    )
    def test_wants_a_reason_and_the_number(self, sent, words):
        invoice = billed(AccountFactory())
        response = manager().post(url("invoice-credit", invoice.pk), sent)
        assert response.status_code == 422
        assert words in text_of(response)
        assert not CreditNote.objects.exists()

    def test_tells_what_becomes_of_the_money_that_was_paid(self):
        account = AccountFactory()
        invoice = billed(account)
        pay(account, "100.00")
        assert "the £100.00 paid of it" in text_of(manager().get(url("invoice-credit", invoice.pk)))

    def test_says_so_when_it_was_done_meanwhile(self):
        invoice = billed(AccountFactory())
        browser, sent = manager(), {"reason": "wrong meter", "typed": invoice.number}
        browser.post(url("invoice-credit", invoice.pk), sent)
        response = browser.post(url("invoice-credit", invoice.pk), sent)
        assert "is taken back already" in text_of(response)
        assert CreditNote.objects.count() == 1

    def test_is_404_for_a_draft(self):
        assert manager().get(url("invoice-credit", draft().pk)).status_code == 404


class TestCancel:
    def test_is_for_those_who_bill(self):
        assert_only_for(url("invoice-cancel", draft().pk), *BILLING_STAFF)

    def test_drops_the_draft(self):
        one = draft()
        browser = clerk()
        response = browser.post(url("invoice-cancel", one.pk), {"typed": one.account.number})
        assert (response.status_code, response["Location"]) == (302, url("account", one.account_id))
        assert not Invoice.objects.exists()
        assert "is cancelled" in text_of(browser.get(response["Location"]))

    def test_wants_the_accounts_number(self):
        one = draft()
        response = clerk().post(url("invoice-cancel", one.pk), {"typed": "yes"})
        assert response.status_code == 422
        assert f"This is not {one.account.number}" in text_of(response)
        assert Invoice.objects.exists()

    def test_is_404_for_an_invoice_that_is_final(self):
        assert clerk().get(url("invoice-cancel", billed(AccountFactory()).pk)).status_code == 404
