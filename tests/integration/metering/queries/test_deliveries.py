"""Which batches the readings of a span came with, as of an instant."""

from datetime import UTC, date, datetime

import pytest

from metering.queries.deliveries import load_deliveries
from metering.use_cases.withdraw_reading_batch import withdraw_reading_batch
from tests.factories.metering import ChannelFactory
from tests.factories.readings import store_readings

pytestmark = pytest.mark.django_db
FIRST, SECOND, THIRD = (datetime(2026, 2, day, 7, tzinfo=UTC) for day in (1, 5, 9))
LATER = datetime(2026, 3, 1, tzinfo=UTC)
JANUARY = {"from_date": date(2026, 1, 1), "to_date": date(2026, 2, 1)}


def told(*channels, as_of=LATER, **span):
    deliveries = load_deliveries(
        channel_ids=[channel.pk for channel in channels], as_of=as_of, **(span or JANUARY)
    )
    return [
        (one.source_name, one.day_count, one.first_date.day, one.last_date.day, one.is_withdrawn)
        for one in deliveries
    ]


def test_names_the_batch_of_days_delivered_once():
    channel = ChannelFactory()
    batch = store_readings(channel, date(2026, 1, 3), date(2026, 1, 8), 100, FIRST)
    (delivery,) = load_deliveries(channel_ids=[channel.pk], as_of=LATER, **JANUARY)
    assert (delivery.batch_id, delivery.origin, delivery.received_at) == (batch.pk, "FILE", FIRST)
    assert told(channel) == [(batch.source_name, 5, 3, 7, False)]


def test_names_every_batch_of_a_day_that_several_touch():
    channel = ChannelFactory()
    whole = store_readings(channel, date(2026, 1, 1), date(2026, 1, 11), 100, FIRST)
    again = store_readings(channel, date(2026, 1, 10), date(2026, 1, 12), 120, SECOND)
    assert told(channel) == [(whole.source_name, 10, 1, 10, False), (again.source_name, 2, 10, 11, False)]


def test_leaves_out_what_came_later():
    channel = ChannelFactory()
    whole = store_readings(channel, date(2026, 1, 1), date(2026, 1, 11), 100, FIRST)
    store_readings(channel, date(2026, 1, 10), date(2026, 1, 12), 120, THIRD)
    assert told(channel, as_of=SECOND) == [(whole.source_name, 10, 1, 10, False)]


def test_still_names_what_was_withdrawn_since():
    channel = ChannelFactory()
    batch = store_readings(channel, date(2026, 1, 1), date(2026, 1, 3), 100, FIRST)
    withdraw_reading_batch(batch=batch, withdrawn_at=THIRD, reason="wrong file", actor=None)
    assert told(channel, as_of=SECOND) == [(batch.source_name, 2, 1, 2, True)]
    assert told(channel, as_of=LATER) == []


def test_keeps_to_the_days_and_channels_asked_for():
    channel, other = ChannelFactory(), ChannelFactory()
    batch = store_readings(channel, date(2026, 1, 1), date(2026, 1, 11), 100, FIRST)
    store_readings(other, date(2026, 1, 1), date(2026, 1, 11), 100, FIRST)
    span = {"from_date": date(2026, 1, 5), "to_date": date(2026, 1, 7)}
    assert told(channel, **span) == [(batch.source_name, 2, 5, 6, False)]


def test_asks_three_questions_whatever_there_is(django_assert_num_queries):
    channel = ChannelFactory()
    for day in range(1, 9):
        store_readings(channel, date(2026, 1, day), date(2026, 1, day + 2), 100, FIRST)
    with django_assert_num_queries(3):
        assert len(told(channel)) == 8
