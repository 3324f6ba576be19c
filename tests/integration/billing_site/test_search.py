"""The search of the staff pages."""

import pytest
from django.urls import reverse

from billing_site.foundation.access import OFFICE, Role
from metering.models import Meter
from tests.factories.invoicing import AccountFactory
from tests.factories.metering import ChannelFactory, ServicePointFactory, UtilityFactory
from tests.factories.payments import billed
from tests.factories.people import browser_of, user_with

pytestmark = pytest.mark.django_db


def search(typed, role=Role.CLERK):
    return browser_of(user_with(role)).get(reverse("search"), {"q": typed})


def found(typed):
    """Names by kind."""
    return {hits.kind: [hit.name for hit in hits.rows] for hits in search(typed).context["found"]}


def test_is_for_the_office():
    for role in Role:
        assert search("x", role).status_code == (200 if role in OFFICE else 403), role


def test_finds_each_kind_by_the_beginning_of_its_number():
    account = AccountFactory(number="X1-account")
    ServicePointFactory(code="X1-point")
    meter = Meter.objects.create(utility=UtilityFactory(), serial="X1-meter")
    ChannelFactory(meter=meter)
    assert found("x1") == {
        "Accounts": [account.number],
        "Service points": ["X1-point"],
        "Meters": ["X1-meter"],
    }


def test_finds_accounts_by_words_of_name_and_address():
    AccountFactory(number="A-1", customer__name="Ada Lovelace", customer__city="London")
    AccountFactory(number="A-2", customer__name="Ada Byron", customer__city="Leeds")
    assert found("lon ada") == {"Accounts": ["A-1"]}


def test_finds_invoices_by_number():
    account = AccountFactory()
    first, second = billed(account, 1), billed(account, 2)
    assert found("inv-2026") == {"Invoices": [first.number, second.number]}


def test_a_number_that_is_exactly_one_things_leads_straight_to_it():
    account = AccountFactory(number="A-1")
    AccountFactory(number="A-11")
    invoice = billed(account)
    assert search(" a-1 ")["Location"] == reverse("invoicing-staff:account", args=[account.pk])
    assert search(invoice.number)["Location"] == reverse("invoicing-staff:invoice", args=[invoice.pk])


def test_a_number_of_two_things_leads_to_neither():
    AccountFactory(number="77")
    ServicePointFactory(code="77")
    response = search("77")
    assert response.status_code == 200
    assert len(response.context["found"]) == 2


def test_shows_eight_of_each_kind_and_says_that_there_are_more():
    for number in range(9):
        AccountFactory(number=f"X-{number}")
    (hits,) = search("x-").context["found"]
    assert (len(hits.rows), hits.has_more) == (8, True)


def test_a_meter_that_is_nowhere_is_found_all_the_same():
    Meter.objects.create(utility=UtilityFactory(), serial="LOST-1")
    (hits,) = search("lost").context["found"]
    assert (hits.rows[0].url, "not installed" in hits.rows[0].note) == ("", True)


@pytest.mark.parametrize("typed", ["", "   ", "\x00", "' OR 1=1 --", "%", "x" * 5000, "&|!:*"])
def test_takes_anything_as_it_comes(typed):
    response = search(typed)
    assert (response.status_code, response.context["found"]) == (200, [])


def test_keeps_what_was_typed():
    response = search("nobody  at all")
    assert response.context["search_text"] == "nobody at all"
    assert "Nothing fits" in response.content.decode()


def test_shows_the_first_of_each_kind_while_somebody_types():
    for number in range(6):
        AccountFactory(number=f"A-1{number}")
    response = browser_of(user_with(Role.CLERK)).get(
        reverse("search"), {"q": "a-1"}, headers={"HX-Request": "true"}
    )
    text = response.content.decode()
    assert text.count("<li>") == 4
    assert "<html" not in text


def test_typing_a_whole_number_does_not_lead_away():
    AccountFactory(number="A-1")
    response = browser_of(user_with(Role.CLERK)).get(
        reverse("search"), {"q": "a-1"}, headers={"HX-Request": "true"}
    )
    assert (response.status_code, response.content.decode().count("<li>")) == (200, 1)


def test_is_offered_to_those_who_may_search():
    uploads = reverse("metering-staff:upload-list")
    assert "data-search" in browser_of(user_with(Role.CLERK)).get(uploads).content.decode()
    assert "data-search" not in browser_of(user_with(Role.UPLOADER)).get(uploads).content.decode()
