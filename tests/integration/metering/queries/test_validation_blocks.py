"""What validation looks at: enough around the delivered days, and no more than is handy."""

from datetime import UTC, date, datetime

import numpy as np
import pytest

from metering.queries.channels import load_channels
from metering.queries.validation_blocks import load_validation_blocks
from metering.usage.channel_spans import ChannelSpan
from tests.factories.metering import ChannelFactory, MetricFactory
from tests.factories.readings import store_readings

pytestmark = pytest.mark.django_db


def january(day: int) -> date:
    return date(2026, 1, day)


def stored(*spans: tuple[int, int], quantity=250, **facts):
    channel = ChannelFactory(**facts)
    for first, end in spans:
        store_readings(channel, january(first), january(end), quantity)
    return channel


def blocks_of(*spans: tuple):
    channel_spans = [ChannelSpan(channel.pk, january(first), january(end)) for channel, first, end in spans]
    channels = load_channels([span.channel_id for span in channel_spans])
    return load_validation_blocks(channel_spans, channels, 30)[0]


def grid_of(block) -> tuple[datetime, datetime]:
    return block.matrix.grid.start, block.matrix.grid.end


def test_reaches_to_the_nearest_days_with_readings():
    channel = stored((1, 3), (8, 9), (20, 22))
    (block,) = blocks_of((channel, 8, 9))
    assert grid_of(block) == (datetime(2026, 1, 2, tzinfo=UTC), datetime(2026, 1, 21, tzinfo=UTC))
    assert (block.judged[0].start, block.judged[0].end) == (
        datetime(2026, 1, 8, tzinfo=UTC),
        datetime(2026, 1, 9, tzinfo=UTC),
    )
    assert (block.matrix.qualities != 0).sum() == 3 * 48


def test_a_day_stored_without_a_reading_is_no_neighbour():
    channel = stored((1, 2), (8, 9))
    store_readings(channel, january(7), january(8), 0, qualities=np.zeros(48, dtype=np.uint8))
    (block,) = blocks_of((channel, 8, 9))
    assert grid_of(block)[0] == datetime(2026, 1, 1, tzinfo=UTC)


def test_tells_the_peaks_of_the_thirty_days_before_the_grid():
    channel = stored((3, 4), quantity=900)
    store_readings(channel, january(5), january(7), 250)
    (block,) = blocks_of((channel, 6, 7))
    assert grid_of(block)[0] == datetime(2026, 1, 5, tzinfo=UTC)
    assert block.earlier_peaks.shape == (1, 30)
    assert block.earlier_peaks[0, -3:].tolist() == [-1, 900, -1]


def test_channels_of_one_kind_share_a_matrix():
    one, other = stored((1, 10)), stored((2, 11))
    water = stored((1, 10), metric=MetricFactory(code="WATER", unit="m3"))
    berlin = stored((1, 10), service_point__site__zone_name="Europe/Berlin")
    blocks = blocks_of((one, 1, 10), (other, 2, 11), (water, 1, 10), (berlin, 1, 10))
    assert sorted(block.channel_ids for block in blocks) == sorted(
        [(one.pk, other.pk), (water.pk,), (berlin.pk,)]
    )


def test_spans_far_apart_do_not_share_a_matrix_of_holes():
    early, late = stored((1, 3)), stored((28, 31))
    assert [block.matrix.quantities.shape for block in blocks_of((early, 1, 3), (late, 28, 31))] == [
        (1, 96),
        (1, 144),
    ]


def test_days_of_another_step_count_as_missing():
    channel = stored((1, 4))
    channel.step_minutes = 15
    channel.save()
    (block,) = blocks_of((channel, 1, 4))
    assert block.matrix.quantities.shape == (1, 3 * 96)
    assert not block.matrix.qualities.any()


def test_a_channel_without_readings_has_a_row_of_nothing():
    (block,) = blocks_of((ChannelFactory(), 1, 3))
    assert not block.matrix.qualities.any()
    assert not block.has_reading(0, datetime(2026, 1, 1, tzinfo=UTC), 96)
