"""The published standard profiles (load_profiles/SOURCE.md), spread over the intervals of a span."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from billing_site.demo.hours import Hours

Floats = NDArray[np.float64]
_FOLDER: Final = Path(__file__).parent / "load_profiles"
_SEASONS: Final = ("winter", "transition", "summer")
_DAY_TYPES: Final = ("weekday", "saturday", "sunday")
_QUARTERS: Final = 96
# BDEW's seasons by the last day of each, as days of a year of 365: 20.3., 14.5., 14.9., 31.10., 31.12.
_SEASON_ENDS: Final = (79, 134, 257, 304, 366)
_SEASON_ORDER: Final = np.array([0, 1, 2, 1, 0])
_HALF_A_YEAR: Final = 182


@lru_cache(maxsize=128)
def electricity_profile(name: str, hours: Hours, shift_quarters: int = 0) -> Floats:
    """BDEW profile H0 (not dynamised), G0, G1, G3 or L0; 1.0 is the average of a year; shape (n,), read-only.

    `shift_quarters` is by how many quarter-hours people are later than the profile. South of the equator
    the seasons are those of half a year later.
    """
    table = _electricity_tables()[name]
    day_of_year = (hours.year_day + (_HALF_A_YEAR if hours.place.is_southern else 0)) % 365
    season = _SEASON_ORDER[np.searchsorted(_SEASON_ENDS, day_of_year, side="left")]
    first = hours.minute // 15 - shift_quarters
    quarters = [(first + k) % _QUARTERS for k in range(max(1, hours.step_minutes // 15))]
    values = np.mean([table[season, hours.day_type, quarter] for quarter in quarters], axis=0)
    values.setflags(write=False)
    return np.asarray(values, dtype=np.float64)


def household_season(hours: Hours) -> Floats:
    """BDEW's polynomial that makes H0 dynamic: about 1.24 in midwinter and 0.78 in midsummer; shape (n,)."""
    shift = _HALF_A_YEAR if hours.place.is_southern else 0
    t = (hours.year_day + shift) % 365 + 1.0
    return np.asarray(-3.92e-10 * t**4 + 3.2e-7 * t**3 - 7.02e-5 * t**2 + 2.1e-3 * t + 1.24)


@lru_cache(maxsize=64)
def hourly_activity(name: str, hours: Hours) -> Floats:
    """How likely WATER is used or CALLS are made in each interval, shape (n,); only the shape matters."""
    table = _activity_tables()[name]
    return np.asarray(table[hours.day_type, hours.minute // 60], dtype=np.float64)


@cache
def _electricity_tables() -> dict[str, Floats]:
    """Each profile as an array of seasons, day types and quarter-hours, averaging 1.0 over a common year."""
    tables: dict[str, Floats] = {}
    for profile, season, day_type, *values in _rows("bdew_1999.csv"):
        table = tables.setdefault(profile, np.zeros((len(_SEASONS), len(_DAY_TYPES), _QUARTERS)))
        table[_SEASONS.index(season), _DAY_TYPES.index(day_type)] = np.array(values, dtype=np.float64)
    season_days = np.array([140, 102, 123]) / 365
    week = np.array([5, 1, 1]) / 7
    for table in tables.values():
        table /= np.einsum("s,d,sdq->", season_days, week, table) / _QUARTERS
    return tables


@cache
def _activity_tables() -> dict[str, Floats]:
    """Each activity as an array of day types and hours."""
    tables: dict[str, Floats] = {}
    for name, day_type, *values in _rows("hourly_activity.csv"):
        table = tables.setdefault(name, np.zeros((len(_DAY_TYPES), 24)))
        days = slice(None) if day_type == "any" else _DAY_TYPES.index(day_type)
        table[days] = np.array(values, dtype=np.float64)
    return tables


def _rows(file_name: str) -> Iterator[list[str]]:
    with (_FOLDER / file_name).open(encoding="ascii", newline="") as lines:
        rows = csv.reader(lines)
        next(rows)
        yield from rows
