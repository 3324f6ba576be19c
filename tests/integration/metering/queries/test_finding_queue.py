"""The queue of findings."""

from datetime import UTC, datetime, timedelta

import pytest

from billing_site.foundation.keyset_pages import keyset_page
from metering.models import ReadingFinding
from metering.queries.finding_queue import (
    FindingCause,
    FindingFilter,
    load_finding_causes,
    neighbours_in_queue,
)
from tests.factories.metering import ChannelFactory, UtilityFactory

pytestmark = pytest.mark.django_db
FOUND_AT = datetime(2026, 2, 1, 7, tzinfo=UTC)


@pytest.fixture
def channel():
    return ChannelFactory(service_point__code="10 0042")


def find(channel, rule="ZERO", severity="WARNING", age_h=0, **facts):
    return ReadingFinding.objects.create(
        channel=channel,
        rule=rule,
        severity=severity,
        starts_at=facts.pop(
            "starts_at", FOUND_AT - timedelta(days=1, minutes=ReadingFinding.objects.count())
        ),
        interval_count=48,
        explanation="48 half-hours",
        found_at=FOUND_AT - timedelta(hours=age_h),
        **facts,
    )


def queue(chosen=None, size=50, cursor=""):
    chosen = chosen or FindingFilter()
    return keyset_page(chosen.findings(), chosen.order, cursor, size)


def test_what_stops_a_bill_comes_first_and_of_equal_ones_the_oldest(channel):
    info = find(channel, severity="INFO", age_h=99)
    young = find(channel, severity="WARNING", age_h=1)
    old = find(channel, severity="WARNING", age_h=5)
    stop = find(channel, severity="STOP")
    assert list(queue().rows) == [stop, old, young, info]


def test_pages_lead_on_and_back(channel):
    findings = [
        find(channel, severity=severity) for severity in ("STOP", "WARNING", "WARNING", "INFO", "INFO")
    ]
    first = queue(size=2)
    second = queue(size=2, cursor=first.older)
    third = queue(size=2, cursor=second.older)
    assert [*first.rows, *second.rows, *third.rows] == findings
    assert (first.newer, third.older) == ("", "")
    assert queue(size=2, cursor=third.newer).rows == second.rows


def test_is_narrowed_by_state_severity_rule_utility_and_service_point(channel):
    gap = find(channel, rule="GAP", severity="STOP")
    elsewhere = find(
        ChannelFactory(service_point__utility=UtilityFactory(code="SOUTH"), service_point__code="20 7")
    )
    done = find(channel, state="RESOLVED", resolved_at=FOUND_AT, resolution="seen")
    assert queue(FindingFilter(severity="STOP")).rows == (gap,)
    assert queue(FindingFilter(rule="ZERO")).rows == (elsewhere,)
    assert queue(FindingFilter(utility_id=channel.service_point.utility_id)).rows == (gap,)
    assert queue(FindingFilter(service_point="10 00")).rows == (gap,)
    assert queue(FindingFilter(state="RESOLVED")).rows == (done,)


def test_resolved_ones_come_the_latest_first(channel):
    done = [
        find(channel, state="RESOLVED", resolved_at=FOUND_AT + timedelta(hours=hour), resolution="seen")
        for hour in (1, 3, 2)
    ]
    assert list(queue(FindingFilter(state="RESOLVED")).rows) == [done[1], done[2], done[0]]


def test_counts_by_cause_whatever_cause_is_chosen(channel, django_assert_num_queries):
    find(channel, rule="GAP", severity="STOP")
    find(channel, severity="INFO")
    find(channel, severity="WARNING")
    find(channel, severity="WARNING")
    find(channel, rule="SPIKE", severity="WARNING")
    with django_assert_num_queries(1):
        causes, has_more = load_finding_causes(FindingFilter(rule="GAP", severity="STOP"))
    assert causes == [
        FindingCause("GAP", "STOP", 1),
        FindingCause("ZERO", "WARNING", 2),
        FindingCause("SPIKE", "WARNING", 1),
        FindingCause("ZERO", "INFO", 1),
    ]
    assert not has_more


def test_knows_the_neighbours_of_a_finding_that_is_gone_from_it_too(channel):
    first, second, third = (find(channel, severity=severity) for severity in ("STOP", "WARNING", "WARNING"))
    assert neighbours_in_queue(FindingFilter(), second) == (first, third)
    assert neighbours_in_queue(FindingFilter(), first) == (None, second)
    ReadingFinding.objects.filter(pk=second.pk).update(
        state="RESOLVED", resolved_at=FOUND_AT, resolution="seen"
    )
    assert neighbours_in_queue(FindingFilter(), second) == (first, third)
    assert neighbours_in_queue(FindingFilter(severity="STOP"), third) == (first, None)
    assert neighbours_in_queue(FindingFilter(state="RESOLVED"), second) == (None, None)
