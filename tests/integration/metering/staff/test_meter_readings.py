"""Meter readings on the pages of a service point."""

from decimal import Decimal

import pytest
from django.urls import reverse

from billing_site.foundation.access import BILLING_STAFF, OFFICE, Role
from metering.models import Channel, RegisterReading
from metering.queries.register_readings import Dial
from tests.factories.dials import litres_by_day, read_dial, water_channel
from tests.factories.metering import ServicePointFactory
from tests.factories.people import browser_of, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel():
    """Read on New Year's Eve, by the customer thirty days later, and past the dial's end thirty days after that."""
    channel = water_channel()
    read_dial(channel, 0, 99_940)
    read_dial(channel, 30, 99_970, "CUSTOMER")
    read_dial(channel, 60, 30)
    return channel


@pytest.fixture
def clerk():
    return browser_of(user_with(Role.CLERK))


def url(name, channel, *more):
    path = reverse(f"metering-staff:{name}", args=[channel.service_point_id, *more])
    return path if more else f"{path}?channel={channel.code}"


def send(browser, channel, value, read_date="2026-03-31", kind="ACTUAL", **more):
    data = {"value": value, "read_date": read_date, "kind": kind, **more}
    return browser.post(url("meter-reading-new", channel), data, follow=True)


def words(response):
    return " ".join(response.content.decode().replace("\N{NO-BREAK SPACE}", " ").split())


@pytest.mark.parametrize("role", list(Role))
def test_pages_are_for_billing_staff_only(role, channel):
    browser = browser_of(user_with(role))
    reading = RegisterReading.objects.first()
    expected = 200 if role in BILLING_STAFF else 403
    for path in (
        url("meter-reading-new", channel),
        url("meter-exchange", channel),
        url("meter-reading-take-back", channel, reading.pk),
    ):
        assert browser.get(path).status_code == expected
    if role in OFFICE:
        shows_button = "Record a reading" in browser.get(url("service-point", channel)).text
        assert shows_button == (role in BILLING_STAFF)


def test_table_says_who_read_what_and_what_was_used(clerk, channel):
    page = clerk.get(url("service-point", channel))
    rows = page.context["dial_rows"]
    assert [(row["who"], row["row"].usage, row["per_day"]) for row in rows] == [
        ("the utility", 60, "2.00"),
        ("the customer", 30, "1.00"),
        ("the utility", None, ""),
    ]
    text = words(page)
    assert "past the dial" in text
    assert "read by dial" in text


def test_a_plausible_reading_is_recorded_at_once(clerk, channel):
    text = words(send(clerk, channel, "60", "2026-03-31"))
    assert "Recorded. 30.0 m3 over 30 days, 1.00 a day." in text
    assert litres_by_day(channel)[90] == 1_000


def test_an_odd_one_is_asked_about_once(clerk, channel):
    response = send(clerk, channel, "4000")
    assert "Look at the digits again." in words(response)
    assert RegisterReading.objects.count() == 3
    text = words(send(clerk, channel, "4000", confirmed=response.context["confirmed"]))
    assert "Recorded. 3,970 m3 over 30 days, 132 a day." in text


def test_a_reading_below_the_one_before_points_to_the_exchange(clerk, channel):
    response = send(clerk, channel, "20")
    assert "The meter showed more on 1 Mar 2026: 30. If it was exchanged" in words(response)
    text = words(send(clerk, channel, "20", confirmed=response.context["confirmed"]))
    assert "cannot be told: the dial shows 20, less than 30 on 2026-03-01" in text


@pytest.mark.parametrize(
    ("value", "read_date", "message"),
    [
        ("", "2026-03-31", "This field is required."),
        ("123456", "2026-03-31", "cannot show 123456"),
        ("70", "2099-01-01", "is yet to come"),
        ("70", "0001-01-01", "is long ago"),
        ("31", "2026-03-01", "There is a reading of 30 for 2026-03-01: take it back first"),
    ],
)
def test_says_what_is_wrong(clerk, channel, value, read_date, message):
    response = send(clerk, channel, value, read_date)
    if "confirmed" in response.context:
        response = send(clerk, channel, value, read_date, confirmed=response.context["confirmed"])
    assert message in words(response)
    assert RegisterReading.objects.count() == 3


def test_the_first_reading_asks_what_the_dial_looks_like(clerk):
    channel = water_channel()
    send(clerk, channel, "12.5", digits="5", decimals="1", multiplier="1")
    reading = RegisterReading.objects.get()
    assert (reading.digits, reading.decimals, reading.meter) == (5, 1, channel.meter)


def test_takes_a_reading_back_for_a_reason(clerk, channel):
    middle = RegisterReading.objects.get(kind="CUSTOMER")
    path = url("meter-reading-take-back", channel, middle.pk)
    assert clerk.post(path, {"reason": ""}).status_code == 422
    assert "Taken back." in words(clerk.post(path, {"reason": "misread"}, follow=True))
    assert set(litres_by_day(channel).values()) == {1_500}
    assert clerk.get(path).status_code == 404


def test_a_reading_is_found_only_at_its_own_place(clerk, channel):
    reading = RegisterReading.objects.first()
    stranger = ServicePointFactory()
    path = reverse("metering-staff:meter-reading-take-back", args=[stranger.pk, reading.pk])
    assert clerk.get(path).status_code == 404
    assert clerk.get(reverse("metering-staff:meter-exchange", args=[stranger.pk])).status_code == 404


def test_exchanges_the_meter_after_showing_what_follows(clerk, channel):
    data = {
        "exchanged_on": "2026-03-31",
        "closing_value": "60",
        "serial": "4712",
        "opening_value": "2.5",
        "digits": "6",
        "decimals": "1",
        "multiplier": "1",
    }
    preview = words(clerk.post(url("meter-exchange", channel), data))
    assert "ends with 60: 30.0 m³ since 1 Mar 2026" in preview
    assert not RegisterReading.objects.filter(kind="CLOSING").exists()
    done = words(clerk.post(url("meter-exchange", channel), data | {"confirmed": "1"}, follow=True))
    assert "Meter 4712 is in place." in done
    channel.refresh_from_db()
    assert channel.meter.serial == "4712"
    closing = RegisterReading.objects.get(kind="CLOSING")
    page = words(clerk.get(url("meter-reading-take-back", channel, closing.pk)))
    assert "Take the meter exchange back?" in page


def test_refuses_an_exchange_before_a_reading_in_words(clerk, channel):
    data = {
        "exchanged_on": "2026-02-10",
        "closing_value": "99980",
        "serial": "4712",
        "opening_value": "0",
        "digits": "5",
        "decimals": "0",
        "multiplier": "1",
        "confirmed": "1",
    }
    response = clerk.post(url("meter-exchange", channel), data)
    assert response.status_code == 422
    assert "There is a reading of 2026-03-01, after the exchange" in words(response)


def test_readings_of_a_channel_with_intervals_are_a_check(clerk):
    channel = water_channel(kind=Channel.Kind.INTERVAL)
    assert "Meter readings" not in words(clerk.get(url("service-point", channel)))
    read_dial(channel, 0, Decimal(1), dial=Dial(5, 0, Decimal(1)))
    assert "A check only: usage comes from the intervals" in words(clerk.get(url("service-point", channel)))
    assert "It is kept as a check" in words(send(clerk, channel, "2", "2026-01-10"))
