"""Bills as customers read them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing_site.foundation.access import Role
from invoicing.documents import rendering_apart
from invoicing.models import Invoice
from invoicing.use_cases.issue_credit_note import issue_credit_note
from metering.models import Channel, IntervalDay
from metering.usage.reading_quality import ReadingQuality
from tests.factories.invoicing import InvoiceFactory
from tests.factories.people import browser_of, user_with
from tests.factories.portal import bill_january_and_february, customer_of, household
from tests.factories.readings import store_readings

pytestmark = pytest.mark.django_db


@pytest.fixture
def account():
    account = household().account
    bill_january_and_february()
    return account


def bill_of(account, month=2):
    return Invoice.objects.get(account=account, from_date=date(2026, month, 1))


def pages(bill):
    return [
        reverse("invoicing-portal:invoice", args=[bill.number]),
        reverse("invoicing-portal:invoice-pdf", args=[bill.number]),
        reverse("invoicing-portal:invoice-line", args=[bill.number, 1]),
    ]


def text_of(browser, url):
    response = browser.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_shows_its_customer_every_page_and_others_none(account):
    urls = pages(bill_of(account))
    assert {customer_of(account).get(url).status_code for url in urls} == {200}
    assert {customer_of(household().account).get(url).status_code for url in urls} == {404}
    assert {browser_of(user_with(Role.CLERK)).get(url).status_code for url in urls} == {403}


def test_does_not_know_a_number_that_is_none(account):
    assert {customer_of(account).get(url).status_code for url in pages(Invoice(number="\0"))} == {404}


def test_does_not_know_drafts():
    draft = InvoiceFactory()
    assert (
        customer_of(draft.account).get(reverse("invoicing-portal:invoice", args=["None"])).status_code == 404
    )
    assert (
        draft not in customer_of(draft.account).get(reverse("invoicing-portal:invoice-list")).context["bills"]
    )


def test_says_in_three_sentences_what_matters(account):
    text = text_of(customer_of(account), pages(bill_of(account))[0])
    assert "This bill is £243.50 for 1–28 Feb 2026." in text  # noqa: RUF001
    assert (
        "It is £109.98 more than for 1–31 Jan 2026, mostly because you used more."  # noqa: RUF001
        in text
    )
    assert "Please pay £243.50 by 19 March 2026." in text


def test_says_why_it_is_more_in_parts_that_add_up(account):
    response = customer_of(account).get(pages(bill_of(account))[0])
    effects = [(effect.label, effect.amount) for effect in response.context["effects"]]
    assert effects == [
        ("Higher usage", Decimal("104.16")),
        ("Tax", Decimal("18.33")),
        ("3 days fewer", Decimal("-12.51")),
    ]
    assert sum(amount for _, amount in effects) == Decimal("109.98")
    assert [(effect.bar.x, effect.bar.width) for effect in response.context["effects"]] == [
        ("50.0%", "50.0%"),
        ("50.0%", "8.8%"),
        ("44.0%", "6.0%"),  # what is less grows to the left
    ]


def test_the_first_bill_is_compared_with_none(account):
    response = customer_of(account).get(pages(bill_of(account, 1))[0])
    assert response.context["change"] is None
    assert "There is no earlier bill to compare it with." in response.content.decode()


def test_says_that_a_credited_bill_needs_nothing(account):
    bill = bill_of(account)
    note = issue_credit_note(
        invoice=bill,
        reason="wrong",
        issued_at=datetime(2026, 3, 8, tzinfo=UTC),
        issue_date=date(2026, 3, 8),
        actor=None,
    )
    text = text_of(customer_of(account), pages(bill)[0])
    assert f"You need not do anything: credit note {note.number} has cancelled this bill." in text
    assert 'id="pay"' not in text


def test_lists_the_lines_of_the_printed_bill(account):
    response = customer_of(account).get(pages(bill_of(account))[0])
    (group,) = response.context["groups"]
    lines = [(one["position"], one["printed"].label, one["printed"].amount) for one in group["lines"]]
    assert lines == [
        (1, "Standing charge", "12.60"),
        (2, "Electricity", "75.00"),
        (3, "Electricity", "115.32"),
    ]


def test_heads_the_columns_and_says_what_a_price_is_of(account):
    text = text_of(customer_of(account), pages(bill_of(account))[0])
    for head in ("Item", "Quantity", "Price in GBP", "Amount in GBP"):
        assert f">{head}</span>" in text
    assert '<span class="num">28\N{NO-BREAK SPACE}days</span><span class="num">0.45 per day</span>' in text
    assert "0.31 per kWh</span>" in text


@pytest.mark.parametrize(
    ("accounts", "told"),
    [
        ({"GBP": "sort code 20-00-00", "EUR": "DE02 1203"}, "sort code 20-00-00"),
        ({"EUR": "DE02 1203"}, "Please ask us where to pay in GBP. 0800 555 0199"),
    ],
)
def test_says_where_to_pay_in_the_currency_of_the_bill(settings, accounts, told):
    settings.SELLER = {**settings.SELLER, "bank_accounts": accounts, "contact": "0800 555 0199"}
    account = household().account
    bill_january_and_february()
    text = text_of(customer_of(account), pages(bill_of(account))[0])
    assert told in text
    assert "DE02" not in text


def test_opens_a_line_to_its_days_and_intervals(account):
    url = reverse("invoicing-portal:invoice-line", args=[bill_of(account).number, 3])
    browser = customer_of(account)
    text = text_of(browser, url)
    assert "<html" in text
    assert "the same to the cent" in text
    assert "/charges/" not in text  # where the rule stands in the document is for the office
    assert "18:00: 0.5" in text_of(browser, f"{url}?day=2026-02-14")
    assert "readings: measured by your meter, delivered by North Grid on" in text_of(
        browser, f"{url}?day=2026-02-14"
    )
    assert "readings-" not in text  # names of files are for the office
    fragment = browser.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert (
        browser.get(reverse("invoicing-portal:invoice-line", args=[bill_of(account).number, 9])).status_code
        == 404
    )


def test_gives_the_pdf(account):
    response = customer_of(account).get(pages(bill_of(account))[1])
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")


def test_tells_of_estimated_readings():
    account = household().account
    qualities = np.full(48, ReadingQuality.ACTUAL, dtype=np.uint8)
    qualities[:12] = ReadingQuality.ESTIMATED
    channel, day = Channel.objects.get(), date(2026, 2, 2)
    IntervalDay.objects.filter(channel=channel, date=day).delete()
    store_readings(
        channel, day, date(2026, 2, 3), 500, datetime(2026, 3, 1, 8, tzinfo=UTC), qualities=qualities
    )
    bill_january_and_february()
    text = text_of(customer_of(account), pages(bill_of(account))[0])
    assert "12 of 1,344 readings were missing" in text
    assert "Estimated readings" in text


def test_reads_german():
    account = household(language="de").account
    bill_january_and_february()
    text = text_of(customer_of(account), pages(bill_of(account))[0])
    assert "Diese Rechnung beträgt 243,50\N{NO-BREAK SPACE}£ für den Zeitraum 1.–28. Feb. 2026." in text  # noqa: RUF001
    assert "vor allem weil Sie mehr verbraucht haben" in text
    assert "Höherer Verbrauch" in text


def test_the_list_has_all_bills_and_pages_through_them(account):
    browser = customer_of(account)
    url = reverse("invoicing-portal:invoice-list")
    response = browser.get(url)
    assert [row["invoice"].from_date for row in response.context["bills"]] == [
        date(2026, 2, 1),
        date(2026, 1, 1),
    ]
    with CaptureQueriesContext(connection) as captured:
        browser.get(url)
    assert len(captured) <= 8


def test_sends_the_stored_document_only_to_who_has_not_got_it(account):
    bill = bill_of(account)
    browser, address = customer_of(account), pages(bill)[1]
    response = browser.get(address)
    assert response.content == bytes(bill.document.content)
    assert response["ETag"] == f'"{bill.document.sha256}"'
    assert browser.get(address, headers={"If-None-Match": response["ETag"]}).status_code == 304


def test_says_in_the_language_of_the_account_that_a_document_could_not_be_made(monkeypatch):
    account = household(language="de").account
    bill_january_and_february()
    monkeypatch.setattr(rendering_apart, "_PROCESS", "no.such.module")
    response = customer_of(account).get(pages(bill_of(account))[1])
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert "Das Dokument ist noch nicht da" in response.content.decode()


def test_the_credit_note_is_beside_the_bill_with_its_pdf(account):
    bill = bill_of(account)
    note_url = reverse("invoicing-portal:credit-note-pdf", args=[bill.number])
    assert customer_of(account).get(note_url).status_code == 404
    note = issue_credit_note(
        invoice=bill,
        reason="meters mixed up",
        issued_at=datetime(2026, 3, 10, 9, tzinfo=UTC),
        issue_date=date(2026, 3, 10),
        actor=None,
    )
    page = text_of(customer_of(account), pages(bill)[0])
    assert f"Credit note {note.number} of 10 March 2026: meters mixed up" in page
    assert note_url in page
    assert customer_of(account).get(note_url).content.startswith(b"%PDF")
    assert customer_of(household().account).get(note_url).status_code == 404
