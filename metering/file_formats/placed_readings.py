"""Where in a file readings stand: the row, the place in the row, and the row's text around them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from metering.usage.reading_quality import ReadingQuality

_MISSING: Final = int(ReadingQuality.MISSING)
_LONGEST_TEXT: Final = 12_000  # a day of one-minute values
_TEXT_AROUND: Final = 200
_SHOWN_FROM_ITS_BEGINNING: Final = 600


@dataclass(frozen=True, slots=True)
class WantedReadings:
    """Readings of one channel, as the file names it, that begin from `first` up to but not including `end`.

    Both are Unix seconds.
    """

    service_point: str
    channel: str
    step_minutes: int
    first: int
    end: int

    def starts(self, start: int, step_minutes: int, count: int) -> Iterator[tuple[int, int]]:
        """Which of `count` neighbouring intervals are wanted: the place of each, from 0, and its start."""
        step_s = step_minutes * 60
        lowest = max(-((start - self.first) // step_s), 0)
        for place in range(lowest, count):
            if start + place * step_s >= self.end:
                return
            yield place, start + place * step_s


@dataclass(frozen=True, slots=True)
class PlacedReading:
    """A reading in its file. `start`: Unix seconds. `row`: from 1, a line or an item of a JSON document.

    `position` tells which value of the row it is, from 1; 0 in a row of one reading. `value` is as written;
    it stands at the characters `first` to `end` of the row's text, which are 0 when that cannot be told.
    `quality` is a ReadingQuality code, said by the row `quality_row` when it is not said by the row itself.
    """

    start: int
    row: int
    position: int
    quality: int
    value: str
    first: int = 0
    end: int = 0
    quality_row: int = 0


@dataclass(frozen=True, slots=True)
class WrittenText:
    """A row as it is written, or the part of it around the readings: then something was cut off."""

    row: int
    text: str
    is_cut_before: bool = False
    is_cut_after: bool = False


@dataclass(frozen=True, slots=True)
class FoundReadings:
    """The readings in order of time, and the texts of their rows; `first` and `end` are places in those."""

    readings: tuple[PlacedReading, ...]
    texts: tuple[WrittenText, ...]


def counting_readings(readings: Iterable[PlacedReading]) -> list[PlacedReading]:
    """Of readings in the order in which a parser yields them those that count, one an interval, by time.

    The better quality counts, and of two equal ones the later; a missing one never does.
    """
    best: dict[int, PlacedReading] = {}
    for each in readings:
        known = best.get(each.start)
        if each.quality != _MISSING and (known is None or each.quality >= known.quality):
            best[each.start] = each
    return [best[start] for start in sorted(best)]


def with_texts(readings: Sequence[PlacedReading], texts: Mapping[int, str]) -> FoundReadings:
    """The readings with the texts of their rows, each cut to what is of interest and can be shown."""
    by_row: dict[int, list[PlacedReading]] = {}
    for each in readings:
        by_row.setdefault(each.row, []).append(each)
        if each.quality_row:
            by_row.setdefault(each.quality_row, [])
    cut = {row: _cut(row, texts.get(row, ""), found) for row, found in by_row.items()}
    moved = [_moved(each, *cut[each.row]) for each in readings]
    return FoundReadings(tuple(moved), tuple(cut[row][1] for row in sorted(cut)))


def _cut(row: int, text: str, readings: Sequence[PlacedReading]) -> tuple[int, WrittenText]:
    """How many characters are left out before, and the text."""
    marked = [each for each in readings if each.end]
    first = min((each.first for each in marked), default=0)
    last = max((each.end for each in marked), default=len(text))
    begin = 0 if first < _SHOWN_FROM_ITS_BEGINNING else first - _TEXT_AROUND
    end = min(last + _TEXT_AROUND, begin + _LONGEST_TEXT)
    return begin, WrittenText(row, text[begin:end], begin > 0, end < len(text))


def _moved(reading: PlacedReading, begin: int, text: WrittenText) -> PlacedReading:
    end = reading.end - begin
    if not reading.end or end > len(text.text):
        return replace(reading, first=0, end=0)
    return replace(reading, first=reading.first - begin, end=end)
