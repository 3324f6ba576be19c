"""The readings of a service point's channels as the usage of a metric: added, coarsened, converted, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Final

import numpy as np
from numpy.typing import NDArray

from metering.usage.interval_grid import IntervalGrid
from metering.usage.periods import Period
from metering.usage.units import UnitMismatch, exact_ratio
from metering.usage.usage_matrix import UsageMatrix
from pricing.rating import UnableToRate

_LARGEST: Final = 2**63 - 1
_MOST_PLACES: Final = 12


@dataclass(frozen=True, slots=True)
class ChannelRows:
    """One channel of each of several service points: rows of a matrix that covers at least the billed days.

    `rows`: intp, shape (services,).
    """

    matrix: UsageMatrix
    rows: NDArray[np.intp]

    def within(self, period: Period) -> UsageMatrix:
        """The chosen rows over the period only. Raises ValueError when no interval starts at its edges."""
        columns = columns_of(self.matrix.grid, period)
        qualities = self.matrix.qualities
        return UsageMatrix(
            IntervalGrid(period.start, self.matrix.grid.step_minutes, columns.stop - columns.start),
            self.matrix.quantities[self.rows, columns],
            None if qualities is None else qualities[self.rows, columns],
            self.matrix.unit,
            self.matrix.decimals,
        )


def columns_of(grid: IntervalGrid, period: Period) -> slice:
    """The intervals of the grid that make up the period. Raises ValueError when none starts at its edges."""
    return slice(grid.index(period.start), grid.index(period.end))


def added(channels: Sequence[UsageMatrix], unit: str) -> UsageMatrix:
    """The channels' sum in `unit` on the coarsest step among them, row by row; nothing may be missing.

    An interval has the lowest quality of what is added up in it. Raises UnableToRate when the steps do not
    divide one another, a unit cannot be converted without rounding, or a sum would not be exact.
    """
    scales = [_exact_scale(channel.unit, unit) for channel in channels]
    decimals = max(
        0, *(channel.decimals + places for channel, (_, places) in zip(channels, scales, strict=True))
    )
    step = max(channel.grid.step_minutes for channel in channels)
    converted = [
        _coarsened(channel, step, factor * 10 ** (decimals - channel.decimals - places), len(channels))
        for channel, (factor, places) in zip(channels, scales, strict=True)
    ]
    known = [qualities for _, qualities in converted if qualities is not None]
    return UsageMatrix(
        IntervalGrid.filling(channels[0].grid.period, step),
        reduce(np.add, (quantities for quantities, _ in converted)),
        reduce(np.minimum, known) if known else None,
        unit,
        decimals,
    )


def _coarsened(
    channel: UsageMatrix, step: int, multiplier: int, channel_count: int
) -> tuple[NDArray[np.int64], NDArray[np.uint8] | None]:
    """Quantities times `multiplier` and qualities, summed to the coarser step."""
    per_interval, rest = divmod(step, channel.grid.step_minutes)
    if rest or channel.grid.count % per_interval:
        raise UnableToRate(
            f"{channel.grid.step_minutes}-minute readings cannot be added to {step}-minute ones"
        )
    quantities = channel.quantities
    extremes = (int(quantities.max()), int(quantities.min())) if quantities.size else (0, 0)
    if max(map(abs, extremes)) * multiplier * channel.grid.count * channel_count > _LARGEST:
        raise UnableToRate("the readings are too large to be added exactly")
    if multiplier != 1:
        quantities = quantities * multiplier
    qualities = channel.qualities
    if per_interval > 1:
        shape = (len(quantities), -1, per_interval)
        quantities = quantities.reshape(shape).sum(axis=2)
        qualities = None if qualities is None else qualities.reshape(shape).min(axis=2)
    return quantities, qualities


def _exact_scale(unit: str, to_unit: str) -> tuple[int, int]:
    """The conversion as a whole number and the decimals it adds: (1, 3) for Wh to kWh."""
    try:
        ratio = exact_ratio(unit, to_unit)
    except UnitMismatch as error:
        raise UnableToRate(f"the plan prices in {to_unit}, but {error}") from error
    for places in range(_MOST_PLACES + 1):
        scaled = ratio * 10**places
        if scaled.denominator == 1:
            return scaled.numerator, places
    raise UnableToRate(f"usage measured in {unit} cannot be told in {to_unit} without rounding")
