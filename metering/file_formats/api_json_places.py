"""Where the readings of a channel stand in what a program sent as JSON: which item, which value of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeVar

import msgspec
import numpy as np
from msgspec import Raw, Struct
from msgspec.structs import replace

from metering.file_formats.api_json_readings import reading_items
from metering.file_formats.api_json_series import series_items
from metering.file_formats.api_json_shapes import READING, SERIES, SentReading, SentSeries
from metering.file_formats.json_numbers import read_number_arrays
from metering.file_formats.parsed_readings import ParsedRun
from metering.file_formats.placed_readings import PlacedReading, WantedReadings
from metering.usage.reading_quality import ReadingQuality

_ELEMENTS: Final = msgspec.json.Decoder(list[Raw])


class _Document(Struct, frozen=True):
    series: list[Raw] = []  # msgspec copies an empty list
    readings: list[Raw] = []


_DOCUMENT: Final = msgspec.json.Decoder(_Document)
Numbered = tuple[int, bytes]
_Item = TypeVar("_Item", SentSeries, SentReading)


def document_places(content: bytes, wanted: WantedReadings) -> tuple[list[PlacedReading], dict[int, str]]:
    """The wanted readings of a document, and the texts of their items: first series are numbered, then readings."""
    document = _DOCUMENT.decode(content)
    series = [bytes(item) for item in document.series]
    readings = [bytes(item) for item in document.readings]
    return _places(enumerate(series, 1), enumerate(readings, len(series) + 1), wanted)


def lines_places(content: bytes, wanted: WantedReadings) -> tuple[list[PlacedReading], dict[int, str]]:
    """The wanted readings of a text with an item in each line, and the texts of their lines."""
    lines = [(row, line) for row, line in enumerate(content.split(b"\n"), 1) if line.strip()]
    return _places(
        [item for item in lines if b'"values"' in item[1]],
        [item for item in lines if b'"values"' not in item[1]],
        wanted,
    )


def _places(
    series: Iterable[Numbered], readings: Iterable[Numbered], wanted: WantedReadings
) -> tuple[list[PlacedReading], dict[int, str]]:
    ours = dict(_of_the_channel(series, SERIES, wanted))
    singles = dict(_of_the_channel(readings, READING, wanted))
    found = [*_in_series(ours, wanted), *_in_readings(singles, wanted)]
    texts = {
        **{row: text for row, (_, text) in ours.items()},
        **{row: text for row, (_, text) in singles.items()},
    }
    return found, texts


def _of_the_channel(
    items: Iterable[Numbered], decoder: msgspec.json.Decoder[_Item], wanted: WantedReadings
) -> Iterator[tuple[int, tuple[_Item, str]]]:
    """The channel's items by their rows; what could not be read when it came was not stored either."""
    name = wanted.service_point.encode()
    for row, text in items:
        if name not in text and b"\\" not in text:  # a text may be written with escapes
            continue
        try:
            item = decoder.decode(text)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            continue
        if (item.service_point, item.channel) == (wanted.service_point, wanted.channel):
            yield row, (item, text.decode())


def _in_series(
    items: Mapping[int, tuple[SentSeries, str]], wanted: WantedReadings
) -> Iterator[PlacedReading]:
    for run in series_items([item for item, _ in items.values()], list(items)):
        if isinstance(run, ParsedRun):
            item, text = items[run.row]
            starts = list(wanted.starts(int(run.start.timestamp()), run.step_minutes, len(run.quantities)))
            elements = _elements(item, text, starts[-1][0] + 1) if starts else []
            for place, start in starts:
                yield PlacedReading(start, run.row, place + 1, _quality(run, place), *elements[place])


def _elements(item: SentSeries, text: str, count: int) -> Sequence[tuple[str, int, int]]:
    """The first so many values as they are written, and where they stand in the text."""
    array = bytes(item.values).decode()
    begin = text.find(array) + 1
    elements = []
    for raw in _ELEMENTS.decode(array)[:count]:
        value = bytes(raw).decode()
        first = text.index(value, begin)
        begin = first + len(value)
        elements.append((value.strip('"'), first, begin))
    return elements


def _in_readings(
    items: Mapping[int, tuple[SentReading, str]], wanted: WantedReadings
) -> Iterator[PlacedReading]:
    """Single readings, put in order with their rows in the place of their values."""
    rows = list(items)
    if not rows:
        return
    array = b"[" + b",".join([bytes(items[row][0].value) for row in rows]) + b"]"
    numbers = next(read_number_arrays([array]))
    taken = np.flatnonzero(~(numbers.empty | numbers.bad)).tolist()
    rows = [rows[index] for index in taken]
    numbered = [replace(items[row][0], value=Raw(str(row).encode())) for row in rows]
    steps = {(wanted.service_point, wanted.channel): wanted.step_minutes}
    for run in reading_items(numbered, rows, steps):
        if isinstance(run, ParsedRun):
            for place, start in wanted.starts(
                int(run.start.timestamp()), run.step_minutes, len(run.quantities)
            ):
                row = int(run.quantities[place])
                yield PlacedReading(start, row, 0, _quality(run, place), *_value(*items[row]))


def _value(item: SentReading, text: str) -> tuple[str, int, int]:
    """The value as it is written, and where it stands."""
    value = bytes(item.value).decode()
    first = text.find(value, text.find('"value"') + len('"value"'))
    return value.strip('"'), max(first, 0), first + len(value) if first >= 0 else 0


def _quality(run: ParsedRun, place: int) -> int:
    return int(ReadingQuality.ACTUAL if run.qualities is None else run.qualities[place])
