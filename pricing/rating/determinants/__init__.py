"""What is counted: one file per determinant, one table to find them."""

from collections.abc import Callable
from typing import Any

from pricing.rating.determinants.bucket_total import measure_bucket_total
from pricing.rating.determinants.contracted import measure_contracted
from pricing.rating.determinants.days import measure_days
from pricing.rating.determinants.measured import Measured
from pricing.rating.determinants.net_usage import measure_net_usage
from pricing.rating.determinants.peak_demand import measure_peak_demand
from pricing.rating.determinants.per_period import measure_per_period
from pricing.rating.determinants.total import measure_total
from pricing.rating.plan_terms import (
    BucketTotal,
    Contracted,
    Days,
    Determinant,
    NetUsage,
    PeakDemand,
    PerPeriod,
    Total,
)
from pricing.rating.request import RatingBatch

_MEASURES: dict[type, Callable[[Any, RatingBatch], list[Measured]]] = {
    PerPeriod: measure_per_period,
    Days: measure_days,
    Contracted: measure_contracted,
    Total: measure_total,
    BucketTotal: measure_bucket_total,
    NetUsage: measure_net_usage,
    PeakDemand: measure_peak_demand,
}


def measure(determinant: Determinant, batch: RatingBatch) -> list[Measured]:
    """The quantities of every account, one entry per bucket that occurs in the period.

    Raises UnableToRate when the usage does not allow it.
    """
    return _MEASURES[type(determinant)](determinant, batch)


def measure_one(determinant: Determinant, batch: RatingBatch) -> Measured:
    """The quantities of a determinant without buckets. Raises UnableToRate as `measure` does."""
    (measured,) = measure(determinant, batch)
    return measured
