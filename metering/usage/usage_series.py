"""The quantity used per interval, after the readings that count have been chosen."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from metering.usage.interval_grid import IntervalGrid
from metering.usage.reading_quality import ReadingQuality


@dataclass(frozen=True, slots=True)
class UsageSeries:
    """Whole-number quantities on a grid.

    `quantities`: int64, shape (count,), in 10^-decimals of `unit` (Wh for kWh with 3 decimals).
    `qualities`: uint8, shape (count,), ReadingQuality codes; a MISSING interval has quantity 0.
    """

    grid: IntervalGrid
    quantities: NDArray[np.int64]
    qualities: NDArray[np.uint8]
    unit: str
    decimals: int

    def __post_init__(self) -> None:
        for array in (self.quantities, self.qualities):
            if array.shape != (self.grid.count,):
                raise ValueError(f"expected {self.grid.count} intervals, got shape {array.shape}")

    def total(self) -> Decimal:
        """The sum in `unit`, exact."""
        return Decimal(int(self.quantities.sum())).scaleb(-self.decimals)

    def missing_count(self) -> int:
        """How many intervals have no reading."""
        return int((self.qualities == ReadingQuality.MISSING).sum())
