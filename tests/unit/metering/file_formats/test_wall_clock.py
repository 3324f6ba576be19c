"""Local clock times into instants."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metering.file_formats.wall_clock import NEVER, WallClock
from metering.usage.local_calendar import UnknownTimeZone

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/Havana", "UTC")


def wall(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> int:
    return int(datetime(year, month, day, hour, minute, tzinfo=UTC).timestamp())


def clock(instant: int) -> str:
    return f"{datetime.fromtimestamp(instant, UTC):%m-%d %H:%M}"


def instants(zone_name: str, *walls: int) -> list[tuple[str, str] | None]:
    first, last = WallClock(zone_name).instants(np.array(walls, dtype=np.int64))
    pairs = zip(first.tolist(), last.tolist(), strict=True)
    return [None if earlier == NEVER else (clock(earlier), clock(later)) for earlier, later in pairs]


def test_an_ordinary_time_is_one_instant():
    assert instants("Europe/Berlin", wall(2026, 1, 1, 0, 0), wall(2026, 7, 1, 12, 30)) == [
        ("12-31 23:00", "12-31 23:00"),
        ("07-01 10:30", "07-01 10:30"),
    ]


def test_a_time_the_clock_leaps_over_is_none():
    times = [
        wall(2026, 3, 29, 1, 30),
        wall(2026, 3, 29, 2, 0),
        wall(2026, 3, 29, 2, 30),
        wall(2026, 3, 29, 3, 0),
    ]
    assert instants("Europe/Berlin", *times) == [
        ("03-29 00:30", "03-29 00:30"),
        None,
        None,
        ("03-29 01:00", "03-29 01:00"),
    ]


def test_a_time_the_clock_shows_twice_is_two():
    times = [wall(2026, 10, 25, 1, 30), wall(2026, 10, 25, 2, 30), wall(2026, 10, 25, 3, 0)]
    assert instants("Europe/Berlin", *times) == [
        ("10-24 23:30", "10-24 23:30"),
        ("10-25 00:30", "10-25 01:30"),
        ("10-25 02:00", "10-25 02:00"),
    ]


def test_half_an_hour_is_shown_twice_on_lord_howe():
    assert instants("Australia/Lord_Howe", wall(2026, 4, 5, 1, 30), wall(2026, 4, 5, 2, 0)) == [
        ("04-04 14:30", "04-04 15:00"),
        ("04-04 15:30", "04-04 15:30"),
    ]


def test_midnight_is_shown_twice_in_havana():
    assert instants("America/Havana", wall(2026, 11, 1, 0, 0), wall(2026, 10, 31, 23, 0)) == [
        ("11-01 04:00", "11-01 05:00"),
        ("11-01 03:00", "11-01 03:00"),
    ]


@given(st.sampled_from(ZONES), st.integers(wall(2000, 1, 1) // 60, wall(2037, 12, 31) // 60))
def test_every_instant_is_among_those_of_the_time_its_clock_shows(zone_name, minute):
    shown = datetime.fromtimestamp(minute * 60, ZoneInfo(zone_name))
    first, last = WallClock(zone_name).instants(
        np.array([wall(shown.year, shown.month, shown.day, shown.hour, shown.minute)])
    )
    assert minute * 60 in (int(first[0]), int(last[0]))
    assert 0 <= last[0] - first[0] <= 3600


def test_refuses_a_zone_that_is_not_known():
    with pytest.raises(UnknownTimeZone):
        WallClock("Mars/Base")
