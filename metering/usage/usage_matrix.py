"""The usage of many channels over one grid: the shape in which a batch of accounts is rated."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from metering.usage.interval_grid import IntervalGrid
from metering.usage.reading_quality import ReadingQuality
from metering.usage.usage_series import UsageSeries


@dataclass(frozen=True, slots=True)
class UsageMatrix:
    """One row per account, one column per interval of `grid`.

    `quantities`: int64, shape (accounts, intervals), in 10^-decimals of `unit`; 0 where missing.
    `qualities`: uint8 of the same shape (ReadingQuality codes), or None when every interval is ACTUAL.
    """

    grid: IntervalGrid
    quantities: NDArray[np.int64]
    qualities: NDArray[np.uint8] | None
    unit: str
    decimals: int

    def __post_init__(self) -> None:
        if self.quantities.ndim != 2 or self.quantities.shape[1] != self.grid.count:
            raise ValueError(f"expected (accounts, {self.grid.count}), got {self.quantities.shape}")
        if self.qualities is not None and self.qualities.shape != self.quantities.shape:
            raise ValueError("quantities and qualities differ in shape")

    @classmethod
    def of_one(cls, series: UsageSeries) -> UsageMatrix:
        """A matrix of one row."""
        return cls(
            series.grid, series.quantities[None, :], series.qualities[None, :], series.unit, series.decimals
        )

    def missing_counts(self) -> list[int]:
        """How many intervals of each row have no reading."""
        if self.qualities is None:
            return [0] * len(self.quantities)
        return [int(n) for n in (self.qualities == ReadingQuality.MISSING).sum(axis=1)]

    def estimated_counts(self, columns: NDArray[np.bool_] | None = None) -> list[int]:
        """How many intervals of each row (of the chosen columns) are not ACTUAL."""
        if self.qualities is None:
            return [0] * len(self.quantities)
        qualities = self.qualities if columns is None else self.qualities[:, columns]
        return [int(n) for n in (qualities != ReadingQuality.ACTUAL).sum(axis=1)]
