"""Corrections and estimates taken back on a page."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from billing_site.foundation.access import BILLING_STAFF, Role
from metering.use_cases.correct_readings import correct_readings
from tests.factories.metering import ChannelFactory, ServicePointFactory
from tests.factories.people import browser_of, user_with
from tests.factories.readings import store_readings

pytestmark = pytest.mark.django_db
AT = datetime(2026, 2, 1, 7, tzinfo=UTC)


@pytest.fixture
def channel():
    channel = ChannelFactory()
    store_readings(channel, date(2026, 1, 6), date(2026, 1, 7), 300, received_at=AT)
    return channel


@pytest.fixture
def batch(channel):
    return correct_readings(
        channel=channel,
        starts_at=datetime(2026, 1, 6, 12, tzinfo=UTC),
        quantities=[900],
        reason="meter test",
        corrected_at=AT,
        actor=None,
    )


@pytest.fixture
def clerk():
    return browser_of(user_with(Role.CLERK))


def url_of(batch, point):
    return reverse("metering-staff:take-back", args=[point.pk, batch.pk])


@pytest.mark.parametrize("role", list(Role))
def test_is_for_billing_staff_only(role, batch, channel):
    expected = 200 if role in BILLING_STAFF else 403
    assert browser_of(user_with(role)).get(url_of(batch, channel.service_point)).status_code == expected


def test_takes_back_and_returns_to_the_day(clerk, batch, channel):
    page = reverse("metering-staff:service-point", args=[channel.service_point_id])
    day = clerk.get(f"{page}?at=2026-01-06").content.decode()
    url = url_of(batch, channel.service_point) + "?back=channel%3DE1%26at%3D2026-01-06"
    assert url.replace("&", "&amp;") in day
    assert "1 reading stop" in clerk.get(url).content.decode()
    response = clerk.post(url, {"reason": "wrong meter"})
    assert response.url == f"{page}?channel=E1&at=2026-01-06"
    batch.refresh_from_db()
    assert batch.state == "WITHDRAWN"
    assert url.replace("&", "&amp;") not in clerk.get(f"{page}?at=2026-01-06").content.decode()


def test_wants_a_reason(clerk, batch, channel):
    response = clerk.post(url_of(batch, channel.service_point), {"reason": ""})
    assert response.status_code == 422
    assert "Say why: the reason is kept with the batch." in response.content.decode()
    batch.refresh_from_db()
    assert batch.state == "STORED"


def test_knows_neither_files_nor_batches_of_other_places_nor_those_taken_back(clerk, batch, channel):
    point = channel.service_point
    file = store_readings(channel, date(2026, 1, 8), date(2026, 1, 9), 300, received_at=AT)
    assert clerk.get(url_of(file, point)).status_code == 404
    assert clerk.get(url_of(batch, ServicePointFactory())).status_code == 404
    clerk.post(url_of(batch, point), {"reason": "wrong meter"})
    assert clerk.get(url_of(batch, point)).status_code == 404
