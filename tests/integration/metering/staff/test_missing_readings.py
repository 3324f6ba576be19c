"""What is missing from a utility: on the page of uploads, and as CSV."""

from datetime import UTC, date, datetime

import numpy as np
import pytest
from django.urls import reverse

from billing_site.foundation.access import Role
from metering.models import Channel
from metering.staff.missing_readings import missing_panel
from metering.usage.channel_spans import ChannelSpan
from metering.usage.reading_quality import ReadingQuality
from metering.use_cases.validate_readings import validate_readings
from tests.factories.metering import ChannelFactory, UtilityFactory
from tests.factories.people import browser_of, user_with
from tests.factories.readings import store_readings

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 2, 20, 9, tzinfo=UTC)
LIST, CSV = reverse("metering-staff:upload-list"), reverse("metering-staff:upload-missing-csv")


def channel_with(code, from_date, to_date, **options):
    channel = ChannelFactory(service_point__code=code)
    store_readings(channel, from_date, to_date, 100, **options)
    validate_readings(spans=[ChannelSpan(channel.pk, from_date, to_date)], found_at=NOW)
    return channel


@pytest.fixture
def uploader():
    """Of a utility with a channel in order, one silent since New Year, one never heard of, and one with a gap."""
    channel_with("A", date(2026, 1, 1), date(2026, 2, 20))
    channel_with("B", date(2025, 12, 30), date(2026, 1, 1))
    ChannelFactory(service_point__code="C")
    ChannelFactory(service_point__code="D", kind=Channel.Kind.REGISTER)
    channel_with("E", date(2026, 2, 10), date(2026, 2, 20), holes=range(50, 60))
    ChannelFactory(service_point__code="X", service_point__utility=UtilityFactory(code="SOUTH"))
    return user_with(Role.UPLOADER, utilities=[UtilityFactory()])


def test_names_silent_channels_and_gaps(uploader):
    panel = missing_panel(uploader, NOW)
    assert [(each.service_point, each.last_date) for each in panel["silent"]] == [
        ("B", date(2025, 12, 31)),
        ("C", None),
    ]
    assert [(each["gap"].service_point, each["gap"].reading_count, each["at"]) for each in panel["gaps"]] == [
        ("E", 10, "2026-02-11")
    ]
    assert panel["gaps"][0]["gap"].starts_at == datetime(2026, 2, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize(("quality", "count"), [(ReadingQuality.ACTUAL, 0), (ReadingQuality.ESTIMATED, 10)])
def test_a_gap_is_filled_by_readings_and_not_by_estimates(uploader, quality, count):
    channel = Channel.objects.get(service_point__code="E")
    store_readings(
        channel,
        date(2026, 2, 11),
        date(2026, 2, 12),
        90,
        received_at=NOW,
        qualities=_only(range(2, 12), quality),
    )
    gaps = missing_panel(uploader, NOW)["gaps"]
    assert sum(each["gap"].reading_count for each in gaps) == count


def _only(places, quality):
    qualities = np.zeros(48, dtype=np.uint8)
    qualities[list(places)] = int(quality)
    return qualities


def test_queries_do_not_grow(uploader, django_assert_max_num_queries):
    for number in range(5):
        channel_with(f"E{number}", date(2026, 2, 10), date(2026, 2, 20), holes=range(50, 60))
    missing_panel(uploader, NOW)
    with django_assert_max_num_queries(5):
        panel = missing_panel(uploader, NOW)
    assert panel["gap_count"] == 6


def test_stands_on_the_page_of_uploads_for_utilities_only(uploader):
    assert "Missing from you" in browser_of(uploader).get(LIST).text
    assert "Missing from you" not in browser_of(user_with(Role.CLERK)).get(LIST).text


def test_all_of_it_is_a_csv(uploader, monkeypatch):
    monkeypatch.setattr("metering.staff.missing_readings.timezone.now", lambda: NOW)
    text = b"".join(browser_of(uploader).get(CSV).streaming_content).decode().lstrip("\ufeff")
    assert text.splitlines() == [
        "service_point,channel,what,from,until,readings,last_reading",
        "B,E1,silent,,,,2025-12-31",
        "C,E1,silent,,,,never",
        "E,E1,gap,2026-02-11T01:00+00:00,2026-02-11T06:00+00:00,10,",
    ]


@pytest.mark.parametrize("role", list(Role))
def test_the_csv_is_for_whom_uploads_are(role):
    expected = 403 if role == Role.CUSTOMER else 200
    assert browser_of(user_with(role)).get(CSV).status_code == expected
