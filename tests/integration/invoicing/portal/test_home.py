"""The first page of a customer."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from billing_site.foundation.access import Role
from invoicing.models import Payment
from invoicing.use_cases.record_payment import record_payment
from metering.models import Site
from tests.factories.people import browser_of, user_with
from tests.factories.portal import (
    FEBRUARY,
    JANUARY,
    MARCH,
    bill,
    bill_january_and_february,
    customer_of,
    household,
)

pytestmark = pytest.mark.django_db
URL = reverse("invoicing-portal:home")


def text_of(browser, url=URL):
    response = browser.get(url)
    assert response.status_code == 200
    return response.content.decode()


def pay(account, amount, reference):
    record_payment(
        account=account,
        amount=Decimal(amount),
        received_date=date(2026, 3, 10),
        source=Payment.Source.BANK,
        reference=reference,
        recorded_at=datetime(2026, 3, 10, 12, tzinfo=UTC),
        actor=user_with(Role.CLERK),
    )


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CUSTOMER])
def test_is_for_customers_only(role):
    assert browser_of(user_with(role)).get(URL).status_code == 403


def test_says_what_is_due_and_since_when():
    account = household().account
    bill_january_and_february()
    text = text_of(customer_of(account))
    assert "£377.02" in text  # 133.52 and 243.50
    assert "2 bills are open, the first due 19 February 2026" in text
    assert "This payment is overdue." in text


def test_says_when_one_bill_is_due():
    account = household().account
    bill_january_and_february()
    pay(account, "133.52", "one")
    text = text_of(customer_of(account))
    assert "£243.50" in text
    assert "To be paid by 19 March 2026" in text
    assert "overdue" not in text


def test_says_that_there_is_nothing_to_pay():
    account = household().account
    bill_january_and_february()
    pay(account, "400.00", "all")
    text = text_of(customer_of(account))
    assert "Nothing to pay" in text
    assert "You have £22.98 with us" in text


def test_shows_the_period_so_far_and_what_it_will_come_to():
    account = household().account
    bill_january_and_february()
    response = customer_of(account).get(URL)
    text = response.content.decode()
    assert "1–31 Mar 2026, so far" in text  # noqa: RUF001
    assert "180\N{NO-BREAK SPACE}kWh" in text
    assert "£64.61" in text
    assert "Until 15 March 2026: 15 days of readings" in text
    so_far = response.context["so_far"]
    assert f"£{so_far.low:.0f} to £{so_far.high:.0f}" in text


def test_warns_once_of_a_bill_that_will_be_much_higher():
    account = household().account
    bill_january_and_february()
    browser = customer_of(account)
    assert browser.get(URL).context["is_far_above"] is False
    pay(account, "400.00", "all")
    assert "Your next bill may be much higher." not in text_of(browser)


def test_lists_the_last_three_bills():
    account = household().account
    bill_january_and_february()
    response = customer_of(account).get(URL)
    assert [row["invoice"].total for row in response.context["bills"]] == [
        Decimal("243.50"),
        Decimal("133.52"),
    ]
    assert [row["status"].label for row in response.context["bills"]] == ["To pay", "Overdue"]


def test_works_before_the_first_bill_and_reading(monkeypatch):
    account = household().account
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 1, 3, 9, tzinfo=UTC))
    text = text_of(customer_of(account))
    assert "There are no readings of this period yet." in text
    assert "There are no bills yet." in text


def test_lets_choose_among_ones_own_accounts():
    mine, also_mine, foreign = household().account, household().account, household().account
    browser = customer_of(mine, also_mine)
    assert browser.get(URL).context["account"] == mine
    assert browser.get(URL, {"account": also_mine.number}).context["account"] == also_mine
    assert browser.get(URL).context["account"] == also_mine
    assert browser.get(URL, {"account": foreign.number}).status_code == 404


def test_tells_ones_accounts_apart_by_their_addresses():
    mine, also_mine = household().account, household().account
    for account, street in ((mine, "1 High St"), (also_mine, "9 Low Rd")):
        sites = Site.objects.filter(service_points__subscriptions__account=account)
        Site.objects.filter(pk__in=sites.values("pk")).update(street=street, city="Leeds")
    text = text_of(customer_of(mine, also_mine))
    assert "<strong>1 High St, Leeds</strong>" in text
    assert f'href="?account={also_mine.number}"><strong>9 Low Rd, Leeds</strong>' in text
    assert "High St" not in text_of(customer_of(mine))


def test_says_that_no_account_is_connected():
    assert "No account yet" in text_of(customer_of())


def test_speaks_the_language_of_the_account():
    account = household(language="de").account
    bill_january_and_february()
    text = text_of(customer_of(account))
    assert '<html lang="de">' in text
    assert "2 Rechnungen sind offen, die erste fällig am 19. Februar 2026" in text
    assert "377,02\N{NO-BREAK SPACE}£" in text
    assert "Verbrauch</a>" in text


def test_takes_as_many_queries_for_many_bills_as_for_one():
    account = household().account
    browser = customer_of(account)

    def queries():
        browser.get(URL)
        with CaptureQueriesContext(connection) as captured:
            browser.get(URL)
        return len(captured)

    bill(JANUARY, FEBRUARY)
    before = queries()
    bill(FEBRUARY, MARCH)
    assert queries() <= before <= 20
