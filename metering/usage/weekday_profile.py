"""An average week: what is used on each day of the week at each time of the clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from metering.usage.interval_grid import IntervalGrid

_MINUTES_A_DAY: Final = 1440
_WEEKDAYS: Final = 7
_ANY_DAY: Final = 7  # a row beneath the weekdays: the average of all days


@dataclass(frozen=True, slots=True)
class WeekdayProfile:
    """Averages of a step's intervals by weekday and local time.

    `sums` and `counts`: int64, shape (8, intervals of a day), Monday first, all days together last.
    """

    step_minutes: int
    sums: NDArray[np.int64]
    counts: NDArray[np.int64]

    @classmethod
    def of(
        cls, quantities: NDArray[np.int64], chosen: NDArray[np.bool_], grid: IntervalGrid, zone: ZoneInfo
    ) -> WeekdayProfile:
        """The averages of the chosen intervals; both arrays have shape (grid.count,)."""
        shape = (_WEEKDAYS + 1, _MINUTES_A_DAY // grid.step_minutes)
        sums, counts = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
        weekdays, places = _keys(grid, zone)
        for rows in (weekdays[chosen], np.full(int(chosen.sum()), _ANY_DAY)):
            np.add.at(sums, (rows, places[chosen]), quantities[chosen])
            np.add.at(counts, (rows, places[chosen]), 1)
        return cls(grid.step_minutes, sums, counts)

    def on(self, grid: IntervalGrid, zone: ZoneInfo) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """What is to be expected of each interval of the grid, and for which of them anything is known.

        The average of the same weekday and time, rounded half up; where none was seen, that of the time on all
        days. Quantities: int64, shape (grid.count,), 0 where nothing is known. Raises ValueError for a grid of
        another step.
        """
        if grid.step_minutes != self.step_minutes:
            raise ValueError(f"a profile of {self.step_minutes} minutes says nothing of {grid.step_minutes}")
        weekdays, places = _keys(grid, zone)
        rows = np.where(self.counts[weekdays, places] > 0, weekdays, _ANY_DAY)
        sums, counts = self.sums[rows, places], self.counts[rows, places]
        known = counts > 0
        return np.where(known, (2 * sums + counts) // np.where(known, 2 * counts, 1), 0), known


def _keys(grid: IntervalGrid, zone: ZoneInfo) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Weekday and number within the day, by the clock, of each interval."""
    stamps = grid.local_stamps(zone)
    return stamps.weekday, stamps.minute // grid.step_minutes
