"""The whole usage of a metric."""

from pricing.rating.determinants.measured import IntervalRow, Measured
from pricing.rating.determinants.usage_lookup import as_decimals, interval_facts, usage_of
from pricing.rating.plan_terms import Total
from pricing.rating.request import RatingBatch


def measure_total(determinant: Total, batch: RatingBatch) -> list[Measured]:
    """The exact sum of each account's intervals."""
    usage = usage_of(determinant.metric, batch)
    return [
        Measured(
            None,
            usage.unit,
            as_decimals(usage.quantities.sum(axis=1), usage.decimals),
            {"of": "total", "m": determinant.metric},
            interval_facts(usage.grid.count, usage.estimated_counts()),
            lambda account: IntervalRow(usage.grid, usage.quantities[account], usage.decimals),
        )
    ]
