"""The usage of a metric in each time-of-use bucket."""

import numpy as np

from pricing.rating.determinants.measured import Measured
from pricing.rating.determinants.usage_lookup import as_decimals, interval_facts, usage_of
from pricing.rating.plan_terms import BucketTotal
from pricing.rating.request import RatingBatch


def measure_bucket_total(determinant: BucketTotal, batch: RatingBatch) -> list[Measured]:
    """The exact sum of each account's intervals, per bucket that occurs in the period."""
    usage = usage_of(determinant.metric, batch)
    calendar = batch.terms.calendars[determinant.calendar]
    numbers = calendar.bucket_numbers(usage.grid, batch.zone_name)
    measured = []
    for number, bucket in enumerate(calendar.buckets):
        columns = numbers == number
        count = int(np.count_nonzero(columns))
        if not count:
            continue
        # A product with 0 and 1 keeps the integers exact and needs no copy of the chosen columns.
        sums = usage.quantities @ columns.astype(np.int64)
        measured.append(
            Measured(
                bucket,
                usage.unit,
                as_decimals(sums, usage.decimals),
                {"of": "bucket_total", "m": determinant.metric, "b": bucket},
                interval_facts(count, usage.estimated_counts(columns)),
            )
        )
    return measured
