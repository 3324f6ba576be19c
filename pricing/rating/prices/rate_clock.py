"""Which band of prices holds at an instant, and when the next one begins; by the clock of the place."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from pricing.rating.holiday_calendar import HolidayRule
from pricing.rating.plan_terms import RateBand
from pricing.rating.tou_calendar import HOLIDAY

_DAY: Final = timedelta(days=1)
_DAYS_TO_LOOK: Final = 9
"""A band that begins on one day of the week only may hold for a week, and longer over a holiday."""

Begin = tuple[datetime, int]
"""The instant (UTC) at which a band begins, and its number."""


class RateClock:
    """The bands of a price at a place. A band holds on, over midnight too, until the next one begins.

    In an hour that a clock change repeats a band begins twice; one that would begin in a skipped hour begins after.
    """

    def __init__(self, bands: Sequence[RateBand], zone_name: str, holidays: HolidayRule | None) -> None:
        self.bands = bands
        self.zone = ZoneInfo(zone_name)
        names_holidays = any(HOLIDAY in band.weekdays for band in bands)
        self.holidays = holidays if names_holidays else None
        self._begins_of: dict[date, list[Begin]] = {}

    def band_at(self, instant: datetime) -> int | None:
        """The number of the band that holds (from 0); None when none has begun for more than a week."""
        day = instant.astimezone(self.zone).date()
        for days_back in range(_DAYS_TO_LOOK):
            begins = self._begins(day - days_back * _DAY)
            place = bisect_right(begins, (instant, len(self.bands)))
            if place:
                return begins[place - 1][1]
        return None

    def next_change(self, instant: datetime) -> datetime | None:
        """The first instant (UTC) afterwards at which a band begins; None when none does for more than a week."""
        day = instant.astimezone(self.zone).date()
        for days in range(_DAYS_TO_LOOK):
            begins = self._begins(day + days * _DAY)
            place = bisect_right(begins, (instant, len(self.bands)))
            if place < len(begins):
                return begins[place][0]
        return None

    def _begins(self, day: date) -> list[Begin]:
        begins = self._begins_of.get(day)
        if begins is None:
            begins = self._begins_of[day] = sorted(set(self._found(day)))
        return begins

    def _found(self, day: date) -> Iterator[Begin]:
        day_type = self._day_type(day)
        for number, band in enumerate(self.bands):
            if day_type in band.weekdays:
                midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - what the clock shows
                for instant in self._instants(midnight + timedelta(seconds=band.from_second)):
                    yield instant, number

    def _instants(self, wall: datetime) -> tuple[datetime, ...]:
        """When the clock shows it: once, twice where it is set back, or at the first instant after where it jumps."""
        early, late = (wall.replace(tzinfo=self.zone, fold=fold).astimezone(UTC) for fold in (0, 1))
        if early <= late:
            return early, late
        early, late = late, early
        while late - early > timedelta(seconds=1):
            middle = early + (late - early) // 2
            if middle.astimezone(self.zone).replace(tzinfo=None) < wall:
                early = middle
            else:
                late = middle
        return (late.replace(microsecond=0),)

    def _day_type(self, day: date) -> int:
        is_holiday = self.holidays is not None and day in self.holidays.dates(day.year)
        return HOLIDAY if is_holiday else day.weekday()


@lru_cache(maxsize=256)
def rate_clock(bands: tuple[RateBand, ...], zone_name: str, holidays: HolidayRule | None) -> RateClock:
    """The clock of a price at a place, kept with the days it has looked up."""
    return RateClock(bands, zone_name, holidays)
