"""Runs of readings cut into local days, and the pieces of a day put together again.

Outside the market's own zone every local day consists of parts of two file days; readings are stored by
local day of the service point, so parsers' runs are cut here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from metering.usage.local_calendar import LocalCalendar
from metering.usage.reading_quality import ReadingQuality


@dataclass(frozen=True, slots=True)
class DayPiece:
    """Neighbouring intervals of one local day, from interval number `first_interval` (0 is local midnight).

    `quantities`: int64, shape (n,); `qualities`: uint8 ReadingQuality codes of the same shape.
    """

    date: date
    step_minutes: int
    first_interval: int
    quantities: NDArray[np.int64]
    qualities: NDArray[np.uint8]


class OffTheClock(ValueError):
    """The readings do not start on a whole step of the local day."""


def split_into_local_days(
    start: datetime,
    step_minutes: int,
    quantities: NDArray[np.int64],
    qualities: NDArray[np.uint8] | None,
    calendar: LocalCalendar,
) -> Iterator[DayPiece]:
    """The run from the aware instant `start`, cut at each local midnight; arrays are views, not copies.

    `qualities` of None means that every interval is ACTUAL. Raises OffTheClock when an interval would span a
    local midnight or start between two steps.
    """
    if qualities is None:
        qualities = np.full(len(quantities), ReadingQuality.ACTUAL, dtype=np.uint8)
    step = timedelta(minutes=step_minutes)
    position, day = 0, calendar.local_date(start)
    while position < len(quantities):
        day_start, next_start = calendar.day_start(day), calendar.day_start(day + timedelta(days=1))
        first, rest = divmod(start + position * step - day_start, step)
        left, rest_of_day = divmod(next_start - day_start, step)
        if rest or rest_of_day:
            raise OffTheClock(
                f"{step_minutes}-minute readings from {start:%Y-%m-%d %H:%MZ} do not fall on the clock of "
                f"{day} in {calendar.zone_name}"
            )
        end = min(position + left - first, len(quantities))
        if end > position:
            yield DayPiece(day, step_minutes, first, quantities[position:end], qualities[position:end])
        position, day = end, day + timedelta(days=1)


def merge_pieces(
    interval_count: int, pieces: Sequence[DayPiece]
) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """The quantities and qualities that count for a day of `interval_count` intervals.

    Per interval the better quality wins, and of two equal ones the later piece. An interval that no piece
    holds is MISSING with quantity 0.
    """
    quantities = np.zeros(interval_count, dtype=np.int64)
    qualities = np.full(interval_count, ReadingQuality.MISSING, dtype=np.uint8)
    for piece in pieces:
        span = slice(piece.first_interval, piece.first_interval + len(piece.quantities))
        wins = (piece.qualities >= qualities[span]) & (piece.qualities != ReadingQuality.MISSING)
        quantities[span] = np.where(wins, piece.quantities, quantities[span])
        qualities[span] = np.where(wins, piece.qualities, qualities[span])
    return quantities, qualities
