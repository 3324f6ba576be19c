"""Days that one file delivers more than once: the later UpdateDateTime counts, whatever the order of rows.

Runs have been handed on when a day comes again, so of each day only its stamp, its quality and a fingerprint
of its values are kept: some 200 bytes, and as much again for each channel.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from metering.file_formats.nem12_records import Day
from metering.usage.reading_quality import ReadingQuality


@dataclass(frozen=True, slots=True)
class Redelivery:
    """A day that was there before: whether its values differ, and which of its intervals can still count.

    `counts`: bool, shape (intervals,), or None when all of them do.
    """

    differs: bool
    counts: NDArray[np.bool_] | None


# UpdateDateTime, fingerprint of the values, interval length, quality: a plain tuple of plain values, which the
# garbage collector does not visit again and again.
_Remembered = tuple[int, int, int, int | bytes]
_ORDINALS = 1 << 22  # more days than the calendar has


class Deliveries:
    """The days of one file so far."""

    def __init__(self) -> None:
        self._channels: dict[tuple[str, str], int] = {}
        self._days: dict[int, _Remembered] = {}

    def add(self, day: Day) -> Redelivery | None:
        """What the day is to one before, or None when no reading of it was there before.

        A day that is older than the one before it in the file counts only where its quality is better: the
        store takes the better quality, and of two equal ones the later run. Two days complete each other
        where one has readings and the other has none (a meter exchange).
        """
        channel = (day.stream.nmi, day.stream.suffix)
        key = self._channels.setdefault(channel, len(self._channels)) * _ORDINALS + day.ordinal
        quality = int(day.quality) if isinstance(day.quality, ReadingQuality) else day.quality.tobytes()
        now = (day.updated, hash(tuple(day.values)), day.stream.interval_minutes, quality)
        before = self._days.setdefault(key, now)
        return None if before is now else self._again(key, before, now, day.stream.interval_count)

    def _again(self, key: int, before: _Remembered, now: _Remembered, count: int) -> Redelivery | None:
        is_older = now[0] < before[0]
        if not is_older:
            self._days[key] = now
        if now[2] != before[2]:
            return Redelivery(differs=True, counts=np.zeros(count, dtype=np.bool_) if is_older else None)
        codes, codes_before = _codes(now[3], count), _codes(before[3], count)
        missing = int(ReadingQuality.MISSING)
        if not ((codes != missing) & (codes_before != missing)).any():
            return None
        return Redelivery(differs=now[1] != before[1], counts=codes > codes_before if is_older else None)


def _codes(quality: int | bytes, count: int) -> NDArray[np.uint8]:
    if isinstance(quality, int):
        return np.full(count, quality, dtype=np.uint8)
    return np.frombuffer(quality, dtype=np.uint8)
