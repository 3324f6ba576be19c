"""The totals of several metrics side by side."""

from __future__ import annotations

from pricing.rating.aggregation import Aggregation
from pricing.rating.determinants.event_total import measure_event_total
from pricing.rating.determinants.measured import Measured
from pricing.rating.determinants.total import measure_total
from pricing.rating.plan_terms import EventTotal, SeveralTotals, Total
from pricing.rating.request import RatingBatch
from pricing.rating.unable_to_rate import UnableToRate


def measure_several_totals(determinant: SeveralTotals, batch: RatingBatch) -> list[Measured]:
    """The total of the first metric; the detail is the totals of all of them (Decimals, in order).

    A metric is added up from its intervals, or from its events where it comes as events.

    Raises UnableToRate as `measure_total` does, and for a metric with intervals on a later invoice of the
    period: what its earlier part came to is not known.
    """
    totals = [_total(metric, batch) for metric in determinant.metrics]
    rows = list(zip(*(one.quantities for one in totals), strict=True))
    return [
        Measured(
            None,
            totals[0].unit,
            totals[0].quantities,
            {"of": "several_totals", "m": ",".join(determinant.metrics)},
            [{"qs": [str(quantity) for quantity in row]} for row in rows],
            rows.__getitem__,
            is_so_far=True,
        )
    ]


def _total(metric: str, batch: RatingBatch) -> Measured:
    if metric in batch.events and metric not in batch.usage:
        (measured,) = measure_event_total(EventTotal(metric, Aggregation.SUM), batch)
        return measured
    if not all(batch.progress_of(account).is_first for account in range(batch.size)):
        raise UnableToRate(f"{metric} cannot be billed in parts together with other metrics")
    (measured,) = measure_total(Total(metric), batch)
    return measured
