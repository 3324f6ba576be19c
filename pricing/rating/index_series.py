"""Prices of an index over time, such as hourly spot prices."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from metering.usage.interval_grid import IntervalGrid
from metering.usage.units import UnitMismatch, exact_ratio
from pricing.rating.unable_to_rate import UnableToRate

_MOST_PLACES: Final = 12


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


@dataclass(frozen=True, slots=True)
class PublishedIndex:
    """A series as it is published: prices of `currency` for one `unit`, such as EUR/MWh."""

    series: IndexSeries
    unit: str
    currency: str

    def for_plan(self, code: str, unit: str, currency: str) -> IndexSeries:
        """The same prices for the plan's unit. Raises UnableToRate when that is not exact, or in other money."""
        if currency != self.currency:
            raise UnableToRate(
                f"the index {code} is in {self.currency}, but the plan in {currency}: choose another index"
            )
        try:
            ratio = exact_ratio(unit, self.unit)
        except UnitMismatch as error:
            raise UnableToRate(f"the index {code} is priced by {self.unit}: {error}") from error
        for places in range(_MOST_PLACES + 1):
            scaled = ratio * 10**places
            if scaled.denominator == 1:
                prices = self.series.prices * scaled.numerator
                return replace(self.series, prices=prices, decimals=self.series.decimals + places)
        raise UnableToRate(f"prices of {code} for one {self.unit} have no end for one {unit}")
