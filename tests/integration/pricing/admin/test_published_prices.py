"""Indices and system peaks in the admin."""

from datetime import timedelta

import pytest

from pricing.models import IndexRevision, PriceIndex, SystemPeak
from tests.factories.admin_pages import (
    add_url,
    assert_is_read_only,
    errors_of,
    list_url,
    page_url,
    queries_of,
)
from tests.factories.index_prices import RECEIVED_AT, load_prices, price_index
from tests.integration.pricing.use_cases.test_record_system_peak import record

pytestmark = pytest.mark.django_db


def test_shows_what_prices_came(admin_client):
    index = price_index()
    revision = load_prices(index, range(30), revision="final")
    page = admin_client.get(list_url(IndexRevision)).text
    assert "final" in page
    assert ">2<" in page
    for_one = queries_of(admin_client, list_url(IndexRevision))
    for number in range(3):
        load_prices(index, [number], RECEIVED_AT + timedelta(days=number + 1))
    assert queries_of(admin_client, list_url(IndexRevision)) == for_one
    assert_is_read_only(admin_client, revision)


def test_an_index_with_prices_keeps_their_meaning(admin_client):
    index = price_index()
    data = {"code": "SPOT", "name": "Spot", "zone": "", "step_minutes": 15, "unit": "kWh", "currency": "EUR"}
    data["decimals"] = 5
    load_prices(index, [1])
    assert errors_of(admin_client.post(page_url(index), data)) == {}
    stored = PriceIndex.objects.get()
    assert (stored.name, stored.step_minutes, stored.unit, stored.decimals) == ("Spot", 60, "MWh", 2)


def test_records_a_peak_and_takes_it_back(admin_client):
    data = {
        "name": "TRIADS",
        "starts_at_0": "2026-01-14",
        "starts_at_1": "17:30",
        "ends_at_0": "2026-01-14",
        "ends_at_1": "18:00",
    }
    assert admin_client.post(add_url(SystemPeak), data).status_code == 302
    peak = SystemPeak.objects.get()
    assert peak.recorded_at is not None
    assert "recorded already" in str(errors_of(admin_client.post(add_url(SystemPeak), data)))
    action = {"action": "take_back", "_selected_action": [peak.pk]}
    assert "1 peak(s) taken back." in admin_client.post(list_url(SystemPeak), action, follow=True).text
    peak.refresh_from_db()
    assert peak.withdrawn_at is not None


def test_a_peak_is_never_changed_or_deleted(admin_client):
    peak = record()
    for url in (page_url(peak), page_url(peak, "delete")):
        assert admin_client.post(url, {"name": "OTHER", "post": "yes"}).status_code == 403
    assert SystemPeak.objects.get().name == "TRIADS"
