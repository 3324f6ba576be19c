"""Findings accepted and estimated, one by one and many at once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from billing_site.foundation.access import BILLING_STAFF, Role
from billing_site.foundation.models import AuditEntry
from metering.models import ReadingBatch, ReadingFinding
from tests.factories.metering import ChannelFactory
from tests.factories.people import browser_of, user_with
from tests.factories.readings import store_readings
from tests.integration.metering.staff.test_findings import channel_with_gap, finding_url, gap_of

pytestmark = pytest.mark.django_db
LIST = reverse("metering-staff:finding-list")
ACCEPT = reverse("metering-staff:findings-accept")
ESTIMATE = reverse("metering-staff:findings-estimate")


@pytest.fixture
def clerk():
    return browser_of(user_with(Role.CLERK))


def told(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def one_url(what, finding):
    return reverse(f"metering-staff:finding-{what}", args=[finding.pk])


@pytest.mark.parametrize("role", list(Role))
def test_only_billing_staff_decides(role):
    finding = gap_of(channel_with_gap())
    browser = browser_of(user_with(role))
    urls = [ACCEPT, ESTIMATE, one_url("accept", finding), one_url("estimate", finding)]
    expected = {302, 422} if role in BILLING_STAFF else {403}
    assert {browser.post(url).status_code for url in urls} <= expected
    assert {browser.get(url).status_code for url in urls} <= {403, 405}


def test_accepts_the_chosen_ones_for_one_reason_and_says_how_many(clerk):
    first, second, third = (gap_of(channel_with_gap()) for _ in range(3))
    ReadingFinding.objects.filter(pk=third.pk).update(
        state="RESOLVED", resolved_at=timezone.now(), resolution="seen"
    )
    data = {"finding": [first.pk, second.pk, third.pk], "reason": "power cut", "queue": "rule=GAP"}
    response = clerk.post(ACCEPT, data)
    assert response.url == f"{LIST}?rule=GAP"
    assert told(response) == ["2 findings accepted.", "1 finding had been resolved before."]
    assert ReadingFinding.objects.filter(resolution="power cut", is_accepted=True).count() == 2
    assert AuditEntry.objects.filter(action="ACCEPTED").count() == 2


def test_wants_a_reason_and_keeps_what_was_chosen(clerk):
    finding = gap_of(channel_with_gap())
    response = clerk.post(ACCEPT, {"finding": [finding.pk], "reason": " ", "queue": "rule=GAP"})
    assert response.status_code == 422
    assert [row["is_chosen"] for row in response.context["rows"]] == [True]
    assert "Say why the readings are right" in response.content.decode()
    assert gap_of(finding.channel).state == "OPEN"


@pytest.mark.parametrize("url", [ACCEPT, ESTIMATE])
def test_says_so_when_nothing_was_chosen(clerk, url):
    response = clerk.post(url, {"finding": ["x", "9" * 30], "reason": "power cut"})
    assert response.url == LIST
    assert len(told(response)) == 1


def test_estimates_the_chosen_gaps_and_leaves_the_rest(clerk):
    one, other = channel_with_gap(), channel_with_gap(holes=range(20 * 48 + 10, 20 * 48 + 12))
    stuck = ReadingFinding.objects.filter(rule="STUCK").first()
    response = clerk.post(ESTIMATE, {"finding": [gap_of(one).pk, gap_of(other).pk, stuck.pk]})
    assert told(response) == [
        "22 readings estimated.",
        "1 finding left alone: no gap, so nothing to estimate.",
    ]
    assert {gap_of(one).state, gap_of(other).state} == {"RESOLVED"}
    assert ReadingBatch.objects.filter(origin="ESTIMATION").count() == 2


def test_the_button_of_a_row_is_for_that_row_only(clerk):
    one, other = channel_with_gap(), channel_with_gap()
    clerk.post(ESTIMATE, {"finding": [gap_of(other).pk], "only": gap_of(one).pk})
    assert (gap_of(one).state, gap_of(other).state) == ("RESOLVED", "OPEN")


def test_says_which_gap_stays_open_and_why(clerk):
    channel = ChannelFactory(service_point__code="10 0042")
    start = datetime(2026, 1, 6, 3, tzinfo=UTC)
    store_readings(channel, start.date(), start.date() + timedelta(days=1), 300, holes=range(6, 16))
    finding = ReadingFinding.objects.create(
        channel=channel,
        rule="GAP",
        severity="STOP",
        starts_at=start,
        interval_count=10,
        explanation="10 half-hours missing",
        found_at=start,
    )
    response = clerk.post(one_url("estimate", finding))
    assert response.url == finding_url(finding)
    (message,) = told(response)
    assert message.startswith("10 0042 E1: 10 readings still missing, because no day from Monday to Friday")


def test_accepting_one_leads_to_the_next(clerk):
    first, second = (gap_of(channel_with_gap(service_point__code=code)) for code in ("10 1", "10 2"))
    response = clerk.post(one_url("accept", first), {"reason": "power cut", "queue": "rule=GAP"})
    assert response.url == f"{finding_url(second)}?rule=GAP"
    assert told(response) == ["Accepted: gap at 10 1 E1."]
    response = clerk.post(one_url("accept", second), {"reason": "power cut", "queue": "rule=GAP"})
    assert response.url == f"{LIST}?rule=GAP"
    response = clerk.post(one_url("accept", second), {"reason": "power cut"})
    assert told(response)[2:] == ["Somebody else, or a new reading, had resolved it before."]


def test_accepting_one_wants_a_reason(clerk):
    finding = gap_of(channel_with_gap())
    response = clerk.post(one_url("accept", finding), {"reason": "x" * 301})
    assert response.status_code == 422
    assert "at most 300 characters" in response.content.decode()
    assert gap_of(finding.channel).state == "OPEN"


def test_estimating_one_leads_to_the_next(clerk):
    first, second = (gap_of(channel_with_gap()) for _ in range(2))
    response = clerk.post(one_url("estimate", first), {"queue": "rule=GAP"})
    assert response.url == f"{finding_url(second)}?rule=GAP"
    assert told(response) == ["20 readings estimated."]
    response = clerk.post(one_url("estimate", first))
    assert told(response)[1:] == ["This is no open gap: estimates fill gaps, and nothing else."]
