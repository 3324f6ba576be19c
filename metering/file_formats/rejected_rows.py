"""The rows of a file that were not taken, as they were written, to be corrected and sent again."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from metering.file_formats.detection import MeterFileFormat
from metering.file_formats.long_csv import LongCsvProfile, fallback_channel
from metering.file_formats.long_csv_header import NOTE_MARK, Header, read_header
from metering.file_formats.parsed_readings import UnreadableFile

ChannelOfFile = tuple[str, str]


@dataclass(frozen=True, slots=True)
class WantedRows:
    """Which rows: those of these lines, and all of these channels (service point, channel)."""

    lines: AbstractSet[int]
    channels: AbstractSet[ChannelOfFile | None]


@dataclass(frozen=True, slots=True)
class WrittenRow:
    """A row in the words of its file; `channel` is None when it names none."""

    line: int
    channel: ChannelOfFile | None
    cells: tuple[str, ...]


def written_rows(
    lines: Iterator[str],
    file_format: MeterFileFormat,
    wanted: WantedRows,
    *,
    file_name: str,
    profile: LongCsvProfile,
) -> tuple[tuple[str, ...], Iterator[WrittenRow]]:
    """The heads of the columns, and the rows that are wanted, in order of lines.

    A CSV keeps its columns, and gets one of service points when only its name said which it is of; so it can
    come back under another name. Of NEM12 the records are kept, in one column. A file that turns out to be
    unreadable ends where it does.
    """
    match file_format:
        case MeterFileFormat.LONG_CSV:
            return _csv_rows(lines, wanted, file_name, profile)
        case MeterFileFormat.NEM12:
            return ("record",), _readable(_nem12_rows(lines, wanted))


def _csv_rows(
    lines: Iterator[str], wanted: WantedRows, file_name: str, profile: LongCsvProfile
) -> tuple[tuple[str, ...], Iterator[WrittenRow]]:
    header_line, header_row = "", 0
    for header_row, header_line in enumerate(lines, start=1):  # noqa: B007 - the last of each is used
        if header_line.strip():
            break
    header = read_header(header_line, header_row, profile.delimiter)
    fallback = fallback_channel(header, file_name, profile)[:2]
    heads = next(csv.reader([header_line.strip("\ufeff\r\n")], delimiter=header.delimiter))
    # Notes of ours that came back with the rows would only be in the way of the new ones.
    kept = [position for position, head in enumerate(heads) if not head.strip().startswith(NOTE_MARK)]
    added = () if "service_point" in header.columns else (fallback[0],)
    rows = _readable(_csv_records(lines, header, header_row, fallback, wanted))
    return (*("service_point" for _ in added), *(heads[position] for position in kept)), (
        WrittenRow(row.line, row.channel, (*added, *_at(row.cells, kept, header.width))) for row in rows
    )


def _at(cells: Sequence[str], kept: Sequence[int], width: int) -> list[str]:
    """The cells below the columns that are kept, and what stands beyond the last column."""
    return [cells[position] for position in kept if position < len(cells)] + list(cells[width:])


def _csv_records(
    lines: Iterator[str], header: Header, header_row: int, fallback: ChannelOfFile, wanted: WantedRows
) -> Iterator[WrittenRow]:
    """The rows below the header; a row of several lines is known by its last, as in the parser."""
    reader = csv.reader(lines, delimiter=header.delimiter)
    point_at, channel_at = header.columns.get("service_point"), header.columns.get("channel")
    for record in reader:
        channel = None
        if len(record) >= header.width:
            channel = (
                fallback[0] if point_at is None else record[point_at].strip(),
                fallback[1] if channel_at is None else record[channel_at].strip(),
            )
        # Millions of rows are passed over here: what is made of one is made only when it is wanted.
        line = header_row + reader.line_num
        if line in wanted.lines or channel in wanted.channels:
            yield WrittenRow(line, channel, tuple(record))


def _nem12_rows(lines: Iterator[str], wanted: WantedRows) -> Iterator[WrittenRow]:
    """Records as they stand; a 200 record opens the channel of those that follow it."""
    channel: ChannelOfFile | None = None
    for number, line in enumerate(lines, start=1):
        fields = line.rstrip("\r\n").split(",", 5)
        if fields[0] == "200" and len(fields) > 4:
            channel = fields[1].strip(), fields[4].strip()
        elif fields[0] in ("100", "900"):
            channel = None
        if number in wanted.lines or channel in wanted.channels:
            yield WrittenRow(number, channel, (line.rstrip("\r\n"),))


def _readable(rows: Iterator[WrittenRow]) -> Iterator[WrittenRow]:
    """The rows up to the one that cannot be read."""
    try:
        yield from rows
    except (csv.Error, UnreadableFile):
        return
