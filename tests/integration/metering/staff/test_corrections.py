"""Readings corrected on a page."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from billing_site.foundation.access import BILLING_STAFF, Role
from metering.models import ReadingBatch, ReadingFinding
from metering.usage.channel_spans import ChannelSpan
from metering.use_cases.validate_readings import validate_readings
from tests.factories.metering import ChannelFactory
from tests.factories.people import browser_of, user_with
from tests.factories.readings import store_readings

pytestmark = pytest.mark.django_db
DAY, NEXT = date(2026, 1, 6), date(2026, 1, 7)
NOON = "2026-01-06T12:00Z"


@pytest.fixture
def channel():
    channel = ChannelFactory(service_point__code="10 0042")
    store_readings(channel, DAY, NEXT, [300] * 24 + [-90] * 2 + [300] * 22)
    validate_readings(
        spans=[ChannelSpan(channel.pk, DAY, NEXT)], found_at=datetime(2026, 2, 1, 7, tzinfo=UTC)
    )
    return channel


@pytest.fixture
def clerk():
    return browser_of(user_with(Role.CLERK))


def correct_url(channel, /, **query):
    path = reverse("metering-staff:correct-readings", args=[channel.service_point_id])
    parameters = {"channel": "E1", "from": NOON, "count": "2", **query}
    return f"{path}?{'&'.join(f'{name}={value}' for name, value in parameters.items())}"


def edits():
    return ReadingBatch.objects.filter(origin="EDIT")


@pytest.mark.parametrize("role", list(Role))
def test_is_for_billing_staff_only(role, channel):
    expected = 200 if role in BILLING_STAFF else 403
    assert browser_of(user_with(role)).get(correct_url(channel)).status_code == expected


@pytest.mark.parametrize(
    "query",
    [
        {"channel": "E9"},
        {"from": "yesterday"},
        {"from": "2026-13-01T00:00Z"},
        {"from": "2026-01-06T12:00"},
        {"count": "0"},
        {"count": "-1"},
        {"count": "99999"},
        {"last": "2026-01-05T12:00Z"},
    ],
)
def test_does_not_know_places_that_are_none(clerk, channel, query):
    assert clerk.get(correct_url(channel, **query)).status_code == 404


def test_shows_what_stands_there(clerk, channel):
    context = clerk.get(correct_url(channel)).context
    assert context["form"]["quantities"].value() == "-0.090\n-0.090"
    assert [bar.css_class for bar in context["chart"].bars[48 + 23 : 48 + 27]] == ["c1", "odd", "odd", "c1"]
    assert context["starts"][24] == {"stamp": "2026-01-06T12:00Z", "from": "12:00", "to": "12:30"}


def test_the_intervals_can_be_chosen_by_their_first_and_last(clerk, channel):
    context = clerk.get(correct_url(channel, last="2026-01-06T14:30Z")).context
    assert context["place"].interval_count == 6
    assert (context["first_stamp"], context["last_stamp"]) == (NOON, "2026-01-06T14:30Z")


def test_writes_them_and_leads_on(clerk, channel):
    response = clerk.post(correct_url(channel), {"quantities": "0.4\n0.5", "reason": "meter test"})
    assert response.url.endswith("?channel=E1&at=2026-01-06")
    (message,) = get_messages(response.wsgi_request)
    assert str(message).startswith("2 readings of 10 0042 E1 corrected.")
    assert edits().get().reading_count == 2
    intervals = clerk.get(response.url).context["intervals"]
    assert [str(row["interval"].value) for row in intervals[23:27]] == ["0.300", "0.400", "0.500", "0.300"]


def test_a_finding_that_is_closed_leads_to_the_next(clerk, channel):
    finding = ReadingFinding.objects.get(channel=channel, rule="NEGATIVE")
    url = correct_url(channel, finding=finding.pk, queue="rule%3DNEGATIVE")
    response = clerk.post(url, {"quantities": "0.4", "reason": "meter test"})
    assert response.url == f"{reverse('metering-staff:finding-list')}?rule=NEGATIVE"
    finding.refresh_from_db()
    assert finding.state == "RESOLVED"


def test_a_finding_that_stays_open_is_shown_again(clerk, channel):
    finding = ReadingFinding.objects.get(channel=channel, rule="NEGATIVE")
    url = correct_url(channel, finding=finding.pk, count=1)
    response = clerk.post(url, {"quantities": "-0.2", "reason": "meter test"})
    assert response.url == reverse("metering-staff:finding", args=[finding.pk])


@pytest.mark.parametrize(
    ("quantities", "reason", "said"),
    [
        ("0,4", "meter test", "line 1, 0,4: write decimals with a point"),
        ("1\n2\n3", "meter test", "3 lines for 2 intervals"),
        ("", "meter test", "Write one number for all intervals"),
        ("0.4", " ", "Say why the readings are corrected"),
        ("9" * 20, "meter test", "larger than the channel can store"),
    ],
)
def test_says_what_is_wrong_and_keeps_what_was_typed(clerk, channel, quantities, reason, said):
    response = clerk.post(correct_url(channel), {"quantities": quantities, "reason": reason})
    assert response.status_code == 422
    text = response.content.decode()
    assert said in text
    assert response.context["form"]["quantities"].value() == quantities
    assert not edits().exists()


def test_does_not_overwrite_what_somebody_else_has_changed_since(clerk, channel):
    form = clerk.get(correct_url(channel)).context["form"]
    seen_at = form["seen_at"].value().isoformat()
    clerk.post(correct_url(channel), {"quantities": "0.4", "reason": "first", "seen_at": seen_at})
    response = clerk.post(correct_url(channel), {"quantities": "0.5", "reason": "second", "seen_at": seen_at})
    assert response.status_code == 422
    assert "have changed since you opened them" in response.content.decode()
    assert edits().count() == 1


def test_the_moment_of_looking_goes_with_the_form_to_the_microsecond(clerk, channel):
    clerk.post(correct_url(channel), {"quantities": "0.4", "reason": "first"})
    response = clerk.get(correct_url(channel))
    field = str(response.context["form"]["seen_at"])
    value = field.split('value="')[1].split('"')[0]
    response = clerk.post(correct_url(channel), {"quantities": "0.5", "reason": "second", "seen_at": value})
    assert response.status_code == 302
    assert edits().count() == 2
