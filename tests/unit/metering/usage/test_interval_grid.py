"""Rows of equal intervals."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metering.usage.interval_grid import IntervalGrid
from metering.usage.periods import Period
from tests.unit.metering.usage.zones import zone_names

START = datetime(2026, 1, 1, tzinfo=UTC)
GRID = IntervalGrid(START, 30, 4)


def test_keeps_its_start_in_utc():
    local = datetime(2026, 1, 1, 10, tzinfo=timezone(timedelta(hours=10)))
    assert IntervalGrid(local, 30, 4) == GRID


@pytest.mark.parametrize(
    ("start", "step", "count"),
    [(START.replace(tzinfo=None), 30, 4), (START, 0, 4), (START, -5, 4), (START, 30, -1)],
)
def test_refuses_what_is_no_grid(start, step, count):
    with pytest.raises(ValueError, match=r"has no time zone|needs a positive step"):
        IntervalGrid(start, step, count)


def test_fills_a_period_or_says_that_it_cannot():
    period = Period(START, START + timedelta(hours=2))
    assert IntervalGrid.filling(period, 30) == GRID
    assert GRID.period == period
    with pytest.raises(ValueError, match="50-minute steps do not fill"):
        IntervalGrid.filling(period, 50)


def test_an_empty_grid_has_no_period():
    empty = IntervalGrid(START, 30, 0)
    assert empty.end == START
    assert empty.local_stamps(ZoneInfo("Europe/Berlin")).day.shape == (0,)
    with pytest.raises(ValueError, match="must end after it starts"):
        _ = empty.period


def test_numbers_intervals_by_their_start():
    assert [GRID.index(GRID.start_of(number)) for number in (-1, 0, 3, 9)] == [-1, 0, 3, 9]
    with pytest.raises(ValueError, match="no interval starts at"):
        GRID.index(START + timedelta(minutes=10))


def test_gives_unix_seconds():
    first = 1767225600
    assert GRID.utc_seconds().tolist() == [first, first + 1800, first + 3600, first + 5400]


def test_local_fields_follow_the_clock_through_the_autumn_change():
    grid = IntervalGrid(datetime(2026, 10, 25, 0, tzinfo=UTC), 60, 3)
    stamps = grid.local_stamps(ZoneInfo("Europe/Berlin"))
    assert stamps.minute.tolist() == [120, 120, 180]
    assert (stamps.weekday.tolist(), stamps.month.tolist(), stamps.month_day.tolist()) == (
        [6] * 3,
        [10] * 3,
        [25] * 3,
    )


def test_local_fields_follow_the_clock_through_the_spring_change_of_half_an_hour():
    grid = IntervalGrid(datetime(2026, 10, 3, 15, tzinfo=UTC), 30, 3)
    stamps = grid.local_stamps(ZoneInfo("Australia/Lord_Howe"))
    assert stamps.minute.tolist() == [90, 150, 180]


@given(zone_names, st.integers(0, 3 * 365 * 24), st.sampled_from([15, 30, 60]), st.integers(1, 5000))
def test_local_fields_are_those_of_each_instant(zone_name, hour, step, count):
    grid = IntervalGrid(datetime(2024, 1, 1, tzinfo=UTC) + timedelta(hours=hour), step, count)
    zone = ZoneInfo(zone_name)
    stamps = grid.local_stamps(zone)
    for number in {0, count // 3, count // 2, count - 1}:
        local = grid.start_of(number).astimezone(zone)
        assert (
            stamps.day[number],
            stamps.weekday[number],
            stamps.month[number],
            stamps.month_day[number],
            stamps.minute[number],
        ) == (
            (np.datetime64(local.date()) - np.datetime64("1970-01-01")).astype(int),
            local.weekday(),
            local.month,
            local.day,
            local.hour * 60 + local.minute,
        )
