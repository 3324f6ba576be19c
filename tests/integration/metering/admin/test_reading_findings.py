"""Findings in the admin: to read."""

from datetime import UTC, datetime

import pytest

from metering.models import ReadingFinding
from tests.factories.admin_pages import assert_is_read_only, list_url, listed, queries_of
from tests.factories.metering import ChannelFactory

pytestmark = pytest.mark.django_db


def finding():
    return ReadingFinding.objects.create(
        channel=ChannelFactory(),
        rule="GAP",
        severity=ReadingFinding.Severity.STOP,
        starts_at=datetime(2026, 1, 8, tzinfo=UTC),
        interval_count=48,
        explanation="48 intervals are missing.",
        found_at=datetime(2026, 2, 2, 6, tzinfo=UTC),
    )


def test_are_read_only(admin_client):
    assert_is_read_only(admin_client, finding())


def test_list_takes_as_many_queries_for_many_rows_as_for_one(admin_client):
    finding()
    for_one = queries_of(admin_client, list_url(ReadingFinding))
    for _ in range(5):
        finding()
    assert queries_of(admin_client, list_url(ReadingFinding)) == for_one


def test_list_says_in_words_how_bad_it_is(admin_client):
    found = finding()
    finding()
    assert "stops the bill" in admin_client.get(list_url(ReadingFinding)).text
    assert listed(admin_client, ReadingFinding, found.channel.service_point.code) == [found]
