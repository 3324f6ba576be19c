"""Interval days and pieces as plain rows, and many of them encoded at once for COPY.

The bytes are those of sample_codec: the narrowest integers that hold the day, and no qualities where all are
ACTUAL.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from metering.models.binary_copy import Column, binary_rows, byte_strings, dates, instants, integers
from metering.models.day_keys import DayKey
from metering.usage.reading_quality import ReadingQuality

_ACTUAL = int(ReadingQuality.ACTUAL)
_NARROW, _MIDDLE = np.iinfo(np.int16), np.iinfo(np.int32)


@dataclass(frozen=True, slots=True)
class DayRow:
    """The values that count for a channel's local day; arrays have one entry per interval of the day.

    `quantities`: int64 in the metric's base unit; `qualities`: uint8 ReadingQuality codes.
    """

    channel_id: int
    date: date
    step_minutes: int
    quantities: NDArray[np.int64]
    qualities: NDArray[np.uint8]
    batch_id: int | None
    received_at: datetime

    @property
    def key(self) -> DayKey:
        """Channel and local day."""
        return self.channel_id, self.date


@dataclass(frozen=True, slots=True)
class PieceRow:
    """One delivery of a day; arrays as in DayRow, holes marked MISSING."""

    channel_id: int
    date: date
    batch_id: int
    step_minutes: int
    quantities: NDArray[np.int64]
    qualities: NDArray[np.uint8]
    received_at: datetime
    withdrawn_at: datetime | None = None

    @property
    def key(self) -> DayKey:
        """Channel and local day."""
        return self.channel_id, self.date


@dataclass(frozen=True, slots=True)
class DayTable:
    """Days of one length as columns, the first axis of each array being the day.

    `ordinals`: proleptic day numbers as of date.toordinal. `quantities`: int64, shape (days, intervals).
    `qualities`: uint8 of the same shape, or None when all are ACTUAL.
    """

    channel_ids: NDArray[np.int64]
    ordinals: NDArray[np.int64]
    step_minutes: NDArray[np.int64]
    quantities: NDArray[np.int64]
    qualities: NDArray[np.uint8] | None


DAY_COLUMNS = (
    "channel_id, date, step_minutes, interval_count, samples, qualities, total, peak, batch_id, received_at"
)
PIECE_COLUMNS = (
    "channel_id, date, step_minutes, interval_count, samples, qualities, batch_id, received_at, withdrawn_at"
)
_Row = TypeVar("_Row", DayRow, PieceRow)


def day_frames(days: Sequence[DayRow]) -> Iterator[bytes]:
    """The days as rows of binary COPY with the columns DAY_COLUMNS."""
    for group in _alike(days, lambda day: day.batch_id is None):
        batch_ids = [day.batch_id for day in group if day.batch_id is not None]
        received = instants([day.received_at for day in group])
        yield from table_frames(_table(group), integers(batch_ids, 8) if batch_ids else None, received)


def table_frames(table: DayTable, batch_ids: Column, received: Column) -> Iterator[bytes]:
    """The days of the table as rows of binary COPY with the columns DAY_COLUMNS."""
    for chosen, shape in _encoded(table):
        quantities = table.quantities[chosen]
        totals, peaks = quantities.sum(axis=1), quantities.max(axis=1)
        yield binary_rows(
            [
                *shape,
                totals.astype(">i8"),
                peaks.astype(">i8"),
                None if batch_ids is None else batch_ids[chosen],
                None if received is None else received[chosen],
            ]
        )


def piece_frames(pieces: Sequence[PieceRow]) -> Iterator[bytes]:
    """The pieces as rows of binary COPY with the columns PIECE_COLUMNS."""
    for group in _alike(pieces, lambda piece: piece.withdrawn_at is None):
        batch_ids = integers([piece.batch_id for piece in group], 8)
        received = instants([piece.received_at for piece in group])
        stamps = [piece.withdrawn_at for piece in group if piece.withdrawn_at is not None]
        withdrawn = instants(stamps) if stamps else None
        for chosen, shape in _encoded(_table(group)):
            yield binary_rows(
                [
                    *shape,
                    batch_ids[chosen],
                    received[chosen],
                    None if withdrawn is None else withdrawn[chosen],
                ]
            )


def _alike(rows: Sequence[_Row], has_null: Callable[[_Row], bool]) -> Iterator[list[_Row]]:
    """The rows in groups of one length of day and one answer to `has_null`."""
    groups: dict[tuple[int, bool], list[_Row]] = defaultdict(list)
    for row in rows:
        groups[len(row.quantities), has_null(row)].append(row)
    yield from groups.values()


def _table(rows: Sequence[DayRow] | Sequence[PieceRow]) -> DayTable:
    return DayTable(
        np.array([row.channel_id for row in rows], dtype=np.int64),
        np.array([row.date.toordinal() for row in rows], dtype=np.int64),
        np.array([row.step_minutes for row in rows], dtype=np.int64),
        np.concatenate([row.quantities for row in rows]).reshape(len(rows), -1),
        np.concatenate([row.qualities for row in rows]).reshape(len(rows), -1),
    )


def _encoded(table: DayTable) -> Iterator[tuple[NDArray[np.intp], list[Column]]]:
    """For each width of samples, with and without qualities: which days, and their first six columns."""
    lows, highs = table.quantities.min(axis=1), table.quantities.max(axis=1)
    widths = np.full(len(lows), 8)
    widths[(lows >= _MIDDLE.min) & (highs <= _MIDDLE.max)] = 4
    widths[(lows >= _NARROW.min) & (highs <= _NARROW.max)] = 2
    plain = np.ones(len(lows), dtype=np.bool_)
    if table.qualities is not None:
        plain = (table.qualities == _ACTUAL).all(axis=1)
    interval_count = table.quantities.shape[1]
    for width in (2, 4, 8):
        for is_plain in (True, False):
            chosen = np.flatnonzero((widths == width) & (plain == is_plain))
            if not chosen.size:
                continue
            qualities = None
            if table.qualities is not None and not is_plain:
                qualities = byte_strings(table.qualities[chosen])
            yield (
                chosen,
                [
                    table.channel_ids[chosen].astype(">i8"),
                    dates(table.ordinals[chosen]),
                    table.step_minutes[chosen].astype(">i2"),
                    np.full(chosen.size, interval_count, dtype=">i2"),
                    byte_strings(table.quantities[chosen].astype(f"<i{width}")),
                    qualities,
                ],
            )
