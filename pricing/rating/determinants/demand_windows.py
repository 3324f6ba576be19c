"""Windows over which demand is averaged: blocks of the clock, or one from every reading on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from metering.usage.usage_matrix import UsageMatrix
from pricing.money import EXACT
from pricing.rating.plan_terms import PeakDemand
from pricing.rating.request import RatingBatch
from pricing.rating.unable_to_rate import UnableToRate

_DEMAND_UNITS = {"kWh": "kW", "Wh": "W", "MWh": "MW", "kvarh": "kvar", "kVARh": "kVAr", "kVAh": "kVA"}


@dataclass(frozen=True, slots=True)
class DemandWindows:
    """The usage of every window that lies wholly inside the period.

    `sums`: int64, shape (accounts, windows), in 10^-decimals of the usage's unit. Window `w` is the
    `per_window` intervals from number `w * stride` on and lasts `minutes`.
    """

    usage: UsageMatrix
    sums: NDArray[np.int64]
    per_window: int
    stride: int
    minutes: int

    def of_intervals(self, values: NDArray[np.int64]) -> NDArray[np.int64]:
        """Of one value per interval those in which a window starts, shape (windows,)."""
        return values[: self.sums.shape[1] * self.stride : self.stride]

    def intervals_in(self, columns: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Which intervals (shape (grid.count,)) lie in at least one of the chosen windows (shape (windows,))."""
        if self.stride == self.per_window:
            return np.repeat(columns, self.per_window)
        ends = np.zeros(self.usage.grid.count + 1, dtype=np.int64)
        ends[: columns.size] += columns
        ends[self.per_window : self.per_window + columns.size] -= columns
        inside: NDArray[np.bool_] = ends[:-1].cumsum() > 0
        return inside

    def highest(self, where: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Each account's largest sum of the windows with these numbers, and the number of its (first) window."""
        chosen = self.chosen(where)
        best = where[np.argmax(chosen, axis=1)]
        return self.sums[np.arange(self.sums.shape[0]), best], best

    def chosen(self, where: NDArray[np.int64]) -> NDArray[np.int64]:
        """The sums of the windows with these numbers, in ascending order; no copy where they are all."""
        return self.sums if where.size == self.sums.shape[1] else self.sums[:, where]

    def starts(self, numbers: NDArray[np.int64]) -> list[str]:
        """The starts (UTC) of windows as a trace states them."""
        grid, chosen = self.usage.grid, numbers.tolist()
        texts = {n: f"{grid.start_of(n * self.stride):%Y-%m-%dT%H:%MZ}" for n in set(chosen)}
        return [texts[number] for number in chosen]

    def demands(self, sums: Iterable[int]) -> list[Decimal]:
        """Sums of windows as demand, in the usage's unit per hour."""
        decimals, minutes = self.usage.decimals, Decimal(self.minutes)
        return [EXACT.divide(Decimal(int(one) * 60).scaleb(-decimals, EXACT), minutes) for one in sums]


def demand_windows(usage: UsageMatrix, minutes: int, sliding: bool = False) -> DemandWindows:
    """The windows of the period: blocks from its start on, or sliding by the step of the readings.

    Raises UnableToRate when the readings are coarser than the window, do not divide it, or windows of the clock
    do not fill the period.
    """
    step, count = usage.grid.step_minutes, usage.grid.count
    per_window, rest = divmod(minutes, step)
    if per_window == 0 or rest or (count < per_window if sliding else count % per_window):
        raise UnableToRate(f"{step}-minute readings cannot give demand over {minutes} minutes")
    if per_window == 1:
        return DemandWindows(usage, usage.quantities, 1, 1, minutes)
    if not sliding:
        sums = usage.quantities.reshape(len(usage.quantities), -1, per_window).sum(axis=2)
        return DemandWindows(usage, sums, per_window, per_window, minutes)
    sums = usage.quantities.cumsum(axis=1)
    # The sum up to the end of each window less the sum up to its start; the first window starts at nothing.
    sums[:, per_window:] -= sums[:, :-per_window].copy()
    return DemandWindows(usage, sums[:, per_window - 1 :], per_window, 1, minutes)


def window_buckets(
    windows: DemandWindows, determinant: PeakDemand, batch: RatingBatch
) -> list[tuple[str | None, NDArray[np.bool_]]]:
    """Which windows (bool, shape (windows,)) belong to each bucket that occurs, by the window's first interval."""
    if determinant.calendar is None:
        return [(None, np.ones(windows.sums.shape[1], dtype=np.bool_))]
    calendar = batch.terms.calendars[determinant.calendar]
    numbers = windows.of_intervals(calendar.bucket_numbers(windows.usage.grid, batch.zone_name))
    found = ((bucket, numbers == number) for number, bucket in enumerate(calendar.buckets))
    return [(bucket, columns) for bucket, columns in found if columns.any()]


def demand_unit(unit: str) -> str:
    """The unit of usage per hour: kW for kWh."""
    return _DEMAND_UNITS.get(unit, f"{unit}/h")
