"""Prices of an index over time, such as hourly spot prices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from metering.usage.interval_grid import IntervalGrid


@dataclass(frozen=True, slots=True)
class IndexSeries:
    """One price per interval of `grid`, in 10^-decimals of the plan's currency per unit of the metric.

    `prices`: int64, shape (grid.count,), may be negative; `known`: bool of the same shape, False where the
    index has no price (its entry in `prices` is 0). `revision` names the settlement the prices are of.
    """

    grid: IntervalGrid
    prices: NDArray[np.int64]
    known: NDArray[np.bool_]
    decimals: int
    revision: str = ""

    def __post_init__(self) -> None:
        for array in (self.prices, self.known):
            if array.shape != (self.grid.count,):
                raise ValueError(f"expected {self.grid.count} prices, got shape {array.shape}")
