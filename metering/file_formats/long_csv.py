"""CSV with one row per reading: a header names the columns, a profile says what the file does not.

Rows may come in any order. Up to _ROWS_AT_ONCE rows are put in order together; of a reading that comes again
farther down than that only the time is known, so it is told as one that differs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePath

import numpy as np

from metering.file_formats.channel_steps import ChannelSteps
from metering.file_formats.csv_columns import read_columns
from metering.file_formats.long_csv_channels import ChannelName, ChannelReadings
from metering.file_formats.long_csv_header import Header, read_header
from metering.file_formats.long_csv_rows import RowReader
from metering.file_formats.parsed_readings import ParsedItem, RowError
from metering.file_formats.reading_table import ReadingTable
from metering.file_formats.time_texts import TimeTexts
from metering.file_formats.wall_clock import WallClock

DEFAULT_UNIT = "kWh"
DEFAULT_CHANNEL = "1"
_ROWS_AT_ONCE = 1 << 20
_PACKED_SUFFIXES = (".gz", ".zip")


@dataclass(frozen=True, slots=True)
class LongCsvProfile:
    """What a CSV does not say about itself; columns and headers of the file win where they do.

    `zone_name`: the IANA zone of times without an offset; None refuses them, since a guess would put usage
    into the wrong hours. `interval_ending`: times are the ends of intervals. `date_format`: in the terms of
    strptime; None is ISO 8601. `delimiter`: None is told from the header. `unit`: None is DEFAULT_UNIT.
    `service_point`: None is the file's name without its suffixes; `channel`: None is DEFAULT_CHANNEL.
    `step_minutes`: None is told from each channel's readings.
    """

    zone_name: str | None = None
    interval_ending: bool = False
    date_format: str | None = None
    delimiter: str | None = None
    decimal_comma: bool = False
    unit: str | None = None
    service_point: str | None = None
    channel: str | None = None
    step_minutes: int | None = None


def parse_long_csv(
    lines: Iterator[str], *, file_name: str, profile: LongCsvProfile, steps: ChannelSteps | None = None
) -> Iterator[ParsedItem]:
    """The readings of the lines, of which the first that holds something is the header, as runs per channel.

    `steps` are those of the channels that the file may be of.

    Raises UnreadableFile when the header cannot be understood, the quotes of a row never end, or a time has
    no offset and the profile names no zone; UnknownTimeZone for a zone that does not exist; and
    UnknownDateFormat.
    """
    header_row, header_line = next(
        ((row, line) for row, line in enumerate(lines, start=1) if line.strip()), (1, "")
    )
    header = read_header(header_line, header_row, profile.delimiter)
    reader = RowReader(
        header,
        fallback=fallback_channel(header, file_name, profile),
        times=TimeTexts(profile.date_format),
        has_zone=profile.zone_name is not None,
        has_decimal_comma=profile.decimal_comma,
    )
    sorter = _Sorter(reader, WallClock(profile.zone_name or "UTC"), profile.interval_ending, steps)
    for portion in read_columns(lines, header, header_row):
        table, errors = reader.read(portion)
        yield from errors
        yield from sorter.add(table)
    yield from sorter.finish()


def fallback_channel(header: Header, file_name: str, profile: LongCsvProfile) -> ChannelName:
    """What names a reading where no column does."""
    return ChannelName(
        profile.service_point or _stem(file_name),
        profile.channel or DEFAULT_CHANNEL,
        header.unit or profile.unit or DEFAULT_UNIT,
        "",
        profile.step_minutes,
    )


def _stem(file_name: str) -> str:
    path = PurePath(file_name)
    return (path.with_suffix("") if path.suffix.lower() in _PACKED_SUFFIXES else path).stem


class _Sorter:
    """Gathers readings until there are enough of them, and hands them on by channel and time."""

    def __init__(
        self, reader: RowReader, clock: WallClock, is_interval_ending: bool, steps: ChannelSteps | None
    ) -> None:
        self._steps = steps
        self._reader = reader
        self._clock = clock
        self._is_interval_ending = is_interval_ending
        self._channels: list[ChannelReadings] = []
        self._tables: list[ReadingTable] = []
        self._count = 0

    def add(self, table: ReadingTable) -> Iterator[ParsedItem]:
        """Take the table, and hand on what there is when it is enough."""
        self._tables.append(table)
        self._count += len(table)
        if self._count >= _ROWS_AT_ONCE:
            yield from self._hand_on(is_last=False)

    def finish(self) -> Iterator[ParsedItem]:
        """Hand on the rest."""
        yield from self._hand_on(is_last=True)
        for channel in self._channels:
            yield from map(self._as_written, channel.rest())

    def _as_written(self, item: ParsedItem) -> ParsedItem:
        """A problem with a time shows it as the file does."""
        if isinstance(item, RowError) and item.field == "start":
            return replace(item, value=self._reader.start_texts.of(item.row) or item.value)
        return item

    def _hand_on(self, *, is_last: bool) -> Iterator[ParsedItem]:
        if not self._tables:
            return
        table = ReadingTable.joined(self._tables)
        self._tables, self._count = [], 0
        for name in self._reader.names[len(self._channels) :]:
            self._channels.append(self._channel(name))
        order = np.argsort(table.channels, kind="stable")
        table = table.at(order)
        numbers, firsts = np.unique(table.channels, return_index=True)
        ends = [*firsts[1:].tolist(), len(table)][: len(numbers)]  # none when every row was refused
        parts = [
            (self._channels[number], table.at(slice(first, end)))
            for number, first, end in zip(numbers.tolist(), firsts.tolist(), ends, strict=True)
        ]
        for number, (channel, part) in zip(numbers.tolist(), parts, strict=True):
            channel.tell_step(part, self._reader.refused_labels.get(number, ()))
        if is_last:
            self._share_steps()
        for channel, part in parts:
            yield from map(self._as_written, channel.items(part, is_last=is_last))
        if not is_last:
            self._reader.start_texts.forget()

    def _channel(self, name: ChannelName) -> ChannelReadings:
        step_s = None if name.step_minutes is None else name.step_minutes * 60
        stored = None if self._steps is None else self._steps.step_s(name.service_point, name.channel)
        return ChannelReadings(name, self._clock, self._is_interval_ending, step_s, stored)

    def _share_steps(self) -> None:
        """Let a row whose unit is another than that of its neighbours be as long as they are."""
        steps = {channel.place: channel.step_s for channel in self._channels if channel.step_s is not None}
        for channel in self._channels:
            if channel.step_s is None:
                channel.step_s = steps.get(channel.place)
