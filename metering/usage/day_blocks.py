"""Stored local days laid side by side into one matrix: a block per day of the grid, not a loop per reading."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from metering.usage.interval_grid import IntervalGrid
from metering.usage.local_calendar import LocalCalendar
from metering.usage.reading_quality import ReadingQuality


class EncodedDay(NamedTuple):
    """A channel's local day as it is stored (see sample_codec): `qualities` of None means all ACTUAL."""

    channel_id: int
    date: date
    step_minutes: int
    interval_count: int
    samples: bytes
    qualities: bytes | None


class StepMismatch(ValueError):
    """Channels whose stored days are not on the grid asked for; `channel_ids` names them."""

    def __init__(self, channel_ids: Sequence[int], step_minutes: int) -> None:
        self.channel_ids = tuple(channel_ids)
        super().__init__(
            f"channel {', '.join(map(str, channel_ids))}: the stored readings are not"
            f" {step_minutes}-minute readings of the local day"
        )


def lay_days(
    days: Iterable[EncodedDay], positions: Mapping[int, int], grid: IntervalGrid, calendar: LocalCalendar
) -> tuple[NDArray[np.int64], NDArray[np.uint8] | None]:
    """The days on the grid, a row per channel at its position; a day that occurs again replaces the first.

    Quantities: int64, shape (channels, intervals), 0 where missing. Qualities: uint8 of the same shape, or
    None when every interval is ACTUAL. The grid begins and ends at local midnights of the calendar.

    Raises StepMismatch naming the channels with a day of another step or length.
    """
    quantities = np.zeros((len(positions), grid.count), dtype=np.int64)
    qualities = np.full(quantities.shape, ReadingQuality.MISSING, dtype=np.uint8)
    for (column, width), block in _blocks(days, grid, calendar).items():
        rows = np.fromiter((positions[day.channel_id] for day in block), dtype=np.intp, count=len(block))
        count = block[0].interval_count
        columns = slice(column, column + count)
        samples = np.frombuffer(b"".join([day.samples for day in block]), dtype=f"<i{width}")
        quantities[rows, columns] = samples.reshape(len(block), count)
        qualities[rows, columns] = _block_qualities(block, count)
    return quantities, None if (qualities == ReadingQuality.ACTUAL).all() else qualities


def _blocks(
    days: Iterable[EncodedDay], grid: IntervalGrid, calendar: LocalCalendar
) -> dict[tuple[int, int], list[EncodedDay]]:
    """The days by their first column and the width of their samples, each channel once in a block."""
    spots: dict[date, tuple[int, int]] = {}
    latest: dict[tuple[int, date], EncodedDay] = {}
    strangers = set()
    for day in days:
        if day.date not in spots:
            spots[day.date] = _spot(day.date, grid, calendar)
        if day.step_minutes != grid.step_minutes or day.interval_count != spots[day.date][1]:
            strangers.add(day.channel_id)
        latest[day.channel_id, day.date] = day
    if strangers:
        raise StepMismatch(sorted(strangers), grid.step_minutes)
    blocks: dict[tuple[int, int], list[EncodedDay]] = defaultdict(list)
    for day in latest.values():
        blocks[spots[day.date][0], len(day.samples) // day.interval_count].append(day)
    return blocks


def _spot(day: date, grid: IntervalGrid, calendar: LocalCalendar) -> tuple[int, int]:
    """The day's first column and how many it has."""
    return grid.index(calendar.day_start(day)), calendar.interval_count(day, grid.step_minutes)


def _block_qualities(block: Sequence[EncodedDay], count: int) -> NDArray[np.uint8]:
    if all(day.qualities is None for day in block):
        return np.full((len(block), count), ReadingQuality.ACTUAL, dtype=np.uint8)
    all_actual = bytes([ReadingQuality.ACTUAL]) * count
    stored = b"".join([all_actual if day.qualities is None else day.qualities for day in block])
    return np.frombuffer(stored, dtype=np.uint8).reshape(len(block), count)
