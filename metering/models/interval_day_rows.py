"""Interval days and pieces to and from the two large tables, in bulk.

The only SQL that names them; the store beside it decides what goes in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

import psycopg
from django.db import connection
from psycopg.rows import args_row

from metering.models.binary_copy import copy_in
from metering.models.day_keys import DayKey, DayKeys
from metering.models.interval_day_frames import (
    DAY_COLUMNS,
    PIECE_COLUMNS,
    DayRow,
    PieceRow,
    day_frames,
    piece_frames,
)
from metering.usage.day_blocks import EncodedDay
from metering.usage.sample_codec import decode_qualities, decode_samples

_KEYS = "SELECT channel_id, DATE '2000-01-01' + day FROM unnest(%s::int8[], %s::int4[]) AS wanted (channel_id, day)"
_EPOCH_DAY = date(2000, 1, 1).toordinal()


def raw_connection() -> psycopg.Connection[Any]:
    """The psycopg connection under Django's, inside whatever transaction is open."""
    connection.ensure_connection()
    raw: psycopg.Connection[Any] = connection.connection
    return raw


def binary_cursor() -> psycopg.Cursor[Any]:
    """A cursor that fetches bytea as bytes, not as hex text (twice as fast for vectors)."""
    return psycopg.Cursor(raw_connection())


def upsert_days(days: Sequence[DayRow]) -> None:
    """Write the days, replacing what stands under their keys; a key may occur only once."""
    if not days:
        return
    with binary_cursor() as cursor:
        # A COPY into a table of our own session, then one upsert: COPY itself cannot replace rows.
        cursor.execute("CREATE TEMP TABLE incoming_day (LIKE metering_intervalday) ON COMMIT DROP")
        copy_in(cursor, f"incoming_day ({DAY_COLUMNS})", day_frames(days))
        cursor.execute(
            f"INSERT INTO metering_intervalday ({DAY_COLUMNS}) SELECT {DAY_COLUMNS} FROM incoming_day "
            "ON CONFLICT (channel_id, date) DO UPDATE SET step_minutes = excluded.step_minutes, "
            "interval_count = excluded.interval_count, "
            "samples = excluded.samples, qualities = excluded.qualities, total = excluded.total, "
            "peak = excluded.peak, batch_id = excluded.batch_id, received_at = excluded.received_at"
        )
        cursor.execute("DROP TABLE incoming_day")


def copy_new_days(days: Sequence[DayRow]) -> None:
    """Write days whose keys are known to be free: COPY straight into the table.

    Raises IntegrityError when a key is taken after all; the transaction must then be given up.
    """
    if days:
        copy_new_frames(day_frames(days))


def copy_new_frames(frames: Iterable[bytes]) -> None:
    """As `copy_new_days`, for days that are encoded already (interval_day_frames)."""
    with binary_cursor() as cursor:
        copy_in(cursor, f"metering_intervalday ({DAY_COLUMNS})", frames)


def insert_pieces(pieces: Sequence[PieceRow]) -> None:
    """Add pieces; they are never changed afterwards but for their withdrawal."""
    if not pieces:
        return
    with binary_cursor() as cursor:
        copy_in(cursor, f"metering_intervalpiece ({PIECE_COLUMNS})", piece_frames(pieces))


def delete_days(keys: DayKeys) -> None:
    """Remove the days under the keys; their pieces stay."""
    with binary_cursor() as cursor:
        cursor.execute(
            f"DELETE FROM metering_intervalday WHERE (channel_id, date) IN ({_KEYS})",
            _key_arrays(keys),
        )


def fetch_days(keys: DayKeys) -> list[DayRow]:
    """The days stored under the keys."""
    return list(
        _days(
            f"SELECT {DAY_COLUMNS} FROM metering_intervalday WHERE (channel_id, date) IN ({_KEYS})",
            _key_arrays(keys),
        )
    )


def fetch_days_of_batch(batch_id: int) -> list[DayRow]:
    """The days whose one record is the batch."""
    return list(_days(f"SELECT {DAY_COLUMNS} FROM metering_intervalday WHERE batch_id = %s", [batch_id]))


