"""Metrics, meters and channels in the admin."""

import pytest

from metering.models import Channel, Meter, Metric
from tests.factories.admin_pages import add_url, errors_of, list_url, listed, page_url, queries_of
from tests.factories.metering import ChannelFactory, MetricFactory, ServicePointFactory, UtilityFactory
from tests.integration.metering.admin.stored_readings import store_days

pytestmark = pytest.mark.django_db
WATER = {"code": "WATER", "name": "Water", "unit": "m3", "decimals": "3", "aggregation": "SUM"}


def metered_channel():
    point = ServicePointFactory()
    meter = Meter.objects.create(utility=point.utility, serial=f"L{point.pk:07d}")
    return ChannelFactory(service_point=point, meter=meter)


def test_shows_list_form_and_page(admin_client):
    channel = metered_channel()
    for row in (channel, channel.meter, channel.metric):
        for url in (list_url(type(row)), add_url(type(row)), page_url(row), page_url(row, "delete")):
            assert admin_client.get(url).status_code == 200


@pytest.mark.parametrize("model", [Channel, Meter, Metric])
def test_list_takes_as_many_queries_for_many_rows_as_for_one(admin_client, model):
    metered_channel()
    for_one = queries_of(admin_client, list_url(model))
    for number in range(5):
        metered_channel()
        MetricFactory(code=f"METRIC_{number}")
    assert queries_of(admin_client, list_url(model)) == for_one


def test_finds_a_channel_by_service_point_meter_and_address(admin_client):
    channel = metered_channel()
    metered_channel()
    point = channel.service_point
    for typed in (
        point.code,
        channel.meter.serial.lower(),
        point.site.code,
        f"mill {point.site.name.split()[1]}",
    ):
        assert listed(admin_client, Channel, typed) == [channel], typed


def test_fields_suggest_what_fits(admin_client):
    point = ServicePointFactory(code="NMI 41000")
    ServicePointFactory(code="NMI 52000")
    field = {
        "app_label": "metering",
        "model_name": "channel",
        "field_name": "service_point",
        "term": "nmi 41",
    }
    answer = admin_client.get("/admin/autocomplete/", field).json()
    assert answer["results"] == [{"id": str(point.pk), "text": "NMI 41000"}]


@pytest.mark.parametrize(
    ("wrong", "field", "message"),
    [
        ({"decimals": "7"}, "decimals", "Decimals can be 0 to 6: write 3 to store kWh to the Wh."),
        ({"code": "ELECTRICITY_IMPORT"}, "code", "Code is taken by another Metric: choose a different one."),
    ],
)
def test_says_at_the_field_what_is_wrong_with_a_metric(admin_client, wrong, field, message):
    MetricFactory()
    assert errors_of(admin_client.post(add_url(Metric), WATER | wrong)) == {field: [message]}


def test_duplicate_serial_of_a_utility_is_an_error_at_the_field(admin_client):
    Meter.objects.create(utility=UtilityFactory(), serial="L1")
    data = {"utility": UtilityFactory().pk, "serial": "L1"}
    assert errors_of(admin_client.post(add_url(Meter), data)) == {
        "serial": ["Serial is that of another meter of this utility: correct it, or edit that meter."]
    }


def test_says_at_the_field_what_is_wrong_with_a_channel(admin_client):
    channel = ChannelFactory(code="E1")
    data = {
        "service_point": channel.service_point_id,
        "metric": channel.metric_id,
        "code": "E1",
        "step_minutes": "7",
        "kind": "INTERVAL",
    }
    assert errors_of(admin_client.post(add_url(Channel), data)) == {
        "code": [
            "Code is taken by another channel of this service point: choose a different one, or edit that channel."
        ],
        "step_minutes": ["Interval length can be 1, 5, 10, 15, 20, 30 or 60 minutes: write one of these."],
    }


def test_page_of_a_channel_says_which_days_are_stored(admin_client):
    channel = ChannelFactory()
    assert "missing in between" not in admin_client.get(page_url(channel)).text
    store_days(channel, "2026-01-01", "2026-01-02", "2026-01-05")
    assert (
        "2026-01-01 to 2026-01-05: 3 days, 2 days missing in between"
        in admin_client.get(page_url(channel)).text
    )


def test_metric_of_stored_readings_cannot_be_changed(admin_client):
    channel = ChannelFactory()
    metric = channel.metric
    admin_client.post(page_url(metric), WATER | {"code": metric.code})
    store_days(channel, "2026-01-01")
    data = {
        "service_point": ServicePointFactory().pk,
        "metric": metric.pk,
        "code": "E9",
        "step_minutes": "15",
    }
    assert errors_of(admin_client.post(page_url(channel), data)) == {}
    place = channel.service_point_id
    channel.refresh_from_db()
    metric.refresh_from_db()
    assert (metric.name, metric.unit, metric.decimals) == ("Water", "kWh", 3)
    assert (channel.service_point_id, channel.code, channel.step_minutes) == (place, "E9", 15)


def test_channel_with_readings_is_kept_though_the_database_does_not_check(admin_client):
    channel = ChannelFactory()
    store_days(channel, "2026-01-01", "2026-01-02")
    page = admin_client.post(page_url(channel, "delete"), {"post": "yes"})
    assert "This channel cannot be deleted." in page.text
    assert "2 interval days" in page.text
    assert Channel.objects.filter(pk=channel.pk).exists()
