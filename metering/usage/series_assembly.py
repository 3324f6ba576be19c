"""Readings of one or several channels put together as the usage of a period.

For usage that comes straight from a file: what is stored is put together by metering.queries.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import getcontext

import numpy as np
from numpy.typing import NDArray

from metering.usage.interval_grid import IntervalGrid
from metering.usage.periods import Period
from metering.usage.reading_quality import ReadingQuality
from metering.usage.units import conversion_factor
from metering.usage.usage_series import UsageSeries

_LARGEST = 2**63 - 1


class UnableToAssembleSeries(ValueError):
    """The readings do not fit together, or not the period; the message says which and why."""


@dataclass(frozen=True, slots=True)
class ReadingRun:
    """Neighbouring intervals of one channel.

    `quantities`: int64, shape (n,), in 10^-decimals of `unit`. `qualities`: uint8, shape (n,),
    ReadingQuality codes, or None when every interval is ACTUAL.
    """

    channel: str
    start: datetime
    step_minutes: int
    quantities: NDArray[np.int64]
    qualities: NDArray[np.uint8] | None
    unit: str
    decimals: int


@dataclass(frozen=True, slots=True)
class AssembledSeries:
    """The usage, and for each channel how many intervals of its own step have no reading."""

    series: UsageSeries
    missing_by_channel: Mapping[str, int]
    intervals_by_channel: Mapping[str, int]


def assemble_series(runs: Iterable[ReadingRun], period: Period, unit: str) -> AssembledSeries:
    """The sum of all channels over the period, in `unit`, on the coarsest step among them.

    Where two runs of a channel overlap, the better quality counts, and of two equal ones the later run. An
    interval is MISSING, with quantity 0, when no channel has a reading for all of it; when only some have,
    it holds what there is and is ESTIMATED.

    Raises UnableToAssembleSeries when there are no runs, steps or clocks do not fit, or a unit converts to
    `unit` only with rounding; UnitMismatch when it does not convert at all.
    """
    by_channel: dict[str, list[ReadingRun]] = {}
    for run in runs:
        by_channel.setdefault(run.channel, []).append(run)
    if not by_channel:
        raise UnableToAssembleSeries("there are no readings to put together")
    channels = [_Channel.of(name, channel_runs, period) for name, channel_runs in by_channel.items()]
    grid = _common_grid(channels, period)
    scales = [_exact_scale(channel, unit) for channel in channels]
    decimals = max(
        0, *(channel.decimals + places for channel, (_, places) in zip(channels, scales, strict=True))
    )
    total = np.zeros(grid.count, dtype=np.int64)
    lowest = np.full(grid.count, max(ReadingQuality), dtype=np.uint8)
    present = np.zeros(grid.count, dtype=np.int64)
    for channel, (factor, places) in zip(channels, scales, strict=True):
        multiplier = factor * 10 ** (decimals - channel.decimals - places)
        quantities, qualities = channel.on(grid, multiplier, len(channels))
        total += quantities
        here = qualities != ReadingQuality.MISSING
        present += here
        lowest = np.where(here, np.minimum(lowest, qualities), lowest)
    lowest = np.where(present < len(channels), np.minimum(lowest, ReadingQuality.ESTIMATED), lowest)
    lowest = np.where(present == 0, ReadingQuality.MISSING, lowest).astype(np.uint8)
    return AssembledSeries(
        UsageSeries(grid, total, lowest, unit, decimals),
        {channel.name: channel.missing_count() for channel in channels},
        {channel.name: channel.grid.count for channel in channels},
    )


@dataclass(frozen=True, slots=True)
class _Channel:
    """One channel's readings over the whole period, at its own step and in its own unit."""

    name: str
    grid: IntervalGrid
    quantities: NDArray[np.int64]
    qualities: NDArray[np.uint8]
    unit: str
    decimals: int

    @classmethod
    def of(cls, name: str, runs: list[ReadingRun], period: Period) -> _Channel:
        first = runs[0]
        decimals = max(run.decimals for run in runs)
        for run in runs:
            if (run.step_minutes, run.unit) != (first.step_minutes, first.unit):
                raise UnableToAssembleSeries(
                    f"channel {name} has {first.step_minutes}-minute readings in {first.unit} and"
                    f" {run.step_minutes}-minute readings in {run.unit}: quote a period with one of them"
                )
        try:
            grid = IntervalGrid.filling(period, first.step_minutes)
        except ValueError as error:
            raise UnableToAssembleSeries(f"channel {name}: {error}") from error
        quantities = np.zeros(grid.count, dtype=np.int64)
        qualities = np.full(grid.count, ReadingQuality.MISSING, dtype=np.uint8)
        for run in runs:
            _lay_over(run, grid, decimals, quantities, qualities)
        return cls(name, grid, quantities, qualities, first.unit, decimals)

    def missing_count(self) -> int:
        """How many intervals of the period have no reading."""
        return int((self.qualities == ReadingQuality.MISSING).sum())

    def on(
        self, grid: IntervalGrid, multiplier: int, channel_count: int
    ) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
        """Quantities times `multiplier` and qualities, summed to the grid's coarser step."""
        largest = sum(abs(int(extreme)) for extreme in (self.quantities.max(), self.quantities.min()))
        if largest * multiplier * self.grid.count * channel_count > _LARGEST:
            raise UnableToAssembleSeries(
                f"the readings of channel {self.name} are too large to be added exactly"
            )
        per_interval = self.grid.count // grid.count
        qualities = self.qualities.reshape(grid.count, per_interval).min(axis=1)
        quantities = self.quantities.reshape(grid.count, per_interval).sum(axis=1) * multiplier
        return np.where(qualities == ReadingQuality.MISSING, 0, quantities), qualities


