"""Every event by itself, for prices of single calls and transfers."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pricing.rating.aggregation import Aggregation, CountedEvent, aggregate
from pricing.rating.determinants.event_selection import event_groups
from pricing.rating.determinants.event_total import event_counts
from pricing.rating.determinants.measured import Measured
from pricing.rating.plan_terms import EachEvent
from pricing.rating.request import RatingBatch, UsageEvent


def measure_each_event(determinant: EachEvent, batch: RatingBatch) -> list[Measured]:
    """The sum of what the events of the period so far are about; the detail is those events in order of time.

    One entry, or one for each priced value of a property. Raises UnableToRate as `event_groups` does.
    """
    facts = {"of": "each_event", "m": determinant.metric}
    return [
        Measured(
            group.bucket,
            batch.terms.metrics[determinant.metric].unit,
            [_sum(events) for events in group.events],
            facts if group.bucket is None else {**facts, "b": group.bucket},
            event_counts(group),
            group.events.__getitem__,
            is_so_far=True,
        )
        for group in event_groups(determinant, batch)
    ]


def _sum(events: Sequence[UsageEvent]) -> Decimal:
    return aggregate((CountedEvent(event.at, event.quantity) for event in events), Aggregation.SUM)
