"""Reads of the interval days by spans that differ from channel to channel: one query for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from psycopg.rows import args_row

from metering.models.interval_day_rows import binary_cursor
from metering.usage.channel_spans import ChannelSpan
from metering.usage.day_blocks import EncodedDay

# A day may be stored without a single reading in it: a file can say of each interval that it is missing.
_HAS_READING = r"(d.qualities IS NULL OR btrim(d.qualities, '\x00'::bytea) <> ''::bytea)"
_IS_WHOLE = r"(d.qualities IS NULL OR position('\x00'::bytea IN d.qualities) = 0)"
_PEAKS = np.dtype([("day", ">i4"), ("peak", ">i8")])
_SPANS = "unnest(%s::int8[], %s::date[], %s::date[]) AS s (channel_id, from_date, to_date)"


def fetch_encoded_days_of_spans(spans: Sequence[ChannelSpan]) -> list[EncodedDay]:
    """The stored days of the spans, in no order."""
    with binary_cursor() as cursor:
        cursor.row_factory = args_row(EncodedDay)
        cursor.execute(
            "SELECT d.channel_id, d.date, d.step_minutes, d.interval_count, d.samples, d.qualities "
            f"FROM {_SPANS} JOIN metering_intervalday d ON d.channel_id = s.channel_id "
            "AND d.date >= s.from_date AND d.date < s.to_date",
            _arrays(spans),
            binary=True,
        )
        return cursor.fetchall()


def fetch_peaks_of_spans(
    spans: Sequence[ChannelSpan],
) -> dict[int, tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """By channel, the days of its span that have a reading, and the highest quantity of each.

    Days are counted from the span's first, 0; both arrays are int64 of shape (days,), in no order. One span a
    channel; a channel without readings there is left out.
    """
    with binary_cursor() as cursor:
        # One row a channel instead of one a day: Python takes longer over rows than the server over sums.
        cursor.execute(
            "SELECT s.channel_id, string_agg(int4send(d.date - s.from_date) || int8send(d.peak), '') "
            f"FROM {_SPANS} JOIN metering_intervalday d ON d.channel_id = s.channel_id "
            f"AND d.date >= s.from_date AND d.date < s.to_date AND {_HAS_READING} GROUP BY s.channel_id",
            _arrays(spans),
            binary=True,
        )
        packed = ((channel_id, np.frombuffer(peaks, dtype=_PEAKS)) for channel_id, peaks in cursor)
        return {
            channel_id: (peaks["day"].astype(np.int64), peaks["peak"].astype(np.int64))
            for channel_id, peaks in packed
        }


def fetch_neighbouring_days(
    spans: Sequence[ChannelSpan],
) -> dict[ChannelSpan, tuple[date | None, date | None]]:
    """For each span the channel's last day with a reading before it, and the first one after it."""
    with binary_cursor() as cursor:
        cursor.execute(
            f"SELECT s.channel_id, s.from_date, s.to_date, before.date, after.date FROM {_SPANS} "
            "LEFT JOIN LATERAL (SELECT d.date FROM metering_intervalday d WHERE d.channel_id = s.channel_id "
            f"AND d.date < s.from_date AND {_HAS_READING} ORDER BY d.date DESC LIMIT 1) before ON true "
            "LEFT JOIN LATERAL (SELECT d.date FROM metering_intervalday d WHERE d.channel_id = s.channel_id "
            f"AND d.date >= s.to_date AND {_HAS_READING} ORDER BY d.date LIMIT 1) after ON true",
            _arrays(spans),
            binary=True,
        )
        return {
            ChannelSpan(channel_id, from_date, to_date): (before, after)
            for channel_id, from_date, to_date, before, after in cursor
        }


def fetch_first_days(channel_ids: Sequence[int]) -> dict[int, date]:
    """The first day with a reading of each channel that has one."""
    with binary_cursor() as cursor:
        cursor.execute(
            "SELECT s.channel_id, first.date FROM unnest(%s::int8[]) AS s (channel_id) "
            "CROSS JOIN LATERAL (SELECT d.date FROM metering_intervalday d WHERE d.channel_id = s.channel_id "
            f"AND {_HAS_READING} ORDER BY d.date LIMIT 1) first",
            [list(channel_ids)],
            binary=True,
        )
        return dict(cursor.fetchall())


def fetch_whole_day_counts(channel_ids: Sequence[int], from_date: date, to_date: date) -> dict[int, int]:
    """How many days of the span have a reading in every interval, of each channel that has such days."""
    with binary_cursor() as cursor:
        cursor.execute(
            "SELECT d.channel_id, count(*) FROM metering_intervalday d WHERE d.channel_id = ANY(%s::int8[]) "
            f"AND d.date >= %s AND d.date < %s AND {_IS_WHOLE} GROUP BY d.channel_id",
            [list(channel_ids), from_date, to_date],
            binary=True,
        )
        return dict(cursor.fetchall())


def _arrays(spans: Sequence[ChannelSpan]) -> list[list[Any]]:
    return [
        [span.channel_id for span in spans],
        [span.from_date for span in spans],
        [span.to_date for span in spans],
    ]
