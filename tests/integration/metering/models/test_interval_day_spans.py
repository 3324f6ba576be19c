"""Reads by spans that differ from channel to channel."""

from datetime import date

import numpy as np
import pytest

from metering.models.interval_day_spans import (
    fetch_encoded_days_of_spans,
    fetch_first_days,
    fetch_neighbouring_days,
    fetch_peaks_of_spans,
    fetch_whole_day_counts,
)
from metering.usage.channel_spans import ChannelSpan
from tests.factories.metering import ChannelFactory
from tests.factories.readings import store_readings

pytestmark = pytest.mark.django_db


def january(day: int) -> date:
    return date(2026, 1, day)


@pytest.fixture
def channels():
    """One with the 1st to the 4th, one with the 3rd (without a reading), the 5th (with a hole) and the 9th."""
    one, other = ChannelFactory(), ChannelFactory()
    store_readings(one, january(1), january(5), np.arange(192))
    store_readings(other, january(3), january(4), 0, qualities=np.zeros(48, dtype=np.uint8))
    store_readings(other, january(5), january(6), 70, holes=[3])
    store_readings(other, january(9), january(10), 80)
    return one, other


def test_fetches_each_channels_own_days(channels):
    one, other = channels
    spans = [ChannelSpan(one.pk, january(2), january(4)), ChannelSpan(other.pk, january(5), january(30))]
    found = sorted((day.channel_id, day.date) for day in fetch_encoded_days_of_spans(spans))
    assert found == sorted(
        [(one.pk, january(2)), (one.pk, january(3)), (other.pk, january(5)), (other.pk, january(9))]
    )
    assert fetch_encoded_days_of_spans([]) == []


def test_fetches_peaks_of_days_with_readings(channels):
    one, other = channels
    peaks = fetch_peaks_of_spans([ChannelSpan(channel.pk, january(2), january(9)) for channel in channels])
    assert sorted(zip(*(array.tolist() for array in peaks[one.pk]), strict=True)) == [
        (0, 95),
        (1, 143),
        (2, 191),
    ]
    assert [array.tolist() for array in peaks[other.pk]] == [[3], [70]]


def test_fetches_the_days_with_readings_around_a_span(channels):
    one, other = channels
    spans = [ChannelSpan(one.pk, january(3), january(20)), ChannelSpan(other.pk, january(4), january(5))]
    assert fetch_neighbouring_days(spans) == {spans[0]: (january(2), None), spans[1]: (None, january(5))}


def test_fetches_where_channels_begin(channels):
    one, other = channels
    assert fetch_first_days([one.pk, other.pk, ChannelFactory().pk]) == {
        one.pk: january(1),
        other.pk: january(5),
    }


def test_counts_whole_days(channels):
    one, other = channels
    assert fetch_whole_day_counts([one.pk, other.pk], january(2), january(31)) == {one.pk: 3, other.pk: 1}
