"""What is counted: one file per determinant, one table to find them."""

from collections.abc import Callable
from typing import Any

from pricing.rating.determinants.apparent_demand import measure_apparent_demand
from pricing.rating.determinants.billed_demand import measure_billed_demand
from pricing.rating.determinants.bucket_total import measure_bucket_total
from pricing.rating.determinants.coincident_peak import measure_coincident_peak
from pricing.rating.determinants.contracted import measure_contracted
from pricing.rating.determinants.days import measure_days
from pricing.rating.determinants.excess_demand import measure_excess_demand
from pricing.rating.determinants.excess_reactive import measure_excess_reactive
from pricing.rating.determinants.measured import Measured
from pricing.rating.determinants.net_usage import measure_net_usage
from pricing.rating.determinants.peak_demand import measure_peak_demand
from pricing.rating.determinants.per_period import measure_per_period
from pricing.rating.determinants.percentile import measure_percentile
from pricing.rating.determinants.total import measure_total
from pricing.rating.plan_terms import (
    ApparentDemand,
    BilledDemand,
    BucketTotal,
    CoincidentPeak,
    Contracted,
    Days,
    Determinant,
    ExcessDemand,
    ExcessReactive,
    NetUsage,
    PeakDemand,
    Percentile,
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
    BilledDemand: measure_billed_demand,
    ExcessDemand: measure_excess_demand,
    ApparentDemand: measure_apparent_demand,
    ExcessReactive: measure_excess_reactive,
    CoincidentPeak: measure_coincident_peak,
    Percentile: measure_percentile,
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