def _lay_over(
    run: ReadingRun,
    grid: IntervalGrid,
    decimals: int,
    quantities: NDArray[np.int64],
    qualities: NDArray[np.uint8],
) -> None:
    """Put the run's part of the period into the arrays, where its quality is at least as good."""
    step = timedelta(minutes=run.step_minutes)
    offset, rest = divmod(run.start - grid.start, step)
    if rest:
        raise UnableToAssembleSeries(
            f"channel {run.channel} has a reading from {run.start:%Y-%m-%d %H:%MZ}, which is not on the clock of"
            f" {run.step_minutes}-minute readings from {grid.start:%Y-%m-%d %H:%MZ}"
        )
    first, last = max(offset, 0), min(offset + len(run.quantities), grid.count)
    if first >= last:
        return
    inside, target = slice(first - offset, last - offset), slice(first, last)
    delivered = (
        np.full(last - first, ReadingQuality.ACTUAL, dtype=np.uint8)
        if run.qualities is None
        else run.qualities[inside]
    )
    values = run.quantities[inside] * 10 ** (decimals - run.decimals)
    better = (delivered >= qualities[target]) & (delivered != ReadingQuality.MISSING)
    quantities[target] = np.where(better, values, quantities[target])
    qualities[target] = np.where(better, delivered, qualities[target])


def _common_grid(channels: list[_Channel], period: Period) -> IntervalGrid:
    coarsest = max(channel.grid.step_minutes for channel in channels)
    for channel in channels:
        if coarsest % channel.grid.step_minutes:
            raise UnableToAssembleSeries(
                f"{channel.grid.step_minutes}-minute readings of channel {channel.name} cannot be added to"
                f" {coarsest}-minute ones"
            )
    return IntervalGrid.filling(period, coarsest)


def _exact_scale(channel: _Channel, unit: str) -> tuple[int, int]:
    """The conversion to `unit` as a whole number and the decimals it adds: (1, 3) for Wh to kWh."""
    sign, digits, exponent = conversion_factor(channel.unit, unit).normalize().as_tuple()
    assert not sign
    assert isinstance(exponent, int)
    # A quotient that does not end fills the whole precision of Decimal's division.
    if len(digits) >= getcontext().prec:
        raise UnableToAssembleSeries(
            f"channel {channel.name} is measured in {channel.unit}, which cannot be told in {unit} without rounding"
        )
    whole = int("".join(map(str, digits)))
    return (whole * 10**exponent, 0) if exponent > 0 else (whole, -exponent)
