"""Changes of days, noted as they happen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from hashlib import blake2b
from typing import Any, Final

import numpy as np
from django.db import connection

from metering.models.day_keys import DayKey
from metering.models.interval_day_frames import DayRow
from metering.usage.reading_quality import ReadingQuality

# A day that lacks readings is on no bill, unless it had them all once. Two portions of a batch may change a day
# at the same instant: that is one change.
_NOTE: Final = """
INSERT INTO metering_readingchange (channel_id, date, changed_at, before, after)
SELECT channel_id, date, changed_at, before, after
FROM unnest(%s::int8[], %s::date[], %s::timestamptz[], %s::int8[], %s::int8[], %s::bool[])
    AS change (channel_id, date, changed_at, before, after, was_whole)
WHERE was_whole OR EXISTS (
    SELECT FROM metering_readingchange known
    WHERE known.channel_id = change.channel_id AND known.date = change.date
)
ON CONFLICT (channel_id, date, changed_at) DO UPDATE SET after = excluded.after
"""


def note_changes(
    before: Mapping[DayKey, DayRow], winners: Sequence[DayRow], gone: Mapping[DayKey, datetime]
) -> None:
    """Note which of the days have other values than `before`; `gone` are those without any now, since when.

    One query, and none when nothing changed.
    """
    rows: list[tuple[int, date, datetime, int | None, int | None, bool]] = []
    after: list[tuple[DayKey, datetime, int | None]] = [
        (day.key, day.received_at, values_digest(day)) for day in winners
    ]
    for key, changed_at, digest in [*after, *((key, at, None) for key, at in gone.items())]:
        day = before.get(key)
        known = None if day is None else values_digest(day)
        if known != digest:
            rows.append((*key, changed_at, known, digest, day is not None and bool(day.qualities.all())))
    if not rows:
        return
    channels, days, instants, befores, afters, whole = (list(column) for column in zip(*rows, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, [channels, days, instants, befores, afters, whole])


def values_digest(day: DayRow) -> int:
    """A number of 64 bits, with sign, that two days share only if they have the same values and holes."""
    parts: Any = (day.quantities.astype("<i8"), day.qualities == ReadingQuality.MISSING)
    told = b"".join(np.ascontiguousarray(part).tobytes() for part in parts)
    return int.from_bytes(blake2b(told, digest_size=8).digest(), "little", signed=True)
