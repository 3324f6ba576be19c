"""Usage events to one quantity: count, sum, max, latest, unique count (semantics §0, step 1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from metering.usage.periods import Period
from pricing.money import EXACT


class Aggregation(StrEnum):
    """How the events of a period become its quantity."""

    COUNT = "count"
    SUM = "sum"
    MAX = "max"
    LATEST = "latest"
    UNIQUE_COUNT = "unique_count"


class EventWithoutTime(ValueError):
    """An event of unknown time cannot be said to lie in a period or outside it."""


@dataclass(frozen=True, slots=True)
class CountedEvent:
    """What an aggregation sees of an event: its aware instant, its value, and what it is unique by."""

    at: datetime | None = None
    value: Decimal | None = None
    key: str | None = None


def aggregate(events: Iterable[CountedEvent], function: Aggregation, period: Period | None = None) -> Decimal:
    """The exact quantity of the events of the half-open period (of all of them where none is given).

    An event without the value (or key) that the function reads adds nothing. Of no events the quantity is 0.
    The latest of events of equal time, or of none, is the last in the order given.

    Raises EventWithoutTime when a period is given and an event has no time.
    """
    counted = [event for event in events if period is None or _lies_in(period, event)]
    values = [event.value for event in counted if event.value is not None]
    match function:
        case Aggregation.COUNT:
            return Decimal(len(counted))
        case Aggregation.UNIQUE_COUNT:
            return Decimal(len({event.key for event in counted if event.key is not None}))
        case Aggregation.SUM:
            return _sum(values)
        case Aggregation.MAX:
            return max(values, default=Decimal(0))
        case Aggregation.LATEST:
            return _latest(counted)


def _lies_in(period: Period, event: CountedEvent) -> bool:
    if event.at is None:
        raise EventWithoutTime("an event without a time cannot be counted in a period")
    return period.contains(event.at)


def _sum(values: Iterable[Decimal]) -> Decimal:
    total = Decimal(0)
    for value in values:
        total = EXACT.add(total, value)
    return total


def _latest(events: Iterable[CountedEvent]) -> Decimal:
    latest, latest_at = Decimal(0), None
    for event in events:
        if event.value is None:
            continue
        if latest_at is None or (event.at is not None and event.at >= latest_at):
            latest, latest_at = event.value, event.at
    return latest
