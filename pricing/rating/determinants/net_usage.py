"""Import against export: net metering and net billing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from metering.usage.interval_grid import IntervalGrid
from metering.usage.usage_matrix import UsageMatrix
from pricing.rating.determinants.measured import IntervalRow, Measured
from pricing.rating.determinants.usage_lookup import as_decimals, bucket_columns, usage_of
from pricing.rating.plan_terms import NetSide, Netting, NetUsage
from pricing.rating.request import RatingBatch
from pricing.rating.unable_to_rate import UnableToRate

_HOUR_MINUTES = 60


def measure_net_usage(determinant: NetUsage, batch: RatingBatch) -> list[Measured]:
    """Per bucket that occurs, the sum of what is left of every netting time; in the metric's unit.

    Import side: where import exceeds export; export side: where export exceeds import; net: their difference,
    which may be negative.

    Raises UnableToRate when import and export differ in unit or step, or an hour or day is no whole number of steps.
    """
    bought, sold = usage_of(determinant.import_metric, batch), usage_of(determinant.export_metric, batch)
    if (bought.unit, bought.grid) != (sold.unit, sold.grid):
        raise UnableToRate(
            f"{determinant.import_metric} and {determinant.export_metric} differ in unit or reading step"
        )
    decimals = max(bought.decimals, sold.decimals)
    net = _scaled(bought, decimals) - _scaled(sold, decimals)
    measured = []
    for bucket, columns in bucket_columns(determinant.calendar, bought.grid, batch):
        kept = net * columns.astype(np.int64) if bucket is not None else net
        left = _side(_netted(kept, determinant.netting, bought.grid, batch), determinant.side)
        facts = {"of": "net_usage", "m": determinant.import_metric, "w": determinant.netting.value}
        facts |= {"mx": determinant.export_metric, "sd": determinant.side.value}
        measured.append(
            Measured(
                bucket,
                bought.unit,
                as_decimals(left.sum(axis=1), decimals),
                facts if bucket is None else {**facts, "b": bucket},
                _facts(bought, sold, columns),
                _rows(left, determinant.netting, bought.grid, decimals),
            )
        )
    return measured


def _scaled(usage: UsageMatrix, decimals: int) -> NDArray[np.int64]:
    scaled: NDArray[np.int64] = usage.quantities * 10 ** (decimals - usage.decimals)
    return scaled


def _netted(
    net: NDArray[np.int64], netting: Netting, grid: IntervalGrid, batch: RatingBatch
) -> NDArray[np.int64]:
    """Net quantities by netting time, int64, shape (accounts, times)."""
    match netting:
        case Netting.INTERVAL:
            return net
        case Netting.PERIOD:
            whole: NDArray[np.int64] = net.sum(axis=1, keepdims=True)
            return whole
        case Netting.HOUR:
            starts = _starts_of_hours(grid)
        case Netting.DAY:
            starts = grid.local_stamps(batch.calendar.zone).day
    edges = np.flatnonzero(np.r_[True, starts[1:] != starts[:-1]])
    return np.add.reduceat(net, edges, axis=1)


def _starts_of_hours(grid: IntervalGrid) -> NDArray[np.int64]:
    if _HOUR_MINUTES % grid.step_minutes:
        raise UnableToRate(f"{grid.step_minutes}-minute readings cannot be netted by the hour")
    return grid.utc_seconds() // 3600


def _side(net: NDArray[np.int64], side: NetSide) -> NDArray[np.int64]:
    match side:
        case NetSide.IMPORT:
            return np.maximum(net, 0)
        case NetSide.EXPORT:
            return np.maximum(-net, 0)
        case NetSide.NET:
            return net


def _facts(bought: UsageMatrix, sold: UsageMatrix, columns: NDArray[np.bool_]) -> list[dict[str, object]]:
    count = int(np.count_nonzero(columns))
    both = zip(bought.estimated_counts(columns), sold.estimated_counts(columns), strict=True)
    return [{"n": 2 * count, "e": one + other} if one + other else {"n": 2 * count} for one, other in both]


def _rows(
    left: NDArray[np.int64], netting: Netting, grid: IntervalGrid, decimals: int
) -> Callable[[int], IntervalRow] | None:
    """An account's netted quantities by interval or hour, for prices that differ by interval."""
    if netting is Netting.INTERVAL:
        return lambda account: IntervalRow(grid, left[account], decimals)
    if netting is Netting.HOUR and not grid.start.minute:
        hours = IntervalGrid(grid.start, _HOUR_MINUTES, left.shape[1])
        if hours.end - grid.end < timedelta(hours=1):
            return lambda account: IntervalRow(hours, left[account], decimals)
    return None
