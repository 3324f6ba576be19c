"""Service points: the list, and one of them from the year down to the interval."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing_site.foundation.access import OFFICE, Role
from metering.models import ReadingFinding
from metering.queries.channels import load_channels
from metering.staff.reading_charts import colour_of
from tests.factories.invoicing import SubscriptionFactory
from tests.factories.metering import ChannelFactory, MetricFactory, ServicePointFactory
from tests.factories.people import browser_of, user_with
from tests.factories.readings import store_readings

pytestmark = pytest.mark.django_db
LIST = reverse("metering-staff:service-point-list")
FIRST, END = date(2025, 12, 20), date(2026, 3, 11)
AT = datetime(2026, 3, 12, 7, tzinfo=UTC)


@pytest.fixture
def clerk():
    return browser_of(user_with(Role.CLERK))


@pytest.fixture
def channel():
    """Readings of 100 Wh from 20 December to 10 March, but for 5 February."""
    channel = ChannelFactory(service_point__code="10 0042")
    store_readings(channel, FIRST, date(2026, 2, 5), 100, received_at=AT)
    store_readings(channel, date(2026, 2, 6), END, 100, received_at=AT)
    return channel


def point_url(channel):
    return reverse("metering-staff:service-point", args=[channel.service_point_id])


@pytest.mark.parametrize("role", list(Role))
def test_opens_for_the_office_and_its_utility_only(role, channel):
    utilities = [channel.service_point.utility] if role == Role.UPLOADER else []
    browser = browser_of(user_with(role, utilities=utilities))
    expected = 200 if role in (*OFFICE, Role.UPLOADER) else 403
    urls = [LIST, *(f"{point_url(channel)}?at={at}" for at in ("", "2026", "2026-02", "2026-02-05"))]
    assert {browser.get(url).status_code for url in urls} == {expected}


def test_does_not_know_other_service_points(clerk):
    assert clerk.get(reverse("metering-staff:service-point", args=[1])).status_code == 404


def test_finds_service_points_by_what_is_typed(clerk):
    ChannelFactory(service_point__code="10 0042", service_point__site__name="Beacon")
    ServicePointFactory(code="20 0001")
    assert [point.code for point in clerk.get(f"{LIST}?q=beacon").context["points"]] == ["10 0042"]
    assert "No service point fits" in clerk.get(f"{LIST}?q=nowhere").content.decode()
    assert clerk.get(LIST, {"q": "a\x00b"}).status_code == 200


def test_the_list_has_pages(clerk):
    points = [ServicePointFactory() for _ in range(53)]
    first = clerk.get(f"{LIST}?q=10").context
    assert len(first["points"]) == 50
    second = clerk.get(f"{LIST}{first['older_url']}").context
    assert [point.pk for point in second["points"]] == [point.pk for point in points[2::-1]]
    assert not second["older_url"]


def test_shows_the_last_twelve_months_as_months(clerk, channel):
    context = clerk.get(point_url(channel)).context
    assert context["span"].title == "Apr 2025 to Mar 2026"
    assert [(row.label, row.values[0], row.note) for row in context["chart"].rows] == [
        ("Dec", Decimal("57.600"), "actual"),
        ("Jan", Decimal("148.800"), "actual"),
        ("Feb", Decimal("129.600"), "1 day not complete"),
        ("Mar", Decimal("48.000"), "actual"),
    ]
    assert context["chart"].bars[2].css_class == "c1 est"
    assert context["chart"].bars[2].url.endswith("?channel=E1&at=2026-02")
    assert (context["total"], context["incomplete_days"]) == (Decimal("384.000"), 1)


def test_the_calendar_has_a_cell_for_each_day_from_the_first_reading_to_the_last(clerk, channel):
    cells = clerk.get(f"{point_url(channel)}?at=2026-02-05").context["calendar"].cells
    assert len(cells) == 81
    assert [cell.title for cell in cells if "missing" in cell.css_class] == ["5 Feb 2026: missing"]
    assert [cell.css_class for cell in cells if "chosen" in cell.css_class] == ["missing chosen"]
    assert cells[0].url.endswith("?channel=E1&at=2025-12-20")


def test_shows_a_month_as_days(clerk, channel):
    context = clerk.get(f"{point_url(channel)}?at=2026-02").context
    rows = context["chart"].rows
    assert (len(rows), rows[3].values, rows[4].values) == (28, (Decimal("4.800"),), (None,))
    assert context["chart"].bars[4].css_class == "missing"
    assert context["earlier_url"].endswith("at=2026-01")
    assert [delivery.day_count for delivery in context["deliveries"]] == [23, 4]


def test_shows_a_day_as_intervals_and_strikes_out_what_does_not_count(clerk, channel):
    estimates = np.full(48, 20, dtype=np.uint8)
    store_readings(
        channel,
        date(2026, 2, 7),
        date(2026, 2, 8),
        700,
        received_at=AT + timedelta(hours=1),
        qualities=estimates,
    )
    response = clerk.get(f"{point_url(channel)}?at=2026-02-07")
    assert [each.is_superseded for each in response.context["detail"].deliveries] == [False, True]
    text = response.content.decode()
    assert '<s class="nowrap">0.700</s> <span class="mut">of 2</span>' in text
    assert "48 of 48" in text
    assert "0 of 48" in text
    assert "<strong>4.800 kWh</strong>" in text


def test_a_day_without_readings_can_be_opened(clerk, channel):
    response = clerk.get(f"{point_url(channel)}?at=2026-02-05")
    assert {bar.css_class for bar in response.context["chart"].bars} == {"missing"}
    assert "Nothing was delivered for this day." in response.content.decode()


def test_only_billing_staff_is_offered_corrections(channel):
    url = f"{point_url(channel)}?at=2026-02-06"
    for role in OFFICE:
        text = browser_of(user_with(role)).get(url).content.decode()
        assert ("Correct this day" in text) == (role != Role.AUDITOR)


def test_each_channel_has_its_own_readings(clerk, channel):
    ChannelFactory(service_point=channel.service_point, code="B1")
    response = clerk.get(f"{point_url(channel)}?channel=B1")
    assert response.context["channel"].code == "B1"
    assert "No readings yet" in response.content.decode()
    assert clerk.get(f"{point_url(channel)}?channel=none").context["channel"].code == "B1"


def test_a_service_point_without_channels_says_so(clerk):
    point = ServicePointFactory()
    response = clerk.get(reverse("metering-staff:service-point", args=[point.pk]))
    assert "Nothing is measured here" in response.content.decode()


def test_lists_the_findings_that_touch_the_span(clerk, channel):
    for day, count in ((3, 48 * 4), (20, 10)):
        ReadingFinding.objects.create(
            channel=channel,
            rule="ZERO",
            severity="INFO",
            starts_at=datetime(2026, 2, day, tzinfo=UTC),
            interval_count=count,
            explanation=f"{count} half-hours of zero",
            found_at=AT,
        )
    findings = clerk.get(f"{point_url(channel)}?at=2026-02-06").context["findings"]
    assert [row["finding"].interval_count for row in findings] == [192]


def test_takes_as_many_queries_for_a_long_history_as_for_a_short_one(clerk, channel):
    def queries(at):
        with CaptureQueriesContext(connection) as captured:
            assert clerk.get(f"{point_url(channel)}?at={at}").status_code == 200
        return len(captured)

    queries("")
    before = [queries(at) for at in ("", "2026-02", "2026-02-06")]
    store_readings(channel, date(2025, 1, 1), FIRST, 100, received_at=AT)
    for number in range(5):
        ChannelFactory(service_point=channel.service_point, code=f"X{number}")
    after = [queries(at) for at in ("2025", "2025-02", "2025-02-06")]
    assert after == before
    assert max(after) <= 14


def test_a_delivery_that_said_the_same_replaced_nothing(clerk, channel):
    store_readings(channel, date(2026, 2, 6), date(2026, 2, 7), 100, received_at=AT + timedelta(hours=1))
    response = clerk.get(f"{point_url(channel)}?at=2026-02-06")
    page = response.content.decode()
    assert len(response.context["detail"].deliveries) == 2
    assert not response.context["has_replaced"]
    assert "said the same as a later one" in page
    assert "<s>" not in page


def test_names_the_customer(clerk, channel):
    account = SubscriptionFactory(service_point=channel.service_point).account
    page = clerk.get(point_url(channel)).content.decode()
    assert account.customer.name in page
    assert account.number in page


def test_what_is_used_comes_before_what_is_given_away(clerk, channel):
    metric = MetricFactory(code="ELECTRICITY_EXPORT", name="Exported")
    ChannelFactory(service_point=channel.service_point, code="B1", metric=metric)
    assert clerk.get(point_url(channel)).context["channel"].code == "E1"


def test_no_kind_of_reading_has_the_colour_of_what_was_corrected():
    minutes = ChannelFactory(metric=MetricFactory(code="CALL_MINUTES", unit="min"))
    assert colour_of(load_channels([minutes.pk])[minutes.pk]) != "c4"
