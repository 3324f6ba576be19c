"""The usage of a metric in each time-of-use bucket."""

from functools import partial

import numpy as np
from numpy.typing import NDArray

from metering.usage.usage_matrix import UsageMatrix
from pricing.rating.determinants.measured import IntervalRow, Measured
from pricing.rating.determinants.usage_lookup import as_decimals, bucket_columns, interval_facts, usage_of
from pricing.rating.plan_terms import BucketTotal
from pricing.rating.request import RatingBatch


def measure_bucket_total(determinant: BucketTotal, batch: RatingBatch) -> list[Measured]:
    """The exact sum of each account's intervals, per bucket that occurs in the period."""
    usage = usage_of(determinant.metric, batch)
    measured = []
    for bucket, columns in bucket_columns(determinant.calendar, usage.grid, batch):
        # A product with 0 and 1 keeps the integers exact and needs no copy of the chosen columns.
        ones = columns.astype(np.int64)
        measured.append(
            Measured(
                bucket,
                usage.unit,
                as_decimals(usage.quantities @ ones, usage.decimals),
                {"of": "bucket_total", "m": determinant.metric, "b": bucket},
                interval_facts(int(ones.sum()), usage.estimated_counts(columns)),
                partial(_row, usage, ones),
            )
        )
    return measured


def _row(usage: UsageMatrix, ones: NDArray[np.int64], account: int) -> IntervalRow:
    return IntervalRow(usage.grid, usage.quantities[account] * ones, usage.decimals)
