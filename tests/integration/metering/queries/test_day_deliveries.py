"""One day, and the deliveries behind it."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest

from metering.queries.channels import load_channels
from metering.queries.day_deliveries import ReplacedReading, load_day_detail
from metering.usage.reading_quality import ReadingQuality
from metering.use_cases.correct_readings import correct_readings
from metering.use_cases.withdraw_reading_batch import withdraw_reading_batch
from tests.factories.metering import ChannelFactory
from tests.factories.readings import store_readings

pytestmark = pytest.mark.django_db
DAY, NEXT = date(2026, 1, 6), date(2026, 1, 7)
AT = datetime(2026, 2, 1, 7, tzinfo=UTC)
HOUR = timedelta(hours=1)


def detail_of(channel, day=DAY):
    return load_day_detail(load_channels([channel.pk])[channel.pk], day)


@pytest.fixture
def channel():
    return ChannelFactory(step_minutes=60)


def estimates(channel, value, at):
    return store_readings(
        channel, DAY, NEXT, value, received_at=at, qualities=np.full(24, 20, dtype=np.uint8)
    )


def test_a_day_delivered_once_is_of_its_one_delivery(channel):
    batch = store_readings(channel, DAY, NEXT, np.arange(24), received_at=AT)
    detail = detail_of(channel)
    (delivery,) = detail.deliveries
    assert (delivery.number, delivery.batch, delivery.total) == (1, batch, Decimal("0.276"))
    assert (delivery.counting, delivery.reading_count, delivery.is_superseded) == (24, 24, False)
    assert delivery.qualities == ((ReadingQuality.ACTUAL, 24),)
    assert [each.value for each in detail.intervals[:3]] == [
        *(Decimal("0.000"), Decimal("0.001"), Decimal("0.002"))
    ]
    assert (detail.total, detail.missing_count, detail.changed_at) == (Decimal("0.276"), 0, AT)
    assert detail.intervals[5].clock == "05:00"


def test_says_of_each_reading_which_delivery_it_came_with_and_what_it_took_the_place_of(channel):
    estimates(channel, 500, AT)
    store_readings(channel, DAY, NEXT, 300, received_at=AT + HOUR, holes=[7])
    correct_readings(
        channel=channel,
        starts_at=datetime(2026, 1, 6, 3, tzinfo=UTC),
        quantities=[900],
        reason="meter test",
        corrected_at=AT + 2 * HOUR,
        actor=None,
    )
    detail = detail_of(channel)
    assert [(each.counting, each.reading_count) for each in detail.deliveries] == [(1, 24), (22, 23), (1, 1)]
    usual, corrected, estimated = (detail.intervals[hour] for hour in (0, 3, 7))
    assert (usual.value, usual.delivery) == (Decimal("0.300"), 2)
    assert usual.replaced == (ReplacedReading(Decimal("0.500"), 1),)
    assert (corrected.value, corrected.quality, corrected.delivery) == (
        *(Decimal("0.900"), ReadingQuality.EDITED, 3),
    )
    assert corrected.replaced == (
        ReplacedReading(Decimal("0.500"), 1),
        ReplacedReading(Decimal("0.300"), 2),
    )
    assert (estimated.value, estimated.delivery, estimated.replaced) == (Decimal("0.500"), 1, ())


def test_what_was_taken_back_is_told_and_does_not_count(channel):
    wrong = store_readings(channel, DAY, NEXT, 300, received_at=AT)
    estimates(channel, 500, AT + HOUR)
    withdraw_reading_batch(batch=wrong, withdrawn_at=AT + 2 * HOUR, reason="wrong meter", actor=None)
    gone, counting = detail_of(channel).deliveries
    assert (gone.batch, gone.withdrawn_at, gone.is_superseded) == (wrong, AT + 2 * HOUR, True)
    assert (counting.counting, counting.qualities) == (24, ((ReadingQuality.ESTIMATED, 24),))


def test_a_day_without_deliveries_is_missing_all_over(channel):
    detail = detail_of(channel)
    assert (detail.missing_count, detail.deliveries, detail.total, detail.changed_at) == (24, (), 0, None)


def test_the_hour_that_comes_twice_is_told_by_the_name_of_its_clock(channel):
    store_readings(channel, date(2025, 10, 26), date(2025, 10, 27), 1, received_at=AT)
    clocks = [each.clock for each in detail_of(channel, date(2025, 10, 26)).intervals]
    assert (len(clocks), clocks[:4]) == (25, ["00:00 BST", "01:00 BST", "01:00 GMT", "02:00 GMT"])


def test_a_day_stored_with_another_step_is_shown_with_that(channel):
    store_readings(channel, DAY, NEXT, 1, received_at=AT)
    channel.step_minutes = 30
    channel.save()
    detail = detail_of(channel)
    assert (detail.step_minutes, len(detail.intervals), detail.intervals[1].clock) == (60, 24, "01:00")


def test_takes_three_statements_however_many_deliveries(channel, count_statements):
    facts = load_channels([channel.pk])[channel.pk]
    for number in range(4):
        store_readings(channel, DAY, NEXT, number, received_at=AT + number * HOUR)
    assert count_statements(load_day_detail, facts, DAY) == 3
