"""Which band of prices holds at an instant, and when the next one begins; by the clock of the place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from pricing.rating.holiday_calendar import HolidayRule
from pricing.rating.plan_terms import RateBand
from pricing.rating.tou_calendar import HOLIDAY

_WEEK_AND_A_DAY: Final = 9


@dataclass(frozen=True, slots=True)
class RateClock:
    """The bands of a price at a place. A band holds on, over midnight too, until the next one begins."""

    bands: Sequence[RateBand]
    zone: ZoneInfo
    holidays: HolidayRule | None

    def band_at(self, instant: datetime) -> int | None:
        """The number of the band that holds (from 0); None when no band ever begins."""
        local = instant.astimezone(self.zone)
        second = local.hour * 3600 + local.minute * 60 + local.second
        for days_back in range(_WEEK_AND_A_DAY):
            day_type = self._day_type(local.date() - timedelta(days=days_back))
            begun = [
                (band.from_second, number)
                for number, band in enumerate(self.bands)
                if day_type in band.weekdays and (days_back or band.from_second <= second)
            ]
            if begun:
                return max(begun)[1]
        return None

    def next_change(self, instant: datetime) -> datetime | None:
        """The first instant (UTC) afterwards at which a band begins; None when none does."""
        local_date = instant.astimezone(self.zone).date()
        for days in range(-1, _WEEK_AND_A_DAY):
            later = [begin for begin in self._begins(local_date + timedelta(days=days)) if begin > instant]
            if later:
                return min(later)
        return None

    def _begins(self, day: date) -> Iterator[datetime]:
        day_type = self._day_type(day)
        midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a reading of the wall clock
        for band in self.bands:
            if day_type in band.weekdays:
                wall = midnight + timedelta(seconds=band.from_second)
                # In an hour that a clock change repeats, a band begins twice.
                for fold in (0, 1):
                    yield wall.replace(tzinfo=self.zone, fold=fold).astimezone(UTC)

    def _day_type(self, day: date) -> int:
        knows_holidays = self.holidays is not None and any(HOLIDAY in band.weekdays for band in self.bands)
        if knows_holidays and self.holidays is not None and day in self.holidays.dates(day.year):
            return HOLIDAY
        return day.weekday()
