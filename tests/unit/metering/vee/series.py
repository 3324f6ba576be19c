"""Short ways to write readings down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from metering.usage.interval_grid import IntervalGrid
from metering.usage.local_calendar import LocalCalendar
from metering.usage.reading_quality import ReadingQuality
from metering.usage.usage_matrix import UsageMatrix
from metering.usage.usage_series import UsageSeries

LONDON = LocalCalendar("Europe/London")
MISSING, ESTIMATED, ACTUAL = ReadingQuality.MISSING, ReadingQuality.ESTIMATED, ReadingQuality.ACTUAL


def days_of(
    first: date, *, days: int = 1, value: int = 100, step: int = 30, calendar: LocalCalendar = LONDON
) -> UsageSeries:
    """Whole local days of one value in Wh, which tests then change."""
    grid = IntervalGrid.filling(calendar.span(first, first + timedelta(days=days)), step)
    quantities = np.full(grid.count, value, dtype=np.int64)
    return UsageSeries(grid, quantities, np.full(grid.count, ACTUAL, dtype=np.uint8), "kWh", 3)


def lose(series: UsageSeries, *places: slice | int) -> UsageSeries:
    """The same series without the readings at the places."""
    for place in places:
        series.quantities[place] = 0
        series.qualities[place] = MISSING
    return series


def matrix_of(series: Sequence[UsageSeries]) -> UsageMatrix:
    """Series of one grid as the rows of a matrix."""
    first = series[0]
    return UsageMatrix(
        first.grid,
        np.array([one.quantities for one in series]),
        np.array([one.qualities for one in series]),
        first.unit,
        first.decimals,
    )
