"""Where the readings of a channel stand in a CSV with one row per reading.

The channel's rows go through the same steps as when the file was stored, with the number of each row in the
place of its value: clock changes, closing midnights and repeated readings fall out as they did then.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from typing import Final

import numpy as np

from metering.file_formats.csv_columns import fitting_rows
from metering.file_formats.file_chunks import FileChunk
from metering.file_formats.long_csv import LongCsvProfile, fallback_channel
from metering.file_formats.long_csv_channels import ChannelReadings
from metering.file_formats.long_csv_header import Header, read_header
from metering.file_formats.long_csv_rows import RowReader
from metering.file_formats.parsed_readings import ParsedRun
from metering.file_formats.placed_readings import PlacedReading, WantedReadings
from metering.file_formats.reading_table import ReadingTable
from metering.file_formats.time_texts import TimeTexts
from metering.file_formats.wall_clock import WallClock
from metering.usage.reading_quality import ReadingQuality

# A label is at most a day and an offset away from the instant that it means.
_NEAR_S: Final = 3 * 86400
_NAMES: Final = ("service_point", "channel")


def long_csv_places(
    chunks: Iterator[FileChunk], wanted: WantedReadings, *, file_name: str, profile: LongCsvProfile
) -> tuple[list[PlacedReading], dict[int, str]]:
    """The wanted readings in the order in which a parser yields them, and the texts of their rows.

    A row whose quotes go over several lines is not found. Raises as `parse_long_csv`.
    """
    first = next(chunks, None)
    if first is None:
        return [], {}
    header_row, header_line = next(((row, line) for row, line in first.numbered() if line.strip()), (1, ""))
    header = read_header(header_line, header_row, profile.delimiter)
    reader = RowReader(
        header,
        fallback=fallback_channel(header, file_name, profile),
        times=TimeTexts(profile.date_format),
        has_zone=profile.zone_name is not None,
        has_decimal_comma=profile.decimal_comma,
    )
    texts: dict[int, str] = {}
    tables = []
    for chunk in chain([first], chunks):
        lines = _lines_of_the_channel(chunk, header, header_row, wanted)
        if not lines:
            continue
        records = [_cells(line, header.delimiter) for line in lines.values()]
        table, _ = reader.read(fitting_rows(records, np.array(list(lines), dtype=np.int64), header))
        tables.append(table)
        near = table.rows[np.abs(table.labels - wanted.first) < wanted.end - wanted.first + _NEAR_S]
        texts |= {row: lines[row] for row in near.tolist()}
    if not tables:
        return [], {}
    table = ReadingTable.joined(tables)
    clock = WallClock(profile.zone_name or "UTC")
    found: list[PlacedReading] = []
    for number, name in enumerate(reader.names):
        if (name.service_point, name.channel) == (wanted.service_point, wanted.channel):
            rows = table.at(table.channels == number)
            # How long they were taken to be when they were stored: the file alone may not tell.
            channel = ChannelReadings(name, clock, profile.interval_ending, wanted.step_minutes * 60)
            runs = _runs_of_rows(channel, rows)
            found += _placed(runs, wanted, texts, header)
    return found, texts


def _lines_of_the_channel(
    chunk: FileChunk, header: Header, header_row: int, wanted: WantedReadings
) -> dict[int, str]:
    """The lines below the header that name what is wanted, by their rows; others may be among them."""
    names = [getattr(wanted, role) for role in _NAMES if role in header.columns]
    if not all(map(chunk.holds, names)):
        return {}
    return {row: line for row, line in chunk.numbered(*names) if row > header_row}


def _cells(line: str, delimiter: str) -> list[str]:
    if '"' not in line:
        return line.split(delimiter)
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return []


def _runs_of_rows(channel: ChannelReadings, table: ReadingTable) -> Iterator[ParsedRun]:
    """The channel's readings as runs whose quantities are the rows that the readings stand in."""
    if not len(table):
        return
    numbered = replace(table, integers=table.rows, places=np.zeros_like(table.places))
    for item in chain(channel.items(numbered, is_last=True), channel.rest()):
        if isinstance(item, ParsedRun):
            yield item


def _placed(
    runs: Iterable[ParsedRun], wanted: WantedReadings, texts: dict[int, str], header: Header
) -> Iterator[PlacedReading]:
    for run in runs:
        for place, start in wanted.starts(int(run.start.timestamp()), run.step_minutes, len(run.quantities)):
            row = int(run.quantities[place])
            quality = ReadingQuality.ACTUAL if run.qualities is None else int(run.qualities[place])
            yield PlacedReading(start, row, 0, int(quality), *_value(texts[row], header))


def _value(text: str, header: Header) -> tuple[str, int, int]:
    """The value as it is written, and where it stands; nowhere in a row with quotes."""
    cells = _cells(text, header.delimiter)
    column = header.columns["value"]
    if '"' in text:
        return cells[column].strip(), 0, 0
    first = sum(len(cell) + 1 for cell in cells[:column])
    return cells[column].strip(), first, first + len(cells[column])
