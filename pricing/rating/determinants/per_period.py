"""One per billing period: what a monthly fixed charge counts."""

from decimal import Decimal

from pricing.rating.determinants.measured import Measured
from pricing.rating.plan_terms import PerPeriod
from pricing.rating.request import RatingBatch


def measure_per_period(determinant: PerPeriod, batch: RatingBatch) -> list[Measured]:
    """One for every account; the charge prorates it."""
    return [Measured(None, "period", [Decimal(1)] * batch.size, {"of": "period"})]
