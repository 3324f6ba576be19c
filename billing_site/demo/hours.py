"""The intervals of a span as the people of a place live them: clock time, kind of day, day of the year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final

import holidays
import numpy as np
from numpy.typing import NDArray

from billing_site.demo.places import Place
from metering.usage.interval_grid import IntervalGrid
from metering.usage.local_calendar import LocalCalendar

WEEKDAY: Final = 0
SATURDAY: Final = 1
SUNDAY: Final = 2
_EPOCH: Final = date(1970, 1, 1)


@dataclass(frozen=True, slots=True, eq=False)
class Hours:
    """`count` intervals of `step_minutes` at a place; all arrays have shape (count,), in time order.

    `utc_s`: int64 Unix seconds of each start; `day`: int64 local days since 1970-01-01; `minute`: int64 of the
    local clock; `month`: int64 1 to 12; `year_day`: int64 0 to 365; `day_type`: int64 WEEKDAY, SATURDAY or
    SUNDAY, which public holidays are too.
    """

    place: Place
    step_minutes: int
    count: int
    utc_s: NDArray[np.int64]
    day: NDArray[np.int64]
    minute: NDArray[np.int64]
    month: NDArray[np.int64]
    year_day: NDArray[np.int64]
    day_type: NDArray[np.int64]

    @property
    def interval_hours(self) -> float:
        """How long an interval is, in hours."""
        return self.step_minutes / 60

    @property
    def summer(self) -> NDArray[np.float64]:
        """How much of a summer it is, 0 (the coldest time of the year) to 1 (the warmest)."""
        turn = 2 * np.pi * (self.year_day - self.place.climate.warmest_day) / 365.25
        return np.asarray((1 + np.cos(turn)) / 2, dtype=np.float64)


@lru_cache(maxsize=64)
def month_hours(place: Place, clock_name: str, month: date, step_minutes: int) -> Hours:
    """The intervals of a calendar month of the clock (an IANA zone), which need not be the place's own."""
    following = (month + timedelta(days=31)).replace(day=1)
    grid = IntervalGrid.filling(LocalCalendar(clock_name).span(month, following), step_minutes)
    return _hours(place, grid)


@lru_cache(maxsize=32)
def year_hours(place: Place, year: int) -> Hours:
    """The 8,760 or 8,784 hours of a year in UTC."""
    days = (date(year + 1, 1, 1) - date(year, 1, 1)).days
    return _hours(place, IntervalGrid(datetime(year, 1, 1, tzinfo=UTC), 60, days * 24))


def _hours(place: Place, grid: IntervalGrid) -> Hours:
    stamps = grid.local_stamps(LocalCalendar(place.zone_name).zone)
    years = stamps.day.astype("datetime64[D]").astype("datetime64[Y]").astype("datetime64[D]")
    day_type = np.where(stamps.weekday == 5, SATURDAY, np.where(stamps.weekday == 6, SUNDAY, WEEKDAY))
    day_type[np.isin(stamps.day, _holidays(place, stamps.day))] = SUNDAY
    return Hours(
        place=place,
        step_minutes=grid.step_minutes,
        count=grid.count,
        utc_s=grid.utc_seconds(),
        day=stamps.day,
        minute=stamps.minute,
        month=stamps.month,
        year_day=stamps.day - years.astype(np.int64),
        day_type=day_type,
    )


def _holidays(place: Place, days: NDArray[np.int64]) -> list[int]:
    """The public holidays among the days, as days since 1970-01-01."""
    first, last = (_EPOCH + timedelta(days=int(day)) for day in (days[0], days[-1]))
    found = holidays.country_holidays(
        place.country, subdiv=place.subdivision, years=range(first.year, last.year + 1)
    )
    return [(day - _EPOCH).days for day in found if first <= day <= last]
