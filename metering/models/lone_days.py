"""Whole days that one batch delivers and no other delivery touches: nearly all, so they take the short way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from metering.models.binary_copy import instants
from metering.models.day_keys import DayKeys, day_codes
from metering.models.interval_day_frames import DayTable, table_frames
from metering.models.interval_day_rows import copy_new_frames
from metering.usage.local_days import DayBlock
from metering.usage.reading_quality import ReadingQuality

ChosenDays = tuple[int, DayBlock, NDArray[np.bool_]]  # channel, its days, which of them
_ACTUAL = int(ReadingQuality.ACTUAL)


def block_codes(channel_id: int, block: DayBlock) -> NDArray[np.int64]:
    """The days of the block as DayKeys counts them."""
    return day_codes(channel_id, block.first_date, len(block.quantities))


def whole_days(block: DayBlock) -> NDArray[np.bool_]:
    """Which days of the block have a reading in every interval, shape (days,)."""
    if block.qualities is None:
        return np.ones(len(block.quantities), dtype=np.bool_)
    readings: NDArray[np.intp] = np.count_nonzero(block.qualities, axis=1)
    whole: NDArray[np.bool_] = readings == block.qualities.shape[1]
    return whole


def copy_lone_days(batch_id: int, received_at: datetime, blocks: Sequence[ChosenDays]) -> None:
    """Write the chosen days of each channel's block; their keys are known to be free."""
    by_length: dict[int, list[ChosenDays]] = defaultdict(list)
    for channel_id, block, chosen in blocks:
        if chosen.any():
            by_length[block.quantities.shape[1]].append((channel_id, block, chosen))
    if by_length:
        copy_new_frames(
            frame for alike in by_length.values() for frame in _frames(_table(alike), batch_id, received_at)
        )


def _frames(table: DayTable, batch_id: int, received_at: datetime) -> Iterator[bytes]:
    count = len(table.channel_ids)
    batch_ids = np.full(count, batch_id, dtype=">i8")
    return table_frames(table, batch_ids, np.repeat(instants([received_at]), count))


def _table(blocks: Sequence[ChosenDays]) -> DayTable:
    keys = DayKeys(
        np.concatenate([block_codes(channel_id, block)[chosen] for channel_id, block, chosen in blocks])
    )
    qualities = None
    if any(block.qualities is not None for _, block, _ in blocks):
        qualities = np.concatenate([_qualities(block)[chosen] for _, block, chosen in blocks])
    return DayTable(
        keys.channel_ids,
        keys.ordinals,
        np.repeat(
            [block.step_minutes for _, block, _ in blocks], [int(chosen.sum()) for *_, chosen in blocks]
        ),
        np.concatenate([block.quantities[chosen] for _, block, chosen in blocks]),
        qualities,
    )


def _qualities(block: DayBlock) -> NDArray[np.uint8]:
    if block.qualities is None:
        return np.full(block.quantities.shape, _ACTUAL, dtype=np.uint8)
    return block.qualities
