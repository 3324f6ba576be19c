"""Single readings that a program sends, in any order, as runs per channel."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

import numpy as np
from msgspec import UNSET
from numpy.typing import NDArray

from metering.file_formats.api_json_series import START_CURE, VALUE_CURE
from metering.file_formats.api_json_shapes import SentReading
from metering.file_formats.json_numbers import read_number_arrays
from metering.file_formats.long_csv_channels import ChannelName, ChannelReadings
from metering.file_formats.number_texts import NumberColumn
from metering.file_formats.parsed_readings import ParsedItem, RowError
from metering.file_formats.reading_table import ReadingTable
from metering.file_formats.sent_qualities import QUALITY_CURE, read_quality_words
from metering.file_formats.strict_instants import read_instants
from metering.file_formats.wall_clock import WallClock

# Of a channel that is not known every reading is refused, whatever its length.
_STEP_OF_UNKNOWN: Final = 1
_UNKNOWN_QUALITY: Final = 255


def reading_items(
    readings: Sequence[SentReading], rows: Sequence[int], steps: Mapping[tuple[str, str], int]
) -> Iterator[ParsedItem]:
    """An error for each reading that cannot be taken, and the others as runs.

    A reading that does not say how long it is has the step, in minutes, of its channel in `steps`.
    """
    if not readings:
        return
    numbers = _numbers(readings)
    seconds, bad_starts = read_instants([one.start for one in readings])
    qualities, _ = read_quality_words(["actual" if one.quality is UNSET else one.quality for one in readings])
    refused = np.zeros(len(readings), dtype=np.bool_)
    checks: tuple[tuple[NDArray[np.bool_], Callable[[SentReading, int], RowError]], ...] = (
        (bad_starts, _start_error),
        (numbers.empty | numbers.bad, _value_error),
        (qualities == _UNKNOWN_QUALITY, _quality_error),
    )
    for mask, describe in checks:
        for index in np.flatnonzero(mask & ~refused).tolist():
            yield describe(readings[index], rows[index])
        refused |= mask
    names, channels = _channels(readings, steps)
    table = ReadingTable(
        channels,
        seconds,
        np.ones(len(readings), dtype=np.bool_),
        numbers.integers,
        numbers.places,
        qualities,
        np.asarray(rows, dtype=np.int64),
    ).at(~refused)
    yield from _by_channel(names, table)


def _numbers(readings: Sequence[SentReading]) -> NumberColumn:
    array = b"[" + b",".join([bytes(one.value) for one in readings]) + b"]"
    return next(read_number_arrays([array]))


def _channels(
    readings: Sequence[SentReading], steps: Mapping[tuple[str, str], int]
) -> tuple[list[ChannelName], NDArray[np.int64]]:
    """The channels met, and the number of each reading's among them."""
    numbers: dict[ChannelName, int] = {}
    found = []
    for one in readings:
        step = one.step_minutes
        if step is UNSET:
            step = steps.get((one.service_point, one.channel), _STEP_OF_UNKNOWN)
        name = ChannelName(one.service_point, one.channel, one.unit, "", step)
        found.append(numbers.setdefault(name, len(numbers)))
    return list(numbers), np.array(found, dtype=np.int64)


def _by_channel(names: Sequence[ChannelName], table: ReadingTable) -> Iterator[ParsedItem]:
    clock = WallClock("UTC")
    table = table.at(np.argsort(table.channels, kind="stable"))
    numbers, firsts = np.unique(table.channels, return_index=True)
    ends = [*firsts[1:].tolist(), len(table)][: len(numbers)]
    for number, first, end in zip(numbers.tolist(), firsts.tolist(), ends, strict=True):
        name = names[number]
        channel = ChannelReadings(name, clock, False, (name.step_minutes or _STEP_OF_UNKNOWN) * 60)
        yield from channel.items(table.at(slice(first, end)), is_last=True)


def _start_error(one: SentReading, row: int) -> RowError:
    return RowError(row, "start", one.start, "this is no instant with an offset", START_CURE)


def _value_error(one: SentReading, row: int) -> RowError:
    written = bytes(one.value)[:80].decode("utf-8", "replace")
    return RowError(row, "value", written, "the value is not a plain number", VALUE_CURE)


def _quality_error(one: SentReading, row: int) -> RowError:
    return RowError(row, "quality", str(one.quality), "there is no such quality", QUALITY_CURE)
