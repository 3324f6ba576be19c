"""Find the usage that a determinant counts, in the unit the plan prices."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from metering.usage.interval_grid import IntervalGrid
from metering.usage.usage_matrix import UsageMatrix
from pricing.rating.request import RatingBatch
from pricing.rating.unable_to_rate import UnableToRate


def usage_of(metric: str, batch: RatingBatch) -> UsageMatrix:
    """The batch's usage of the metric.

    Raises UnableToRate when there is none, it does not fill the period or its unit is not the plan's.
    """
    usage = batch.usage.get(metric)
    if usage is None:
        raise UnableToRate(f"the plan charges for {metric}, but no channel measures it")
    if usage.grid.period != batch.period:
        raise UnableToRate(f"usage of {metric} does not fill {batch.period.start} to {batch.period.end}")
    unit = batch.terms.metrics[metric].unit
    if usage.unit != unit:
        raise UnableToRate(f"the plan prices {metric} in {unit}, but it is measured in {usage.unit}")
    return usage


def bucket_columns(
    calendar: str | None, grid: IntervalGrid, batch: RatingBatch
) -> list[tuple[str | None, NDArray[np.bool_]]]:
    """Which intervals (bool, shape (grid.count,)) lie in each bucket that occurs; all in None without a calendar."""
    if calendar is None:
        return [(None, np.ones(grid.count, dtype=np.bool_))]
    tou = batch.terms.calendars[calendar]
    numbers = tou.bucket_numbers(grid, batch.zone_name)
    found = ((bucket, numbers == number) for number, bucket in enumerate(tou.buckets))
    return [(bucket, columns) for bucket, columns in found if columns.any()]


def as_decimals(sums: NDArray[np.int64], decimals: int) -> list[Decimal]:
    """Whole numbers of 10^-decimals, int64 of shape (accounts,), as exact Decimals."""
    return [Decimal(int(value)).scaleb(-decimals) for value in sums]


def interval_facts(interval_count: int, estimated_counts: Sequence[int]) -> list[dict[str, Any]]:
    """Trace keys that tell how many intervals were counted and how many of them are not actual."""
    return [
        {"n": interval_count, "e": estimated} if estimated else {"n": interval_count}
        for estimated in estimated_counts
    ]
