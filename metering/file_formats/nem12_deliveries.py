"""Days that one file delivers more than once: the later UpdateDateTime counts, whatever the order of rows.

Runs have been handed on when a day comes again, so of each day only its stamp, its quality and a fingerprint
of its values are remembered: about 200 bytes.
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


@dataclass(frozen=True, slots=True)
class _Remembered:
    updated: int
    fingerprint: int
    interval_minutes: int
    quality: ReadingQuality | bytes


class Deliveries:
    """The days of one file so far."""

    def __init__(self) -> None:
        self._days: dict[tuple[str, str], dict[int, _Remembered]] = {}

    def add(self, day: Day) -> Redelivery | None:
        """What the day is to one before, or None when no reading of it was there before.

        A day that is older than the one before it in the file counts only where its quality is better: the
        store takes the better quality, and of two equal ones the later run. Two days complete each other
        where one has readings and the other has none (a meter exchange).
        """
        days = self._days.setdefault((day.stream.nmi, day.stream.suffix), {})
        before = days.get(day.ordinal)
        quality = day.quality if isinstance(day.quality, ReadingQuality) else day.quality.tobytes()
        now = _Remembered(day.updated, hash(tuple(day.values)), day.stream.interval_minutes, quality)
        if before is None:
            days[day.ordinal] = now
            return None
        is_older = now.updated < before.updated
        if not is_older:
            days[day.ordinal] = now
        if now.interval_minutes != before.interval_minutes:
            counts = np.full(day.stream.interval_count, not is_older)
            return Redelivery(differs=True, counts=counts if is_older else None)
        codes, codes_before = (_codes(each.quality, day.stream.interval_count) for each in (now, before))
        missing = int(ReadingQuality.MISSING)
        if not ((codes != missing) & (codes_before != missing)).any():
            return None
        return Redelivery(
            differs=now.fingerprint != before.fingerprint,
            counts=codes > codes_before if is_older else None,
        )


def _codes(quality: ReadingQuality | bytes, count: int) -> NDArray[np.uint8]:
    if isinstance(quality, ReadingQuality):
        return np.full(count, quality, dtype=np.uint8)
    return np.frombuffer(quality, dtype=np.uint8)
