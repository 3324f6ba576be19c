"""A customer reads their own meter."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from billing_site.foundation.access import Role
from metering.models import Channel, ReadingFinding, RegisterReading
from tests.factories.billing import STARTED_AT
from tests.factories.dials import dial_of_a_home, litres_by_day
from tests.factories.people import browser_of, user_with
from tests.factories.portal import bill_january_and_february, customer_of, household
from tests.factories.register_readings import RegisterReadingFactory

pytestmark = pytest.mark.django_db
URL = reverse("invoicing-portal:self-reading")


@pytest.fixture
def account():
    """A dial of five digits and one decimal that showed 1000 on 1 March; 12 kWh a day since."""
    account = household().account
    RegisterReadingFactory(channel=Channel.objects.get(), read_date=date(2026, 3, 1))
    return account


def send(browser, value, read_date="2026-03-16", **more):
    return browser.post(URL, {"value": value, "read_date": read_date, **more}, follow=True)


def own_readings():
    return RegisterReading.objects.filter(kind="CUSTOMER", withdrawn_at=None)


def test_keeps_a_plausible_reading_and_says_what_it_means(account):
    browser = customer_of(account)
    text = send(browser, "01 234,5").content.decode()
    assert "Thank you. That is 235\N{NO-BREAK SPACE}kWh since 1 March 2026." in text
    reading = own_readings().get()
    assert (reading.value, reading.read_date, reading.channel) == (
        Decimal("1234.5"),
        date(2026, 3, 16),
        Channel.objects.get(),
    )
    assert reading.recorded_by is not None


def test_asks_once_about_an_odd_one_and_keeps_it_all_the_same(account):
    browser = customer_of(account)
    response = send(browser, "5000")
    text = response.content.decode()
    assert "That would be 4,000\N{NO-BREAK SPACE}kWh since 1 March 2026" in text
    assert "times your usual" in text
    assert not own_readings().exists()
    text = send(browser, "5000", confirmed=response.context["confirmed"]).content.decode()
    assert "We have kept your reading and will have a look at it." in text
    assert own_readings().get().value == 5000
    assert ReadingFinding.objects.get(rule="REGISTER").severity == "WARNING"


def test_asks_again_about_another_number_than_the_confirmed_one(account):
    browser = customer_of(account)
    confirmed = send(browser, "5000").context["confirmed"]
    assert "confirmed" in send(browser, "6000", confirmed=confirmed).context
    assert not own_readings().exists()


def test_says_that_the_meter_showed_more_before(account):
    text = send(customer_of(account), "900").content.decode()
    assert "On 1 March 2026 the meter showed more: 1,000." in text
    assert "If the meter was replaced" in text


@pytest.mark.parametrize(
    ("value", "read_date", "message"),
    [
        ("", "2026-03-16", "This field is required."),
        ("twelve", "2026-03-16", "Type only the digits that the meter shows"),
        ("12.345", "2026-03-16", "Behind the decimal mark this meter has only one digit."),
        ("123456", "2026-03-16", "This meter shows only 5 digits before the decimal mark."),
        ("1234", "2026-03-17", "That day is still to come"),
        ("1234", "2025-12-31", "That day is before your supply began."),
    ],
)
def test_says_in_words_what_is_wrong(account, value, read_date, message):
    assert message in send(customer_of(account), value, read_date).content.decode()
    assert not own_readings().exists()


def test_wants_another_reading_of_the_day_taken_back_first(account):
    browser = customer_of(account)
    send(browser, "1180")
    assert "There is another reading of yours for that day" in send(browser, "1190").content.decode()
    assert own_readings().get().value == 1180


def test_takes_one_back_until_it_is_billed(account):
    browser = customer_of(account)
    send(browser, "1180")
    undo = reverse("invoicing-portal:self-reading-undo", args=[own_readings().get().pk])
    assert customer_of(household().account).post(undo).status_code == 404
    assert "Your reading is taken back." in browser.post(undo, follow=True).content.decode()
    assert not own_readings().exists()
    assert browser.post(undo).status_code == 404


def test_keeps_one_that_is_on_a_bill(account):
    bill_january_and_february()
    billed = RegisterReadingFactory(
        channel=Channel.objects.get(), kind="CUSTOMER", read_date=date(2026, 2, 20), value=Decimal(990)
    )
    browser = customer_of(account)
    undo = reverse("invoicing-portal:self-reading-undo", args=[billed.pk])
    assert undo not in browser.get(URL).content.decode()
    assert "is on a bill already" in browser.post(undo, follow=True).content.decode()
    assert own_readings().get() == billed


def test_does_not_know_the_meters_of_others(account):
    foreign = household()
    channel = Channel.objects.get(service_point=foreign.service_point)
    browser = customer_of(account)
    assert browser.get(URL, {"meter": channel.pk}).status_code == 404
    assert send(browser, "1180", meter=channel.pk).status_code == 404
    assert browser.get(URL, {"meter": "x"}).status_code == 404
    assert browser_of(user_with(Role.CLERK)).get(URL).status_code == 403


def test_says_that_there_is_no_meter_to_read():
    account = household().account
    Channel.objects.update(meter=None)
    assert "There is no meter here that you could read" in customer_of(account).get(URL).content.decode()


def test_asks_in_german():
    account = household(language="de").account
    RegisterReadingFactory(channel=Channel.objects.get(), read_date=date(2026, 3, 1))
    text = send(customer_of(account), "5000").content.decode()
    assert "Das wären 4.000\N{NO-BREAK SPACE}kWh seit dem 1. März 2026" in text


class TestDial:
    """A meter that nothing but people read: the customer's reading counts."""

    @pytest.fixture
    def account(self):
        """Electricity by dial: 110 kWh to 10 January and 222 to 1 February, not billed yet."""
        return dial_of_a_home(at=STARTED_AT).service_point.subscriptions.get().account

    def test_says_that_the_bill_is_made_from_it_and_what_it_comes_to(self, account):
        browser = customer_of(account)
        assert "Your bill is made from these readings" in browser.get(URL).text
        text = send(browser, "272", "2026-02-05").text.replace("\N{NO-BREAK SPACE}", " ")
        assert (
            "That is 40.0 kWh since 1 February 2026. Your next bill so far, up to 31 January 2026: 322 kWh"
            in text
        )
        assert litres_by_day(own_readings().latest("read_date").channel)[36] == 10_000

    def test_taking_it_back_takes_its_usage_along(self, account):
        browser = customer_of(account)
        send(browser, "272", "2026-02-05")
        reading = own_readings().latest("read_date")
        browser.post(reverse("invoicing-portal:self-reading-undo", args=[reading.pk]))
        assert max(litres_by_day(reading.channel)) == 32

    def test_a_meter_that_sends_readings_says_that_it_is_a_check(self):
        browser = customer_of(household().account)
        assert "Yours is a check, and does not change your bill." in browser.get(URL).text
