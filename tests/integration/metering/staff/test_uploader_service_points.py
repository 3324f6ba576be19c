"""What an uploader sees of service points: those of its own utilities, and nobody who lives there."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from billing_site.foundation.access import Role
from metering.usage.channel_spans import ChannelSpan
from metering.use_cases.validate_readings import validate_readings
from tests.factories.dials import read_dial, water_channel
from tests.factories.metering import ChannelFactory, ServicePointFactory, UtilityFactory
from tests.factories.people import browser_of, user_with
from tests.factories.readings import store_readings

pytestmark = pytest.mark.django_db
LIST = reverse("metering-staff:service-point-list")


@pytest.fixture
def channel():
    channel = ChannelFactory(service_point__code="10 0042")
    store_readings(channel, date(2026, 1, 6), date(2026, 1, 8), 100, holes=[3, 4])
    validate_readings(
        spans=[ChannelSpan(channel.pk, date(2026, 1, 6), date(2026, 1, 8))],
        found_at=datetime(2026, 2, 1, 7, tzinfo=UTC),
    )
    return channel


@pytest.fixture
def uploader(channel):
    return browser_of(user_with(Role.UPLOADER, utilities=[channel.service_point.utility]))


def point_url(point):
    return reverse("metering-staff:service-point", args=[point.pk])


def test_lists_those_of_its_utilities(uploader, channel):
    other = ServicePointFactory(utility=UtilityFactory(code="SOUTH"))
    assert list(uploader.get(LIST).context["points"]) == [channel.service_point]
    assert list(uploader.get(f"{LIST}?q={other.code.split()[0]}").context["points"]) == [
        channel.service_point
    ]
    assert uploader.get(point_url(other)).status_code == 404


def test_shows_the_calendar_and_what_was_found(uploader, channel):
    response = uploader.get(point_url(channel.service_point))
    page = response.text
    assert "Readings we have" in page
    assert [row["title"] for row in response.context["findings"]] != []
    assert f'href="{LIST}"' in page


@pytest.mark.parametrize("at", ["", "2026-01", "2026-01-06"])
def test_has_no_link_that_it_may_not_follow(uploader, channel, at):
    """Every link of the page opens, and none is of a customer, an account or a bill."""
    page = uploader.get(point_url(channel.service_point), {"at": at}).text
    links = {link.split('"')[0].replace("&amp;", "&") for link in page.split('href="')[1:]}
    own = {link for link in links if link.startswith("/") and "/static/" not in link}
    assert own
    assert {
        link: uploader.get(link).status_code for link in own if uploader.get(link).status_code >= 400
    } == {}
    lists = ("invoicing-staff:account-list", "invoicing-staff:invoice-list", "metering-staff:finding-list")
    words = [*map(reverse, lists), "Correct", "Customer"]
    assert [word for word in words if word in page] == []


def test_what_customers_read_themselves_is_not_shown():
    channel = water_channel()
    read_dial(channel, 0, 99_940)
    read_dial(channel, 30, 99_970, "CUSTOMER")
    browser = browser_of(user_with(Role.UPLOADER, utilities=[channel.service_point.utility]))
    page = browser.get(point_url(channel.service_point)).text
    assert "read by dial" in page
    assert "Meter readings</h2>" not in page
