"""Runs of readings cut into local days, and the pieces of a day put together again.

Outside the market's own zone every local day consists of parts of two file days; readings are stored by
local day of the service point, so parsers' runs are cut here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from metering.usage.local_calendar import LocalCalendar
from metering.usage.reading_quality import ReadingQuality

# Plain numbers: a member of the enumeration costs numpy microseconds at each comparison.
_MISSING, _ACTUAL = int(ReadingQuality.MISSING), int(ReadingQuality.ACTUAL)


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


@dataclass(frozen=True, slots=True)
class DayBlock:
    """Neighbouring whole local days of one length, from `first_date`.

    `quantities`: int64, shape (days, intervals); `qualities`: uint8 ReadingQuality codes of the same shape,
    or None when every interval is ACTUAL.
    """

    first_date: date
    step_minutes: int
    quantities: NDArray[np.int64]
    qualities: NDArray[np.uint8] | None

    def piece(self, index: int) -> DayPiece:
        """One of the days by its number from 0."""
        quantities = self.quantities[index]
        qualities = np.full(len(quantities), _ACTUAL, dtype=np.uint8)
        if self.qualities is not None:
            qualities = self.qualities[index]
        return DayPiece(self.first_date + timedelta(days=index), self.step_minutes, 0, quantities, qualities)


class OffTheClock(ValueError):
    """The readings do not start on a whole step of the local day."""


def split_into_local_days(
    start: datetime,
    step_minutes: int,
    quantities: NDArray[np.int64],
    qualities: NDArray[np.uint8] | None,
    calendar: LocalCalendar,
) -> Iterator[DayPiece]:
    """The run from the aware instant `start`, cut at each local midnight; quantities are views, not copies.

    `qualities` of None means that every interval is ACTUAL. Raises OffTheClock when an interval would span a
    local midnight or start between two steps.
    """
    for part in split_into_day_blocks(start, step_minutes, quantities, qualities, calendar):
        if isinstance(part, DayPiece):
            yield part
        else:
            yield from map(part.piece, range(len(part.quantities)))


def split_into_day_blocks(
    start: datetime,
    step_minutes: int,
    quantities: NDArray[np.int64],
    qualities: NDArray[np.uint8] | None,
    calendar: LocalCalendar,
) -> Iterator[DayPiece | DayBlock]:
    """As `split_into_local_days`, but whole days of one length that follow each other are one block."""
    total, position, day = len(quantities), 0, calendar.local_date(start)
    first = _first_interval(start, step_minutes, day, calendar)
    while position < total:
        count = _interval_count(day, step_minutes, calendar)
        day_count = 1
        if first or not count or total - position < count:
            end = min(position + count - first, total)
            if end > position:
                yield DayPiece(
                    day, step_minutes, first, quantities[position:end], _part(qualities, position, end)
                )
        else:
            most = (total - position) // count
            while day_count < most and count == _interval_count(
                day + timedelta(days=day_count), step_minutes, calendar
            ):
                day_count += 1
            end = position + day_count * count
            yield DayBlock(
                day,
                step_minutes,
                quantities[position:end].reshape(day_count, count),
                None if qualities is None else qualities[position:end].reshape(day_count, count),
            )
        position, day, first = end, day + timedelta(days=day_count), 0


def _part(qualities: NDArray[np.uint8] | None, start: int, end: int) -> NDArray[np.uint8]:
    return np.full(end - start, _ACTUAL, dtype=np.uint8) if qualities is None else qualities[start:end]


def _first_interval(start: datetime, step_minutes: int, day: date, calendar: LocalCalendar) -> int:
    first, rest = divmod(start - calendar.day_start(day), timedelta(minutes=step_minutes))
    if rest:
        raise OffTheClock(_off_the_clock(step_minutes, day, calendar.zone_name))
    return first


def _interval_count(day: date, step_minutes: int, calendar: LocalCalendar) -> int:
    return _known_interval_count(calendar.zone_name, day, step_minutes)


@lru_cache(maxsize=65536)
def _known_interval_count(zone_name: str, day: date, step_minutes: int) -> int:
    """The intervals of the local day; none in a day that the zone skipped altogether."""
    calendar = LocalCalendar(zone_name)
    length = calendar.day_start(day + timedelta(days=1)) - calendar.day_start(day)
    count, rest = divmod(length, timedelta(minutes=step_minutes))
    if rest:
        raise OffTheClock(_off_the_clock(step_minutes, day, zone_name))
    return count


def _off_the_clock(step_minutes: int, day: date, zone_name: str) -> str:
    return f"{step_minutes}-minute readings do not fall on the clock of {day} in {zone_name}"


def merge_pieces(
    interval_count: int, pieces: Sequence[DayPiece]
) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """The quantities and qualities that count for a day of `interval_count` intervals.

    Per interval the better quality wins, and of two equal ones the later piece. An interval that no piece
    holds is MISSING with quantity 0.
    """
    quantities = np.zeros(interval_count, dtype=np.int64)
    qualities = np.full(interval_count, _MISSING, dtype=np.uint8)
    for piece in pieces:
        span = slice(piece.first_interval, piece.first_interval + len(piece.quantities))
        wins = (piece.qualities >= qualities[span]) & (piece.qualities != _MISSING)
        np.copyto(quantities[span], piece.quantities, where=wins)
        np.copyto(qualities[span], piece.qualities, where=wins)
    return quantities, qualities


def winning_pieces(interval_count: int, pieces: Sequence[DayPiece]) -> NDArray[np.int64]:
    """Which of the pieces counts for each interval of the day, as `merge_pieces` has it; int64, shape (n,).

    The number of the piece in the sequence, or -1 for an interval that no piece holds.
    """
    numbers = np.full(interval_count, -1, dtype=np.int64)
    qualities = np.full(interval_count, _MISSING, dtype=np.uint8)
    for number, piece in enumerate(pieces):
        span = slice(piece.first_interval, piece.first_interval + len(piece.quantities))
        wins = (piece.qualities >= qualities[span]) & (piece.qualities != _MISSING)
        np.copyto(numbers[span], number, where=wins)
        np.copyto(qualities[span], piece.qualities, where=wins)
    return numbers
