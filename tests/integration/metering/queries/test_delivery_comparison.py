"""A delivery against what is stored."""

from datetime import date

import numpy as np
import pytest

from metering.models.interval_day_store import DayLengthChanged, DeliveredDays, DeliveredPiece
from metering.queries.delivery_comparison import DeliveryComparison
from metering.usage.channel_spans import ChannelSpan
from metering.usage.local_days import DayBlock, DayPiece
from tests.factories.readings import store_readings
from tests.factories.uploads import channel_at

pytestmark = pytest.mark.django_db
FIRST, SECOND, THIRD = (date(2026, 3, number) for number in (1, 2, 3))


def block(channel, *days, first_date=FIRST, step_minutes=30, missing=()):
    quantities = np.array(days, dtype=np.int64)
    qualities = None
    if missing:
        qualities = np.full(quantities.shape, 60, dtype=np.uint8)
        qualities[0, list(missing)] = 0
    return DeliveredDays(channel.pk, DayBlock(first_date, step_minutes, quantities, qualities))


def counts(comparison):
    return (
        comparison.new_count,
        comparison.same_count,
        comparison.changed_count,
        comparison.kept_count,
    )


def compared(*parts):
    comparison = DeliveryComparison()
    comparison.add(parts)
    return comparison


def test_of_nothing_stored_everything_is_new():
    channel = channel_at()
    comparison = compared(block(channel, [1] * 48, [2] * 48, missing=(0, 1)))
    assert counts(comparison) == (94, 0, 0, 0)
    total = comparison.totals[channel.pk]
    assert (total.reading_count, total.total, total.first_date, total.last_date) == (94, 144, FIRST, SECOND)
    assert comparison.changed_spans() == []


def test_tells_the_same_from_what_changes_and_names_the_days():
    channel = channel_at()
    store_readings(channel, FIRST, THIRD, 5)
    days = [5] * 48, [5] * 40 + [6] * 8, [1] * 48
    comparison = compared(block(channel, *days))
    assert counts(comparison) == (48, 88, 8, 0)
    assert comparison.changed_spans() == [ChannelSpan(channel.pk, SECOND, THIRD)]


def test_a_hole_is_filled():
    channel = channel_at()
    store_readings(channel, FIRST, SECOND, 5, holes=(3, 4))
    assert counts(compared(block(channel, [5] * 48))) == (2, 46, 0, 0)


def test_better_quality_stays():
    channel = channel_at()
    store_readings(channel, FIRST, SECOND, 5)
    estimate = DayPiece(FIRST, 30, 10, np.array([5, 7]), np.array([20, 20], dtype=np.uint8))
    assert counts(compared(DeliveredPiece(channel.pk, 48, estimate))) == (0, 1, 0, 1)


def test_many_days_add_up_beyond_64_bits():
    channel = channel_at()
    largest = (2**63 - 1) // 48
    comparison = compared(block(channel, [largest] * 48, [largest] * 48))
    assert comparison.totals[channel.pk].total == 96 * largest > 2**63


def test_a_day_of_another_length_is_told_as_storing_it_would():
    channel = channel_at()
    store_readings(channel, FIRST, SECOND, 5)
    with pytest.raises(
        DayLengthChanged, match="2026-03-01 is stored as 48 intervals of 30 minutes, not as 24"
    ):
        compared(block(channel, [5] * 24, step_minutes=60))


def test_asks_once_a_portion(django_assert_num_queries, count_statements):
    first, second = channel_at(), channel_at("4001000002")
    store_readings(first, FIRST, THIRD, 5)
    parts = [block(first, [5] * 48, [5] * 48), block(second, *[[1] * 48] * 300)]
    assert count_statements(compared, *parts) == 1
    assert count_statements(compared) == 0