def fetch_pieces(keys: DayKeys) -> list[PieceRow]:
    """All pieces under the keys, withdrawn ones too, in order of receipt."""
    return _pieces(f"(channel_id, date) IN ({_KEYS})", _key_arrays(keys))


def fetch_encoded_days(
    channel_ids: Sequence[int], from_date: date, to_date: date, as_of: datetime | None = None
) -> list[EncodedDay]:
    """The channels' days of the span as they are stored, in no order; with `as_of`, those unchanged since."""
    with binary_cursor() as cursor:
        cursor.row_factory = args_row(EncodedDay)
        cursor.execute(
            "SELECT channel_id, date, step_minutes, interval_count, samples, qualities "
            "FROM metering_intervalday WHERE channel_id = ANY(%s::int8[]) AND date >= %s AND date < %s "
            "AND (%s::timestamptz IS NULL OR received_at <= %s)",
            [list(channel_ids), from_date, to_date, as_of, as_of],
            binary=True,
        )
        return cursor.fetchall()


def fetch_replaced_pieces_as_of(
    channel_ids: Sequence[int], from_date: date, to_date: date, as_of: datetime
) -> list[PieceRow]:
    """The pieces that counted at the instant, in order of receipt, of the days that have changed since."""
    return _pieces(
        "channel_id = ANY(%s::int8[]) AND date >= %s AND date < %s AND received_at <= %s "
        "AND (withdrawn_at IS NULL OR withdrawn_at > %s) AND NOT EXISTS ("
        "SELECT FROM metering_intervalday AS day WHERE day.channel_id = metering_intervalpiece.channel_id "
        "AND day.date = metering_intervalpiece.date AND day.received_at <= %s)",
        [list(channel_ids), from_date, to_date, as_of, as_of, as_of],
    )


def mark_pieces_withdrawn(batch_id: int, withdrawn_at: datetime) -> list[DayKey]:
    """Take the batch's pieces out of the count; returns the days they belong to."""
    with binary_cursor() as cursor:
        cursor.execute(
            "UPDATE metering_intervalpiece SET withdrawn_at = %s WHERE batch_id = %s AND withdrawn_at IS NULL "
            "RETURNING channel_id, date",
            [withdrawn_at, batch_id],
        )
        return sorted(set(cursor.fetchall()))


def delete_pieces_of_batch(batch_id: int, keys: DayKeys) -> None:
    """Remove the batch's pieces under the keys, so that the same transaction can write them joined."""
    with binary_cursor() as cursor:
        cursor.execute(
            f"DELETE FROM metering_intervalpiece WHERE batch_id = %s AND (channel_id, date) IN ({_KEYS})",
            [batch_id, *_key_arrays(keys)],
        )


def _days(query: str, parameters: Sequence[Any]) -> Iterator[DayRow]:
    with binary_cursor() as cursor:
        cursor.execute(query, parameters, binary=True)
        for channel_id, day, step, count, samples, qualities, _, _, batch_id, received_at in cursor:
            yield DayRow(
                channel_id,
                day,
                step,
                decode_samples(samples, count),
                decode_qualities(qualities, count),
                batch_id,
                received_at,
            )


def _pieces(condition: str, parameters: Sequence[Any]) -> list[PieceRow]:
    query = (
        f"SELECT {PIECE_COLUMNS} FROM metering_intervalpiece WHERE {condition} ORDER BY received_at, batch_id"
    )
    with binary_cursor() as cursor:
        cursor.execute(query, parameters, binary=True)
        return [
            PieceRow(
                channel_id,
                day,
                batch_id,
                step,
                decode_samples(samples, count),
                decode_qualities(qualities, count),
                received_at,
                withdrawn_at,
            )
            for channel_id, day, step, count, samples, qualities, batch_id, received_at, withdrawn_at in cursor
        ]


def _key_arrays(keys: DayKeys) -> list[str]:
    """Arguments of _KEYS: array literals, as lists of thousands of dates are slow to adapt one by one."""
    ordinals = keys.ordinals - _EPOCH_DAY
    return [f"{{{','.join(map(str, numbers.tolist()))}}}" for numbers in (keys.channel_ids, ordinals)]
