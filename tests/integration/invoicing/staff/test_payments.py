"""Payments: the list, one with what it settles, recording and reversing."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from billing_site.foundation.access import BILLING_STAFF, Role
from invoicing.models import Payment, PaymentReversal
from invoicing.use_cases.reverse_payment import reverse_payment
from tests.factories.invoicing import AccountFactory
from tests.factories.payments import billed, pay
from tests.factories.people import browser_of, user_with
from tests.integration.invoicing.staff.pages import (
    assert_for_office,
    assert_only_for,
    clerk,
    queries_of,
    text_of,
    url,
)

pytestmark = pytest.mark.django_db


def listed(query=""):
    rows = clerk().get(f"{url('payment-list')}?{query}").context["rows"]
    return [row["payment"] for row in rows]


def sent(payer, **facts):
    return {
        "account": payer.number,
        "amount": "120.00",
        "received_date": "2026-05-29",
        "source": "BANK",
        "reference": "TX-1",
        **facts,
    }


class TestList:
    def test_is_for_the_office(self):
        assert_for_office(url("payment-list"))

    def test_shows_the_last_recorded_first_and_how_much_of_it_is_used(self):
        account = AccountFactory()
        billed(account)
        used, partly, unused = pay(account, "100.00"), pay(account, "100.00"), pay(account, "10.00")
        bounced = pay(account, "20.00")
        reverse_payment(
            payment=bounced,
            reason="x",
            reversal_date=date(2026, 6, 2),
            reversed_at=datetime(2026, 6, 2, tzinfo=UTC),
            actor=None,
        )
        rows = clerk().get(url("payment-list")).context["rows"]
        assert [(row["payment"], row["status"].label) for row in rows] == [
            (bounced, "reversed"),
            (unused, "not used"),
            (partly, "not all used"),
            (used, "used"),
        ]

    def test_narrows_to_a_source_reference_or_account(self):
        first, second = AccountFactory(number="A-1"), AccountFactory(number="B-1")
        bank = pay(first, "10.00", reference="RF-77")
        cash = pay(second, "10.00", reference="0815", source="CASH")
        assert listed("source=CASH") == [cash]
        assert listed("q=rf-") == [bank]
        assert listed("q=b-1") == [cash]
        assert listed("source=rubbish") == [cash, bank]

    def test_asks_as_many_questions_for_many_payments_as_for_one(self):
        browser, account = clerk(), AccountFactory()
        pay(account, "10.00")
        one = queries_of(browser, url("payment-list"))
        for _ in range(4):
            pay(AccountFactory(), "10.00")
        assert queries_of(browser, url("payment-list")) == one

    def test_says_why_it_is_empty(self):
        assert "No payment yet" in text_of(clerk().get(url("payment-list")))


class TestNew:
    def test_is_for_those_who_bill(self):
        assert_only_for(url("payment-new"), *BILLING_STAFF)

    def test_shows_what_it_will_settle_before_it_is_saved(self):
        account = AccountFactory()
        january, february = billed(account, 1), billed(account, 2)
        response = clerk().post(url("payment-new"), sent(account, amount="200.00"))
        assert response.status_code == 200
        shares = response.context["preview"]["shares"]
        assert [(row["item"].invoice_id, row["amount"], row["left"]) for row in shares] == [
            (january.pk, Decimal("151.57"), Decimal("0.00")),
            (february.pk, Decimal("48.43"), Decimal("103.14")),
        ]
        assert "Record £200.00" in text_of(response)
        assert not Payment.objects.exists()

    def test_tells_what_will_wait_for_the_next_invoice(self):
        response = clerk().post(url("payment-new"), sent(AccountFactory()))
        assert "The account owes nothing." in text_of(response)
        assert "£120.00 settle nothing now" in text_of(response)

    def test_records_it(self):
        account = AccountFactory()
        invoice = billed(account)
        browser = clerk()
        response = browser.post(url("payment-new"), sent(account, record="", account=account.number.lower()))
        payment = Payment.objects.get()
        assert (response.status_code, response["Location"]) == (302, url("payment", payment.pk))
        assert (payment.account, payment.amount, payment.reference) == (account, Decimal("120.00"), "TX-1")
        assert payment.recorded_by is not None
        assert invoice.payment_allocations.get().amount == 120
        assert "The payment is recorded." in text_of(browser.get(response["Location"]))

    def test_records_it_once_however_often_it_is_sent(self):
        account, browser = AccountFactory(), clerk()
        browser.post(url("payment-new"), sent(account, record=""))
        response = browser.post(url("payment-new"), sent(account, record=""), follow=True)
        assert Payment.objects.count() == 1
        assert "was recorded before: nothing has changed" in text_of(response)

    def test_tells_of_a_reference_that_belongs_to_another_payment(self):
        account, browser = AccountFactory(), clerk()
        browser.post(url("payment-new"), sent(account, record=""))
        response = browser.post(url("payment-new"), sent(account, record="", amount="99.00"))
        assert response.status_code == 422
        assert "TX-1 is recorded already: 120.00 GBP" in text_of(response)
        assert Payment.objects.count() == 1

    @pytest.mark.parametrize(
        ("changed", "words"),
        [
            ({"account": "NOBODY"}, "No account has the number NOBODY"),
            ({"amount": "0"}, "it is more than nothing"),
            ({"amount": "-5"}, "it is more than nothing"),
            ({"amount": "1.005"}, "GBP has 2 decimals"),
            ({"amount": "1,500"}, "Write the amount with a point"),
            ({"amount": "NaN"}, "Write the amount with a point"),
            ({"received_date": "2999-01-01"}, "has not come yet"),
            ({"received_date": "29.5."}, "Enter a valid date"),
            ({"source": "BARTER"}, "Select a valid choice"),
            ({"reference": ""}, "This field is required"),
        ],
    )
    def test_tells_in_words_what_is_wrong(self, changed, words):
        response = clerk().post(url("payment-new"), sent(AccountFactory(), record="", **changed))
        assert response.status_code == 422
        assert words in text_of(response)
        assert not Payment.objects.exists()

    def test_knows_the_account_it_came_from(self):
        response = clerk().get(url("payment-new"), {"account": "A-1"})
        assert response.context["form"]["account"].value() == "A-1"


class TestPage:
    def test_is_for_the_office(self):
        assert_for_office(url("payment", pay(AccountFactory(), "10.00").pk))

    def test_is_404_for_a_payment_that_is_not_there(self):
        assert clerk().get(url("payment", 12345)).status_code == 404

    def test_shows_what_it_settles_and_what_waits(self):
        account = AccountFactory()
        invoice = billed(account)
        payment = pay(account, "200.00", reference="TX-200")
        page = text_of(clerk().get(url("payment", payment.pk)))
        assert invoice.number in page
        assert "151.57" in page
        assert "£48.43 wait for the next invoice" in page
        assert "TX-200" in page

    def test_offers_to_reverse_it_to_those_who_may(self):
        payment = pay(AccountFactory(), "10.00")
        address = url("payment-reverse", payment.pk)
        assert address in text_of(clerk().get(url("payment", payment.pk)))
        auditor = browser_of(user_with(Role.AUDITOR))
        assert address not in text_of(auditor.get(url("payment", payment.pk)))


class TestReverse:
    def test_is_for_those_who_bill(self):
        assert_only_for(url("payment-reverse", pay(AccountFactory(), "10.00").pk), *BILLING_STAFF)

    def test_tells_first_what_will_be_open_again(self):
        account = AccountFactory()
        invoice = billed(account)
        payment = pay(account, "100.00")
        page = text_of(clerk().get(url("payment-reverse", payment.pk)))
        assert f"{invoice.number} (£100.00)" in page

    def test_reverses_it(self):
        account = AccountFactory()
        invoice = billed(account)
        payment = pay(account, "100.00")
        browser = clerk()
        response = browser.post(
            url("payment-reverse", payment.pk), {"reason": "bounced", "reversal_date": "2026-06-02"}
        )
        assert (response.status_code, response["Location"]) == (302, url("payment", payment.pk))
        assert PaymentReversal.objects.get().reason == "bounced"
        assert not invoice.payment_allocations.filter(released_at=None).exists()
        page = text_of(browser.get(response["Location"]))
        assert "Reversed on 2 Jun 2026." in page
        assert url("payment-reverse", payment.pk) not in page

    def test_tells_in_words_what_is_wrong(self):
        payment = pay(AccountFactory(), "100.00")
        response = clerk().post(
            url("payment-reverse", payment.pk), {"reason": "bounced", "reversal_date": "2026-05-01"}
        )
        assert response.status_code == 422
        assert "it cannot go back on 2026-05-01" in text_of(response)
        assert not PaymentReversal.objects.exists()

    def test_leads_to_the_payment_when_it_is_reversed_already(self):
        payment = pay(AccountFactory(), "100.00")
        browser = clerk()
        browser.post(url("payment-reverse", payment.pk), {"reason": "x", "reversal_date": "2026-06-02"})
        assert browser.get(url("payment-reverse", payment.pk))["Location"] == url("payment", payment.pk)
