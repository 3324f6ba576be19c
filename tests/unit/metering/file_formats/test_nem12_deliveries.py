"""Days that a file delivers more than once."""

import numpy as np

from metering.file_formats.nem12_deliveries import Deliveries
from metering.file_formats.nem12_records import Day, Stream
from metering.usage.reading_quality import ReadingQuality

ACTUAL, ESTIMATED, MISSING = ReadingQuality.ACTUAL, ReadingQuality.ESTIMATED, ReadingQuality.MISSING


def delivered(value="1", quality=ACTUAL, *, updated=1, suffix="E1", ordinal=1, minutes=30) -> Day:
    stream = Stream("NMI1", suffix, "M", "KWH", minutes)
    return Day(3, stream, ordinal, [value] * stream.interval_count, quality, updated)


def variable(*codes: tuple[ReadingQuality, int]) -> np.ndarray:
    return np.concatenate([np.full(count, code, dtype=np.uint8) for code, count in codes])


def test_another_day_or_channel_is_no_redelivery():
    deliveries = Deliveries()
    days = [delivered(), delivered(ordinal=2), delivered(suffix="B1")]
    assert [deliveries.add(day) for day in days] == [None, None, None]


def test_tells_whether_the_values_differ():
    deliveries = Deliveries()
    deliveries.add(delivered("1"))
    assert deliveries.add(delivered("1")).differs is False
    assert deliveries.add(delivered("2")).differs is True


def test_a_newer_delivery_counts_as_a_whole():
    deliveries = Deliveries()
    deliveries.add(delivered())
    assert deliveries.add(delivered(quality=ESTIMATED, updated=2)).counts is None


def test_an_older_delivery_counts_only_where_its_quality_is_better():
    deliveries = Deliveries()
    deliveries.add(delivered(quality=variable((ACTUAL, 20), (ESTIMATED, 28)), updated=2))
    again = deliveries.add(delivered("2", updated=1))
    assert again.counts.tolist() == [False] * 20 + [True] * 28


def test_the_newest_of_three_is_what_the_third_is_measured_by():
    deliveries = Deliveries()
    for updated in (1, 3):
        deliveries.add(delivered(updated=updated))
    assert not deliveries.add(delivered(updated=2)).counts.any()


def test_days_that_complete_each_other_are_no_redelivery():
    deliveries = Deliveries()
    deliveries.add(delivered(quality=variable((ACTUAL, 20), (MISSING, 28))))
    assert deliveries.add(delivered(quality=variable((MISSING, 20), (ACTUAL, 28)))) is None


def test_another_interval_length_differs_and_counts_when_it_is_newer():
    deliveries = Deliveries()
    deliveries.add(delivered(updated=2))
    older, newer = delivered(minutes=15, updated=1), delivered(minutes=15, updated=2)
    assert not deliveries.add(older).counts.any()
    assert (deliveries.add(newer).differs, deliveries.add(newer).counts) == (True, None)
