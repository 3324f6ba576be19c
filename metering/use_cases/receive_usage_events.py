"""Take usage events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from billing_site.foundation import audit
from billing_site.foundation.models import ApiKey
from metering.file_formats.event_rows import EventProblem, EventRow, ParsedEvent, parse_events
from metering.models import Channel, Utility
from metering.models.period_gate import enter_as_writer
from metering.models.usage_event_store import SentEvent, store_usage_events


@dataclass(frozen=True, slots=True)
class ReceivedEvents:
    """Of `received` events `accepted` are new and `duplicates` were there; `problems` say why others are not taken."""

    received: int
    accepted: int
    duplicates: int
    problems: tuple[EventProblem, ...]


def receive_usage_events(
    *, utility: Utility, rows: Sequence[EventRow], received_at: datetime, actor: ApiKey | str
) -> ReceivedEvents:
    """Store the events that can be taken, each once however often it is sent; the others are told.

    A key that came before with another time, quantity or property is a problem: an event is never changed.
    """
    parsed, problems = parse_events(rows, received_at)
    with transaction.atomic():
        known, strange = _with_channels(utility, parsed)
        at = enter_as_writer(received_at)
        stored = store_usage_events([sent for _, sent in known], at)
        changed = [_changed(known[number][0]) for number in stored.changed]
        if stored.new:
            audit.record(
                action="EVENTS_RECEIVED",
                subject=utility,
                actor=str(actor),
                at=at,
                details={"received": len(rows), "accepted": stored.new},
            )
    told = sorted([*problems, *strange, *changed], key=lambda problem: problem.number)
    return ReceivedEvents(len(rows), stored.new, len(rows) - stored.new - len(told), tuple(told))


def _with_channels(
    utility: Utility, parsed: Sequence[ParsedEvent]
) -> tuple[list[tuple[ParsedEvent, SentEvent]], list[EventProblem]]:
    """The events with their channels, and those whose channel is not there. One query."""
    points = {event.service_point for event in parsed if "\0" not in event.service_point}
    rows = Channel.objects.filter(service_point__utility=utility, service_point__code__in=points)
    ids = {(point, code): pk for pk, point, code in rows.values_list("pk", "service_point__code", "code")}
    supplied = {point for point, _ in ids}
    known, strange = [], []
    for event in parsed:
        channel_id = ids.get((event.service_point, event.channel))
        if channel_id is not None:
            sent = SentEvent(channel_id, event.key, event.at, event.quantity, dict(event.properties))
            known.append((event, sent))
        elif event.service_point in supplied:
            strange.append(
                _unknown(event, "channel", event.channel, "this service point has no such channel")
            )
        else:
            strange.append(
                _unknown(event, "service_point", event.service_point, "it is not known for this utility")
            )
    return known, strange


def _unknown(event: ParsedEvent, field: str, value: str, message: str) -> EventProblem:
    return EventProblem(event.number, field, value, message, "set it up first, or correct its code")


def _changed(event: ParsedEvent) -> EventProblem:
    return EventProblem(
        event.number,
        "key",
        event.key,
        "this key came before with another time, quantity or property, which stand",
        "send what is to be set right as another event, under a key of its own",
    )
