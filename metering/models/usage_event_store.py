"""Usage events in bulk: COPY in, and what is there already is left as it is.

The only SQL that writes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

import psycopg
from django.db import connection
from psycopg.types.json import Jsonb

_COLUMNS: Final = ("channel_id", "event_key", "at", "quantity", "properties", "received_at")
_TYPES: Final = ("int8", "varchar", "timestamptz", "numeric", "jsonb", "timestamptz")
_SENT: Final = """
CREATE TEMPORARY TABLE sent_event (number int4, channel_id int8, event_key varchar, at timestamptz, quantity numeric,
                                   properties jsonb, received_at timestamptz)
"""
_INSERT: Final = f"""
INSERT INTO metering_usageevent ({", ".join(_COLUMNS)})
SELECT DISTINCT ON (channel_id, event_key) {", ".join(_COLUMNS)} FROM sent_event
ORDER BY channel_id, event_key, number
ON CONFLICT (channel_id, event_key) DO NOTHING
"""
_CHANGED: Final = """
SELECT sent.number FROM sent_event sent
JOIN metering_usageevent event USING (channel_id, event_key)
WHERE (event.at, event.quantity, event.properties) IS DISTINCT FROM (sent.at, sent.quantity, sent.properties)
ORDER BY sent.number
"""


@dataclass(frozen=True, slots=True)
class SentEvent:
    """An event as it was sent; `quantity` has at most 12 decimals."""

    channel_id: int
    event_key: str
    at: datetime
    quantity: Decimal
    properties: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoredEvents:
    """How many events are new, and the numbers (in the order sent) of those whose key stands for another event."""

    new: int
    changed: tuple[int, ...]


def store_usage_events(events: Sequence[SentEvent], received_at: datetime) -> StoredEvents:
    """Store the events that are not there yet, in five statements; inside a transaction.

    An event that came before, or twice now, is left as it is.
    """
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor, connection.wrap_database_errors:
        cursor.execute(_SENT)
        with cursor.copy(
            f"COPY sent_event (number, {', '.join(_COLUMNS)}) FROM STDIN (FORMAT BINARY)"
        ) as copy:
            copy.set_types(["int4", *_TYPES])
            for number, event in enumerate(events):
                copy.write_row(_row(number, event, received_at))
        cursor.execute(_INSERT)
        new = cursor.rowcount
        changed = tuple(number for (number,) in cursor.execute(_CHANGED))
        cursor.execute("DROP TABLE sent_event")
    return StoredEvents(new, changed)


def _row(number: int, event: SentEvent, received_at: datetime) -> tuple[Any, ...]:
    return (
        number,
        event.channel_id,
        event.event_key,
        event.at,
        event.quantity,
        Jsonb(event.properties),
        received_at,
    )
