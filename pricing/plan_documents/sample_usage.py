"""Usage of somebody typical, made by rule: to see at once what a plan would cost them.

Whole numbers throughout, so that the same profile gives the same usage on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from metering.usage.interval_grid import IntervalGrid
from metering.usage.local_calendar import LocalCalendar
from metering.usage.reading_quality import ReadingQuality
from metering.usage.series_assembly import AssembledSeries
from metering.usage.usage_series import UsageSeries

ZONE: Final = "UTC"
_STEP_MINUTES: Final = 5  # every demand window is a multiple of it
_PER_HOUR: Final = 60 // _STEP_MINUTES
_DECIMALS: Final = 6


@dataclass(frozen=True, slots=True)
class LoadProfile:
    """Somebody's usage: kWh a day in spring, per cent of it in each month, and how a day's hours weigh."""

    code: str
    label: str
    daily_kwh: int
    months: tuple[int, ...]
    weekday: tuple[int, ...]
    weekend: tuple[int, ...]


_WINTERLY: Final = (120, 115, 108, 98, 92, 88, 86, 86, 92, 100, 110, 118)
_STEADY: Final = (100,) * 12
_HOME: Final = (2, 2, 2, 2, 2, 3, 5, 7, 5, 4, 4, 4, 5, 4, 4, 4, 5, 8, 10, 10, 9, 7, 5, 3)
_HOME_WEEKEND: Final = (3, 2, 2, 2, 2, 2, 3, 4, 6, 7, 7, 7, 8, 7, 6, 5, 6, 8, 9, 9, 8, 7, 5, 4)
_SHOP: Final = (2, 2, 2, 2, 2, 2, 3, 5, 9, 10, 10, 10, 10, 10, 10, 10, 10, 10, 9, 6, 3, 2, 2, 2)
_SHOP_WEEKEND: Final = (2, 2, 2, 2, 2, 2, 2, 3, 5, 6, 6, 6, 6, 5, 4, 3, 2, 2, 2, 2, 2, 2, 2, 2)
_FACTORY: Final = (5, 5, 5, 5, 5, 7, 12, 14, 14, 14, 14, 13, 13, 14, 14, 14, 13, 12, 12, 12, 12, 10, 6, 5)
_FACTORY_WEEKEND: Final = (4,) * 24
_FLAT: Final = (1,) * 24
_SUN: Final = (0, 0, 0, 0, 0, 0, 1, 3, 6, 9, 11, 12, 12, 11, 9, 6, 3, 1, 0, 0, 0, 0, 0, 0)
_SUN_MONTHS: Final = (35, 55, 90, 120, 145, 155, 150, 135, 105, 70, 40, 30)

PROFILES: Final = (
    LoadProfile("household", "Household, 10 kWh a day", 10, _WINTERLY, _HOME, _HOME_WEEKEND),
    LoadProfile("shop", "Shop, 60 kWh a day", 60, _STEADY, _SHOP, _SHOP_WEEKEND),
    LoadProfile("factory", "Factory, 4,000 kWh a day", 4000, _STEADY, _FACTORY, _FACTORY_WEEKEND),
    LoadProfile("flat", "Flat, 24 kWh a day in every hour alike", 24, _STEADY, _FLAT, _FLAT),
)
# Units a day where a profile has one kWh; what is not here is used one for one.
_MILLIONTHS_PER_KWH: Final = {
    "kWh": 1_000_000,
    "Wh": 1_000_000_000,
    "MWh": 1_000,
    "m3": 40_000,
    "L": 40_000_000,
    "min": 2_000_000,
}
# A roof gives back about a third of what its house uses.
_EXPORT_SHARE: Final = 3


def sample_usage(
    profile: LoadProfile, metric: str, unit: str, from_date: date, to_date: date
) -> AssembledSeries:
    """The profile's usage on the days up to, not including, `to_date`, by the clock of the place, in 5-minute steps.

    A metric whose code says EXPORT follows the sun. Days have 24 hours: no clock is changed.
    """
    grid = IntervalGrid.filling(LocalCalendar(ZONE).span(from_date, to_date), _STEP_MINUTES)
    is_export = "EXPORT" in metric
    daily = profile.daily_kwh * _MILLIONTHS_PER_KWH.get(unit, 1_000_000)
    stamps_day = np.arange(grid.count, dtype=np.int64) // (24 * _PER_HOUR)
    hour = np.arange(grid.count, dtype=np.int64) // _PER_HOUR % 24
    days = [date.fromordinal(from_date.toordinal() + n) for n in range((to_date - from_date).days)]
    shapes = [
        _SUN if is_export else profile.weekend if day.weekday() > 4 else profile.weekday for day in days
    ]
    percent = [(_SUN_MONTHS if is_export else profile.months)[day.month - 1] for day in days]
    # A few per cent up and down, or every peak would be the same hour of every day.
    wobble = [97 + (day.toordinal() * 5) % 7 for day in days]
    weights = np.array(shapes, dtype=np.int64)[stamps_day, hour]
    totals = np.array([sum(shape) * _PER_HOUR for shape in shapes], dtype=np.int64)[stamps_day]
    levels = np.array(
        [daily * p // 100 * w // 100 for p, w in zip(percent, wobble, strict=True)], dtype=np.int64
    )
    quantities = levels[stamps_day] * weights // totals // (_EXPORT_SHARE if is_export else 1)
    quantities -= quantities % (1 if unit == "MWh" else 1_000)
    qualities = np.full(grid.count, ReadingQuality.ACTUAL, dtype=np.uint8)
    name = f"{profile.code} profile"
    return AssembledSeries(
        UsageSeries(grid, quantities, qualities, unit, _DECIMALS), {name: 0}, {name: grid.count}
    )
