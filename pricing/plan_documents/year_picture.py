"""A year of a time-of-use calendar day by day: a small cell for each, which is its 24 hours in colours.

Days that are priced alike share a pattern, which is drawn once. The engine itself says which bucket applies.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any, Final

import numpy as np

from metering.usage.interval_grid import IntervalGrid
from pricing.plan_documents.calendar_terms import DAY_NAMES, tou_calendar
from pricing.plan_documents.holiday_names import holiday_names

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_STEP_MINUTES: Final = 5  # windows begin at any minute, but tariffs begin them at quarter-hours
_STEPS: Final = 1440 // _STEP_MINUTES
# A cell is 24 wide, one for each hour, and 12 high; cells stand 27 and 16 apart.
CELL_WIDTH: Final = 24
CELL_HEIGHT: Final = 12
_ACROSS: Final = 27
_DOWN: Final = 16
FIRST_YEAR: Final = 1990
LAST_YEAR: Final = 2100


@dataclass(frozen=True, slots=True)
class Band:
    """Neighbouring hours of one bucket: a box `width` wide from `x`, both in hours."""

    x: str
    width: str
    bucket: int


@dataclass(frozen=True, slots=True)
class DayPattern:
    """Days that are priced alike: how many there are, when they are, and their hours in words."""

    number: int
    bands: tuple[Band, ...]
    days: int
    when: str
    hours: str


@dataclass(frozen=True, slots=True)
class DayCell:
    """A day of the picture of its month; `holiday` is its name, or empty."""

    x: int
    y: int
    pattern: int
    holiday: str


@dataclass(frozen=True, slots=True)
class MonthPicture:
    """A month with Monday at the left; `text` says for those who do not see it how many days are of which pattern."""

    name: str
    cells: tuple[DayCell, ...]
    height: int
    text: str


@dataclass(frozen=True, slots=True)
class Holiday:
    """A holiday of the year; `is_substitute` where it is kept for one on a weekend."""

    day: date
    name: str
    is_substitute: bool


@dataclass(frozen=True, slots=True)
class YearPicture:
    """A calendar year; patterns are numbered in the order of their first days."""

    year: int
    patterns: tuple[DayPattern, ...]
    months: tuple[MonthPicture, ...]
    holidays: tuple[Holiday, ...]


def year_picture(code: str, calendar: dict[str, Any], year: int) -> YearPicture:
    """The year of a calendar of a validated document.

    Raises HourWithoutBucket for an hour that no window holds.
    """
    terms = tou_calendar(code, calendar)
    first = date(year, 1, 1)
    days = [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]
    names = {} if terms.holidays is None else dict(holiday_names(terms.holidays, year))
    grid = IntervalGrid(datetime(year, 1, 1, tzinfo=UTC), _STEP_MINUTES, len(days) * _STEPS)
    rows = terms.bucket_numbers(grid, "UTC").reshape(len(days), _STEPS)
    numbers: dict[bytes, int] = {}
    of_day = [numbers.setdefault(row.tobytes(), len(numbers)) for row in rows]
    patterns = []
    for number in range(len(numbers)):
        like = [day for day, one in zip(days, of_day, strict=True) if one == number]
        bands = _bands(rows[of_day.index(number)])
        patterns.append(
            DayPattern(number, bands, len(like), _when(like, names), _hours(bands, terms.buckets))
        )
    return YearPicture(
        year=year,
        patterns=tuple(patterns),
        months=tuple(_month(month, days, of_day, names) for month in range(1, 13)),
        holidays=tuple(
            Holiday(day, name.replace(" (observed)", ""), "(observed)" in name) for day, name in names.items()
        ),
    )


def _bands(row: Any) -> tuple[Band, ...]:
    edges = [0, *(int(n) + 1 for n in np.flatnonzero(np.diff(row))), _STEPS]
    return tuple(
        Band(f"{begin * 24 / _STEPS:g}", f"{(end - begin) * 24 / _STEPS:g}", int(row[begin]))
        for begin, end in pairwise(edges)
    )


def _hours(bands: tuple[Band, ...], buckets: tuple[str, ...]) -> str:
    """Such as "off peak 0:00 to 16:00, peak 16:00 to 21:00, off peak 21:00 to 24:00"; or "off peak all day"."""
    names = [buckets[band.bucket].replace("_", " ") for band in bands]
    if len(bands) == 1:
        return f"{names[0]} all day"
    return ", ".join(
        f"{name} {_clock(float(band.x))} to {_clock(float(band.x) + float(band.width))}"
        for name, band in zip(names, bands, strict=True)
    )


def _clock(hours: float) -> str:
    minutes = round(hours * 60)
    return f"{minutes // 60}:{minutes % 60:02}"


def _when(days: list[date], names: dict[date, str]) -> str:
    """Which days these are: weekdays by their names, months as spans, holidays told apart."""
    plain = [day for day in days if day not in names]
    if not plain:
        return "Holidays"
    weekdays = _runs(sorted({day.weekday() for day in plain}), DAY_NAMES)
    months = sorted({day.month - 1 for day in plain})
    when = "Every day" if weekdays == "Monday to Sunday" else weekdays
    if len(months) < 12:
        when += f", {_runs(months, _MONTHS)}"
    return f"{when}, and holidays" if len(plain) < len(days) else when


def _runs(numbers: list[int], names: tuple[str, ...]) -> str:
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(
        names[run[0]] if len(run) == 1 else f"{names[run[0]]} to {names[run[-1]]}" for run in runs
    )


def _month(month: int, days: list[date], of_day: list[int], names: dict[date, str]) -> MonthPicture:
    here = [(day, number) for day, number in zip(days, of_day, strict=True) if day.month == month]
    offset = here[0][0].weekday()
    cells = tuple(
        DayCell(
            x=day.weekday() * _ACROSS,
            y=(day.day - 1 + offset) // 7 * _DOWN,
            pattern=number,
            holiday=names.get(day, ""),
        )
        for day, number in here
    )
    counts = Counter(number for _, number in here)
    told = [f"{count} of pattern {number + 1}" for number, count in sorted(counts.items())]
    told += [f"{day.day} {_MONTHS[month - 1]} {names[day]}" for day, _ in here if day in names]
    height = 6 * _DOWN
    return MonthPicture(_MONTHS[month - 1], cells, height, "; ".join(told))
