"""Time of use: season, day type and clock time to a bucket per interval.

A calendar is a list of windows; the first window that holds an interval's start names its bucket. A vector
of bucket numbers is computed once per (calendar, zone, grid) and kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from metering.usage.interval_grid import IntervalGrid, LocalStamps
from pricing.rating.holiday_calendar import HolidayRule

ALL_DAYS = frozenset(range(8))
HOLIDAY = 7
"""Day types: 0 Monday … 6 Sunday, 7 a public holiday (a holiday is no weekday)."""


class HourWithoutBucket(ValueError):
    """An interval of the period lies in no window of the calendar."""


@dataclass(frozen=True, slots=True)
class SeasonSpan:
    """From one day of the year to another, both inclusive, as (month, day); may pass New Year."""

    first: tuple[int, int]
    last: tuple[int, int]

    def mask(self, stamps: LocalStamps) -> NDArray[np.bool_]:
        """Which intervals lie in the span; bool, shape (n,)."""
        day_of_year = stamps.month * 100 + stamps.month_day
        first, last = self.first[0] * 100 + self.first[1], self.last[0] * 100 + self.last[1]
        if first <= last:
            return (day_of_year >= first) & (day_of_year <= last)
        return (day_of_year >= first) | (day_of_year <= last)

    def holds(self, day: date) -> bool:
        """Whether a day lies in the span."""
        day_of_year = day.month, day.day
        if self.first <= self.last:
            return self.first <= day_of_year <= self.last
        return day_of_year >= self.first or day_of_year <= self.last


@dataclass(frozen=True, slots=True)
class TouWindow:
    """Clock time `from_minute` up to `to_minute` of the named day types, in the named season spans.

    Minutes count from local midnight by the clock; 1440 is the end of the day. An empty `spans` is the
    whole year.
    """

    bucket: str
    spans: tuple[SeasonSpan, ...] = ()
    day_types: frozenset[int] = ALL_DAYS
    from_minute: int = 0
    to_minute: int = 1440


@dataclass(frozen=True, slots=True)
class TouCalendar:
    """Buckets and the windows that assign them; hashable, so that vectors can be cached by it."""

    code: str
    buckets: tuple[str, ...]
    windows: tuple[TouWindow, ...]
    holidays: HolidayRule | None = None

    def bucket_numbers(self, grid: IntervalGrid, zone_name: str) -> NDArray[np.int64]:
        """The index into `buckets` of each interval; int64, shape (grid.count,), read-only.

        Raises HourWithoutBucket naming the first local hour that no window holds.
        """
        return _bucket_numbers(self, grid, zone_name)


@lru_cache(maxsize=256)
def _bucket_numbers(calendar: TouCalendar, grid: IntervalGrid, zone_name: str) -> NDArray[np.int64]:
    zone = ZoneInfo(zone_name)
    stamps = grid.local_stamps(zone)
    day_types = _day_types(calendar.holidays, stamps)
    numbers = np.full(grid.count, -1, dtype=np.int64)
    for window in calendar.windows:
        inside = (numbers < 0) & (stamps.minute >= window.from_minute) & (stamps.minute < window.to_minute)
        if window.spans:
            inside &= np.logical_or.reduce([span.mask(stamps) for span in window.spans])
        if window.day_types != ALL_DAYS:
            inside &= np.isin(day_types, list(window.day_types))
        numbers[inside] = calendar.buckets.index(window.bucket)
    if (numbers < 0).any():
        first = grid.start_of(int(np.argmax(numbers < 0))).astimezone(zone)
        raise HourWithoutBucket(f"calendar {calendar.code!r} has no bucket for {first:%A %Y-%m-%d %H:%M}")
    numbers.setflags(write=False)
    return numbers


def _day_types(holidays: HolidayRule | None, stamps: LocalStamps) -> NDArray[np.int64]:
    if holidays is None or stamps.day.size == 0:
        return stamps.weekday
    years = range(_year(int(stamps.day[0])), _year(int(stamps.day[-1])) + 1)
    epoch = date(1970, 1, 1)
    days = [(day - epoch).days for year in years for day in holidays.dates(year)]
    return np.where(np.isin(stamps.day, days), HOLIDAY, stamps.weekday)


def _year(day: int) -> int:
    return int(np.datetime64(day, "D").astype("datetime64[Y]").astype(np.int64)) + 1970
