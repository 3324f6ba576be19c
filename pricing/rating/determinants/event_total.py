"""Events counted or added up."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pricing.rating.aggregation import CountedEvent, aggregate
from pricing.rating.determinants.event_selection import EventGroup, event_groups
from pricing.rating.determinants.measured import Measured
from pricing.rating.plan_terms import EventTotal
from pricing.rating.request import RatingBatch, UsageEvent


def measure_event_total(determinant: EventTotal, batch: RatingBatch) -> list[Measured]:
    """One quantity of the period so far, or one for each priced value of a property; in the metric's unit.

    The detail is the account's events in order of time. Raises UnableToRate as `event_groups` does.
    """
    facts = {"of": "event_total", "m": determinant.metric, "ag": determinant.aggregation.value}
    return [
        Measured(
            group.bucket,
            batch.terms.metrics[determinant.metric].unit,
            [_quantity(determinant, events) for events in group.events],
            facts if group.bucket is None else {**facts, "b": group.bucket},
            event_counts(group),
            group.events.__getitem__,
            is_so_far=True,
        )
        for group in event_groups(determinant, batch)
    ]


def event_counts(group: EventGroup) -> list[dict[str, int]]:
    """The trace key that tells how many events were looked at."""
    return [{"n": len(events)} for events in group.events]


def _quantity(determinant: EventTotal, events: Sequence[UsageEvent]) -> Decimal:
    return aggregate(
        (CountedEvent(event.at, event.quantity, _unique_by(determinant, event)) for event in events),
        determinant.aggregation,
    )


def _unique_by(determinant: EventTotal, event: UsageEvent) -> str | None:
    if determinant.unique_by is None:
        return event.key or None
    return event.properties.get(determinant.unique_by)
