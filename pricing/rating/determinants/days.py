"""Local days billed: what a daily standing charge counts."""

from decimal import Decimal

from pricing.rating.determinants.measured import Measured
from pricing.rating.plan_terms import Days
from pricing.rating.request import RatingBatch


def measure_days(determinant: Days, batch: RatingBatch) -> list[Measured]:
    """The number of local calendar days of the billed period; a day of a clock change is one."""
    return [Measured(None, "day", [Decimal(batch.days)] * batch.size, {"of": "days"})]
