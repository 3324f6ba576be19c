"""Who stands on readings is asked, not known."""

from datetime import date

import pytest

from metering.queries import bills_on_readings as module
from metering.queries.bills_on_readings import (
    count_bills_on,
    count_bills_on_batch,
    count_changed_bills_on_batch,
    register_bills,
)
from metering.usage.channel_spans import ChannelSpan
from tests.factories.readings import store_readings
from tests.factories.uploads import channel_at

pytestmark = pytest.mark.django_db
SPAN = ChannelSpan(7, date(2026, 3, 1), date(2026, 3, 2))


@pytest.fixture
def asked(monkeypatch):
    """The spans that the only one who makes bills was asked for."""
    spans = []
    monkeypatch.setattr(module, "_COUNTERS", {})
    register_bills("bills", lambda each: spans.append(each) or 2, lambda each: 1)
    return spans


def test_everybody_who_makes_bills_is_asked(asked):
    register_bills("more bills", lambda spans: 3, lambda spans: 1)
    assert count_bills_on([SPAN]) == 5
    assert asked == [[SPAN]]


def test_nobody_is_asked_about_nothing(asked):
    assert count_bills_on([]) == 0
    assert asked == []


def test_a_batch_is_asked_for_by_the_days_it_delivered(asked):
    channel, other = channel_at(), channel_at("4001000002")
    batch = store_readings(channel, date(2026, 3, 1), date(2026, 3, 4), 5)
    store_readings(channel, date(2026, 3, 2), date(2026, 3, 3), 6)  # both are pieces of that day now
    store_readings(other, date(2026, 3, 1), date(2026, 3, 2), 5)
    assert count_bills_on_batch(batch.pk) == 2
    assert asked == [[ChannelSpan(channel.pk, date(2026, 3, 1), date(2026, 3, 4))]]
    assert count_changed_bills_on_batch(batch.pk) == 1
