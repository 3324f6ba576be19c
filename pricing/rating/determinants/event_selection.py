"""Which events a charge counts: those of the period so far, that have what it asks for, each once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from pricing.rating.determinant_terms import EachEvent, EventTotal, Properties
from pricing.rating.request import RatingBatch, UsageEvent
from pricing.rating.unable_to_rate import UnableToRate


@dataclass(frozen=True, slots=True)
class EventGroup:
    """The events of one value of a property (None: all, or those without a price of their own), per account."""

    bucket: str | None
    events: Sequence[Sequence[UsageEvent]]


def events_of(metric: str, where: Properties, batch: RatingBatch) -> list[list[UsageEvent]]:
    """Each account's events of the period so far that have the properties, in order of time.

    Where earlier invoices billed a part of the period, their events are among them, and those that came late.
    Of events with one key the earliest counts; an event without a key is like no other.

    Raises UnableToRate when the batch brings no events of the metric at all (an account may well have none).
    """
    events = batch.events.get(metric)
    if events is None:
        raise UnableToRate(f"the plan charges for {metric}, but no events of it are given")
    return [
        [
            event
            for event in _each_once(sorted(of_account, key=lambda event: event.at))
            if counted_from(batch, account) <= event.at < batch.period.end
            and all(event.properties.get(name) == value for name, value in where)
        ]
        for account, of_account in enumerate(events)
    ]


def counted_from(batch: RatingBatch, account: int) -> datetime:
    """Where the period so far begins: with the first of its invoices."""
    progress = batch.progress_of(account)
    if progress.is_first:
        return batch.period.start
    return progress.billed_from or batch.full_period.start


def event_groups(determinant: EventTotal | EachEvent, batch: RatingBatch) -> list[EventGroup]:
    """The determinant's events, by the values of its property `by` where it has one.

    A group for every value with a price, whether or not it occurs, and one under None for all other events.

    Raises UnableToRate as `events_of` does, and when two charges that count alike price other values: which
    are "all other events" would not be clear.
    """
    events = events_of(determinant.metric, determinant.where, batch)
    if determinant.by is None:
        return [EventGroup(None, events)]
    values = _priced_values(determinant, batch)
    by_value = [
        EventGroup(
            value, [[one for one in each if one.properties.get(determinant.by) == value] for each in events]
        )
        for value in values
    ]
    others = [[one for one in each if one.properties.get(determinant.by) not in values] for each in events]
    return [*by_value, EventGroup(None, others)]


def _priced_values(determinant: EventTotal | EachEvent, batch: RatingBatch) -> list[str]:
    priced = [charge.prices for charge in batch.terms.charges if charge.determinant == determinant]
    if any(None in prices for prices in priced) and any(
        prices.keys() != priced[0].keys() for prices in priced
    ):
        raise UnableToRate(
            f"charges that count {determinant.metric} by {determinant.by} price different values: "
            "let them price the same ones"
        )
    return list(dict.fromkeys(value for prices in priced for value in prices if value is not None))


def _each_once(events: Iterable[UsageEvent]) -> Iterator[UsageEvent]:
    seen = set()
    for event in events:
        if event.key and event.key in seen:
            continue
        seen.add(event.key)
        yield event
