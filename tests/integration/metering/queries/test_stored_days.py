"""Which days of a channel are stored."""

from datetime import date

import pytest

from metering.models import Channel
from metering.queries.stored_days import StoredDays, load_stored_days, with_stored_days
from tests.factories.metering import ChannelFactory
from tests.integration.metering.admin.stored_readings import store_days

pytestmark = pytest.mark.django_db


def test_counts_days_and_gaps_in_one_query(django_assert_num_queries):
    channel = ChannelFactory()
    store_days(channel, "2026-01-01", "2026-01-02", "2026-01-05")
    with django_assert_num_queries(1):
        stored = load_stored_days(channel.pk)
    assert stored == StoredDays(date(2026, 1, 1), date(2026, 1, 5), 3)
    assert stored.gap_count == 2


def test_channel_without_readings_has_none():
    channel, other = ChannelFactory(), ChannelFactory()
    store_days(other, "2026-01-01")
    assert load_stored_days(channel.pk) is None
    assert list(with_stored_days(Channel.objects.filter(pk=channel.pk))) == []
    assert list(with_stored_days(Channel.objects.all())) == [other]
