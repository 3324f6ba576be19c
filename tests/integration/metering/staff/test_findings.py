"""The queue of findings and one finding's page."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing_site.foundation.access import OFFICE, Role
from metering.models import ReadingFinding
from metering.usage.channel_spans import ChannelSpan
from metering.use_cases.validate_readings import validate_readings
from tests.factories.metering import ChannelFactory
from tests.factories.people import browser_of, user_with
from tests.factories.readings import store_readings

pytestmark = pytest.mark.django_db
FIRST, END = date(2026, 1, 5), date(2026, 2, 1)
FOUND_AT = datetime(2026, 2, 1, 7, tzinfo=UTC)
LIST = reverse("metering-staff:finding-list")
GAP = range(22 * 48 + 10, 22 * 48 + 30)  # 27 January, 05:00 to 15:00


def channel_with_gap(holes=GAP, **facts):
    channel = ChannelFactory(**facts)
    store_readings(channel, FIRST, END, 300 + (FIRST.day % 2), holes=holes)
    validate_readings(spans=[ChannelSpan(channel.pk, FIRST, END)], found_at=FOUND_AT)
    return channel


def gap_of(channel):
    return ReadingFinding.objects.get(channel=channel, rule="GAP")


def finding_url(finding):
    return reverse("metering-staff:finding", args=[finding.pk])


@pytest.fixture
def clerk():
    return browser_of(user_with(Role.CLERK))


@pytest.mark.parametrize("role", list(Role))
def test_opens_for_the_office_only(role):
    finding = gap_of(channel_with_gap())
    browser = browser_of(user_with(role))
    expected = 200 if role in OFFICE else 403
    assert browser.get(LIST).status_code == expected
    assert browser.get(finding_url(finding)).status_code == expected


def test_does_not_know_other_findings(clerk):
    assert clerk.get(reverse("metering-staff:finding", args=[1])).status_code == 404


def test_lists_by_cause_with_counts_and_says_what_and_where(clerk):
    channel_with_gap(service_point__code="10 0042")
    channel_with_gap(service_point__code="10 0043")
    text = clerk.get(LIST).content.decode()
    assert "Gap · stops the bill <span>2</span>" in text
    assert "Stuck value · to know" in text
    assert "10 0042 E1" in text
    assert "20 half-hours missing from 27 Jan 2026 05:00 to 15:00" in text


def test_filters_stand_in_the_address_and_go_with_the_links(clerk):
    channel_with_gap(service_point__code="10 0042")
    channel_with_gap(service_point__code="20 0001")
    response = clerk.get(f"{LIST}?severity=STOP&q=10")
    (row,) = response.context["rows"]
    assert row["finding"].channel.service_point.code == "10 0042"
    assert row["url"].endswith("?severity=STOP&q=10")
    assert response.context["all_url"] == f"{LIST}?q=10"
    assert response.context["causes"][0]["is_chosen"]


@pytest.mark.parametrize("query", ["severity=BAD", "rule=WEATHER&state=x", "utility=abc", "page=o~x~y~z"])
def test_a_filter_that_makes_no_sense_narrows_nothing(clerk, query):
    channel_with_gap()
    response = clerk.get(f"{LIST}?{query}")
    assert (response.status_code, response.context["all_count"]) == (200, 3)


def test_says_that_nothing_waits(clerk):
    assert "Nothing waiting" in clerk.get(LIST).content.decode()
    assert "No finding fits" in clerk.get(f"{LIST}?rule=GAP").content.decode()


def test_an_auditor_sees_no_buttons():
    finding = gap_of(channel_with_gap())
    browser = browser_of(user_with(Role.AUDITOR))
    assert "Accept chosen" not in browser.get(LIST).content.decode()
    text = browser.get(finding_url(finding)).content.decode()
    assert "Accept as it is" not in text
    assert "Correct the readings" not in text


def test_shows_what_the_rule_says_the_readings_around_and_the_deliveries(clerk):
    channel = channel_with_gap(service_point__code="10 0042")
    response = clerk.get(finding_url(gap_of(channel)))
    text = response.content.decode()
    assert "A gap of more than 2 hours stops the bill" in text
    assert "Readings every 30 minutes, 26 Jan 2026 to 28 Jan 2026, by the clock of the site." in text
    chart = response.context["chart"]
    assert len(chart.bars) == 3 * 48
    assert [number for number, bar in enumerate(chart.bars) if bar.css_class == "missing"] == [
        *range(48 + 10, 48 + 30)
    ]
    assert chart.bars[48].title == "27 Jan 00:00: 0.301 kWh"
    assert [delivery.day_count for delivery in response.context["deliveries"]] == [1]
    assert text.index("Estimate what is missing") < text.index("Accept as it is")


def test_a_long_finding_is_drawn_by_days(clerk):
    finding = ReadingFinding.objects.get(channel=channel_with_gap(), rule="STUCK", interval_count__gt=900)
    chart = clerk.get(finding_url(finding)).context["chart"]
    # 5 to 31 January: there is nothing before or after.
    assert (len(chart.bars), chart.rows[0].label, chart.rows[-1].label) == (27, "5", "31")
    assert chart.bars[0].url.endswith("at=2026-01-05")
    assert "odd" in chart.bars[0].css_class
    assert "odd" not in chart.bars[-1].css_class


def test_leads_to_the_findings_before_and_after_under_the_same_filter(clerk):
    first, second, third = (gap_of(channel_with_gap()) for _ in range(3))
    context = clerk.get(f"{finding_url(second)}?rule=GAP").context
    assert context["before_url"] == f"{finding_url(first)}?rule=GAP"
    assert context["after_url"] == f"{finding_url(third)}?rule=GAP"


def test_a_day_stored_with_another_step_is_drawn_by_days(clerk):
    channel = channel_with_gap()
    channel.step_minutes = 60
    channel.save()
    response = clerk.get(finding_url(gap_of(channel)))
    assert response.status_code == 200
    assert response.context["chart"].bars[0].url


def test_takes_as_many_queries_for_many_findings_as_for_one(clerk):
    def queries(url):
        with CaptureQueriesContext(connection) as captured:
            assert clerk.get(url).status_code == 200
        return len(captured)

    finding = gap_of(channel_with_gap())
    clerk.get(LIST)
    before = queries(LIST), queries(finding_url(finding))
    for day in range(8):
        channel_with_gap(holes=range(day * 48 + 2, day * 48 + 12))
    assert (queries(LIST), queries(finding_url(finding))) == before
    assert before[0] <= 9
    assert before[1] <= 16


def test_resolved_findings_say_why(clerk):
    finding = gap_of(channel_with_gap())
    ReadingFinding.objects.filter(pk=finding.pk).update(
        state="RESOLVED", resolved_at=FOUND_AT + timedelta(days=1), resolution="power cut", is_accepted=True
    )
    text = clerk.get(f"{LIST}?state=RESOLVED").content.decode()
    assert "power cut" in text
    assert "Accept chosen" not in text
    assert "power cut" in clerk.get(finding_url(finding)).content.decode()


@pytest.mark.parametrize(("query", "is_open"), [("", False), ("?q=10", False), ("?state=RESOLVED", True)])
def test_rare_filters_are_folded_until_they_are_used(clerk, query, is_open):
    page = clerk.get(f"{LIST}{query}").text
    folded = page.index('<details class="more"')
    assert page.index('name="q"') < folded < page.index('name="utility"') < page.index('name="state"')
    assert page[folded:].startswith('<details class="more" open>') == is_open
