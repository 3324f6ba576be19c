"""Stored days side by side."""

from datetime import date

import numpy as np
import pytest

from metering.usage.day_blocks import EncodedDay, StepMismatch, lay_days
from metering.usage.interval_grid import IntervalGrid
from metering.usage.local_calendar import LocalCalendar
from metering.usage.reading_quality import ReadingQuality as Q

BERLIN = LocalCalendar("Europe/Berlin")
MARCH = [date(2026, 3, 28), date(2026, 3, 29), date(2026, 3, 30)]  # the 29th has 23 hours
GRID = IntervalGrid.filling(BERLIN.span(MARCH[0], date(2026, 3, 31)), 60)


def day(channel_id, on, value, width="<i2", qualities=None, step_minutes=60, count=None):
    count = count or BERLIN.interval_count(on, 60)
    samples = np.full(count, value, dtype=width).tobytes()
    return EncodedDay(channel_id, on, step_minutes, count, samples, qualities)


def laid(*days, positions=None):
    return lay_days(days, positions or {7: 0, 3: 1}, GRID, BERLIN)


def test_each_day_stands_in_its_place_whatever_its_width():
    quantities, qualities = laid(
        day(3, MARCH[1], -5, "<i8"), day(7, MARCH[0], 1), day(7, MARCH[1], 70_000, "<i4"), day(7, MARCH[2], 3)
    )
    assert quantities.dtype == np.int64
    assert quantities.tolist() == [
        [1] * 24 + [70_000] * 23 + [3] * 24,
        [0] * 24 + [-5] * 23 + [0] * 24,
    ]
    assert qualities.tolist() == [
        [Q.ACTUAL] * 71,
        [Q.MISSING] * 24 + [Q.ACTUAL] * 23 + [Q.MISSING] * 24,
    ]


def test_has_no_qualities_when_all_is_actual():
    _, qualities = laid(*(day(channel_id, on, 1) for channel_id in (3, 7) for on in MARCH))
    assert qualities is None


def test_days_with_and_without_qualities_lie_in_one_block():
    mixed = bytes([Q.ACTUAL] * 12 + [Q.ESTIMATED] * 12)
    _, qualities = laid(day(7, MARCH[0], 1), day(3, MARCH[0], 1, qualities=mixed))
    assert qualities[:, :24].tolist() == [[Q.ACTUAL] * 24, list(mixed)]


def test_a_day_that_occurs_again_replaces_the_first():
    quantities, _ = laid(day(7, MARCH[0], 1), day(3, MARCH[0], 2), day(7, MARCH[0], 9, "<i8"))
    assert quantities[:, 0].tolist() == [9, 2]


def test_nothing_stored_is_all_missing():
    quantities, qualities = laid()
    assert not quantities.any()
    assert (qualities == Q.MISSING).all()


@pytest.mark.parametrize(
    "odd", [day(3, MARCH[0], 1, step_minutes=30), day(3, MARCH[0], 1, count=25)], ids=["step", "length"]
)
def test_names_channels_with_days_of_another_shape(odd):
    with pytest.raises(
        StepMismatch, match="channel 3: the stored readings are not 60-minute readings"
    ) as error:
        laid(day(7, MARCH[0], 1), odd)
    assert error.value.channel_ids == (3,)
