"""Where the readings of a channel stand in a NEM12 file: which 300 record, which value of it.

The records of each market day are read by the parser itself, so that of a day that comes several times the
same one counts here as did when the file was stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from metering.file_formats.file_chunks import FileChunk
from metering.file_formats.nem12 import parse_numbered_records
from metering.file_formats.nem12_records import record_fields
from metering.file_formats.nem12_runs import MARKET_OFFSET
from metering.file_formats.parsed_readings import ParsedRun
from metering.file_formats.placed_readings import PlacedReading, WantedReadings
from metering.usage.reading_quality import ReadingQuality

_DAY_S: Final = 86400
_OFFSET_S: Final = int(MARKET_OFFSET.total_seconds())
_EPOCH: Final = date(1970, 1, 1).toordinal()
_BEGIN, _END = (0, "100,NEM12"), (0, "900")
_FIRST_VALUE: Final = 2
Numbered = tuple[int, str]


def nem12_places(
    chunks: Iterable[FileChunk], wanted: WantedReadings
) -> tuple[list[PlacedReading], dict[int, str]]:
    """The wanted readings in file order, and the texts of the 300 and 400 records they stand in."""
    found: list[PlacedReading] = []
    texts: dict[int, str] = {}
    for records in _records_by_day(chunks, wanted).values():
        texts |= {row: text for row, text in records if not _is(text, "200")}
        for item in parse_numbered_records([_BEGIN, *records, _END]):
            if isinstance(item, ParsedRun):
                found += _placed(item, wanted, texts[item.row], _quality_rows(item.row, records))
    return found, texts


def _records_by_day(chunks: Iterable[FileChunk], wanted: WantedReadings) -> Mapping[str, list[Numbered]]:
    """The records of the channel's market days that are wanted, each with the 200 record above it."""
    days: dict[str, list[Numbered]] = {
        f"{date.fromordinal(_EPOCH + number):%Y%m%d}": []
        for number in range((wanted.first + _OFFSET_S) // _DAY_S, (wanted.end - 1 + _OFFSET_S) // _DAY_S + 1)
    }
    stream: Numbered | None = None  # the 200 record above, when it is of the channel
    day: list[Numbered] | None = None
    for chunk in chunks:
        if stream is None and not chunk.holds(wanted.service_point):
            continue
        for row, line in chunk.numbered():
            if _is(line, "300"):
                day = None if stream is None else days.get(record_fields(line[:40])[1].strip())
                if day is not None and stream is not None:
                    day += [stream, (row, line)]
            elif _is(line, "400"):
                if day is not None:
                    day.append((row, line))
            elif _is(line, "200"):
                stream, day = ((row, line) if _opens(line, wanted) else None), None
            elif _is(line, "100") or _is(line, "900"):
                stream = day = None
    return days


def _is(line: str, kind: str) -> bool:
    """Whether the line is a record of the kind."""
    return line.startswith(f"{kind},") or line.partition(",")[0].strip(' \t"') == kind


def _opens(line: str, wanted: WantedReadings) -> bool:
    fields = [field.strip() for field in record_fields(line)[:5]]
    return len(fields) == 5 and (fields[1], fields[4]) == (wanted.service_point, wanted.channel)


def _placed(
    run: ParsedRun, wanted: WantedReadings, text: str, quality_rows: Mapping[int, int]
) -> Iterator[PlacedReading]:
    """The wanted readings of a run of one day."""
    spans = _value_spans(text)
    values = record_fields(text)[_FIRST_VALUE:]
    for place, start in wanted.starts(int(run.start.timestamp()), run.step_minutes, len(run.quantities)):
        quality = ReadingQuality.ACTUAL if run.qualities is None else int(run.qualities[place])
        first, end = spans[place] if place < len(spans) else (0, 0)
        yield PlacedReading(
            start,
            run.row,
            place + 1,
            int(quality),
            values[place].strip(),
            first,
            end,
            quality_rows.get(place + 1, 0),
        )


def _value_spans(text: str) -> Sequence[tuple[int, int]]:
    """Where each field from the first value on stands; nothing of a record with quotes."""
    if '"' in text:
        return ()
    spans, begin = [], 0
    for field in text.split(","):
        spans.append((begin, begin + len(field)))
        begin += len(field) + 1
    return spans[_FIRST_VALUE:]


def _quality_rows(row: int, records: Sequence[Numbered]) -> Mapping[int, int]:
    """By the number of a value, from 1, the 400 record below the day in `row` that tells its quality."""
    rows: dict[int, int] = {}
    is_below = False
    for number, line in records:
        if not _is(line, "400"):
            is_below = number == row
        elif is_below:
            first, last = (int(field) for field in record_fields(line)[1:3])
            rows |= dict.fromkeys(range(first, last + 1), number)
    return rows
