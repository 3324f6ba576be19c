"""The records of an AEMO meter data file (MDFF, NEM12), each checked by itself."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from metering.file_formats.parsed_readings import RowError
from metering.usage.reading_quality import ReadingQuality

# AEMO allows 5, 15 and 30; loggers that write the layout for other meters use the rest.
INTERVAL_LENGTHS = (1, 5, 10, 15, 30, 60)
VARIABLE = "V"
QUALITIES = {
    "A": ReadingQuality.ACTUAL,
    "E": ReadingQuality.ESTIMATED,
    "F": ReadingQuality.FINAL_SUBSTITUTED,
    "S": ReadingQuality.SUBSTITUTED,
    "N": ReadingQuality.MISSING,
}
_METHOD = re.compile(r"([AEFSNV])(?:[0-9]{2})?")
_STAMP = re.compile(r"(?:[0-9]{12}|[0-9]{14})?")
_FIRST_VALUE = 2
_MOST_VALUES = 1440  # one a minute


class InvalidRecord(Exception):
    """The record cannot be taken; `error` says why."""

    def __init__(self, row: int, field: str, value: str, message: str, cure: str) -> None:
        self.error = RowError(row, field, value, message, cure)
        super().__init__(str(self.error))

    def error_of(self, reading_count: int) -> RowError:
        """The error, when that many readings are refused with the record."""
        return replace(self.error, reading_count=reading_count)


@dataclass(frozen=True, slots=True)
class Stream:
    """What a 200 record opens: a channel, until the next one."""

    nmi: str
    suffix: str
    meter_serial: str
    unit: str
    interval_minutes: int

    @property
    def interval_count(self) -> int:
        """How many intervals each day has: market time knows no clock change."""
        return 1440 // self.interval_minutes


@dataclass(slots=True, eq=False)
class Day:
    """A 300 record. `values`: as written. `quality`: one code, or uint8 codes per interval of a V day.

    `updated`: the UpdateDateTime as a number yyyymmddHHMMSS, 0 when there is none.
    """

    row: int
    stream: Stream
    ordinal: int
    values: list[str]
    quality: ReadingQuality | NDArray[np.uint8]
    updated: int

    @property
    def is_variable(self) -> bool:
        """Whether 400 records say the quality of each interval."""
        return not isinstance(self.quality, ReadingQuality)

    @property
    def written_count(self) -> int:
        """How many of its values hold something."""
        return sum(1 for value in self.values if value.strip())


def record_fields(line: str) -> list[str]:
    """The fields of a record, none of a line without any.

    Spreadsheets pad every row with commas; what is missing at the end is empty.
    """
    text = line.rstrip(", \t\r\n")
    if not text:
        return []
    return text.split(",") if '"' not in text else next(csv.reader([text]))


def written_count(fields: Sequence[str], interval_count: int = _MOST_VALUES) -> int:
    """How many readings a 300 record holds, however wrong it is: the values before its quality flag.

    A day of quality N has none. Without a flag the values are those of a day of `interval_count` intervals.
    """
    texts = [text.strip() for text in fields[_FIRST_VALUE : _FIRST_VALUE + _MOST_VALUES + 1]]
    flags = ((place, match) for place, text in enumerate(texts) if (match := _METHOD.fullmatch(text)))
    place, match = next(flags, (interval_count, None))
    return 0 if match is not None and match[1] == "N" else sum(map(bool, texts[:place]))


def read_stream(row: int, fields: Sequence[str]) -> Stream:
    """A 200 record. Raises InvalidRecord."""
    texts = [field.strip() for field in fields] + [""] * 9
    nmi, suffix, serial, unit, length = texts[1], texts[4], texts[6], texts[7], texts[8]
    if not nmi:
        raise InvalidRecord(row, "NMI", nmi, "the record names no NMI", "add it as the second field")
    if not suffix:
        raise InvalidRecord(row, "NMISuffix", suffix, "the record names no channel", "add one such as E1")
    if not (length.isascii() and length.isdigit() and int(length[:4]) in INTERVAL_LENGTHS):
        lengths = ", ".join(map(str, INTERVAL_LENGTHS))
        raise InvalidRecord(
            row,
            "IntervalLength",
            length,
            "the interval length is none of the standard's",
            f"write one of {lengths}",
        )
    return Stream(nmi, suffix, serial, unit, int(length))


def read_day(row: int, fields: Sequence[str], stream: Stream) -> Day:
    """A 300 record; a V day has quality MISSING throughout until its 400 records. Raises InvalidRecord."""
    count = stream.interval_count
    end = _FIRST_VALUE + count
    flag = fields[end].strip() if len(fields) > end else None
    match = _METHOD.fullmatch(flag or "")
    if match is None:
        raise _wrong_length_or_flag(row, fields, stream, flag)
    updated = fields[end + 3].strip() if len(fields) > end + 3 else ""
    if not _STAMP.fullmatch(updated):
        raise InvalidRecord(
            row, "UpdateDateTime", updated, "this is no date and time", "write it as yyyymmddHHMMSS"
        )
    letter = match[1]
    return Day(
        row,
        stream,
        _ordinal(row, fields[1].strip()),
        list(fields[_FIRST_VALUE:end]),
        np.zeros(count, dtype=np.uint8) if letter == VARIABLE else QUALITIES[letter],
        int(updated.ljust(14, "0")),
    )


def _wrong_length_or_flag(row: int, fields: Sequence[str], stream: Stream, flag: str | None) -> InvalidRecord:
    count = stream.interval_count
    flags = (n for n, text in enumerate(fields) if n >= _FIRST_VALUE and _METHOD.fullmatch(text.strip()))
    found = next(flags, None)
    if found is None and len(fields) >= _FIRST_VALUE + count:
        return InvalidRecord(
            row,
            "QualityMethod",
            flag or "",
            f"no quality flag follows the {count} values",
            "write A, E, F, S, N or V there, with its method such as S14",
        )
    number = (found or len(fields)) - _FIRST_VALUE
    return InvalidRecord(
        row,
        "IntervalValue",
        f"{number} values",
        f"a day of {stream.interval_minutes}-minute intervals has {count} values",
        "send a value for each interval, or correct the IntervalLength of the 200 record above",
    )


def _ordinal(row: int, text: str) -> int:
    ordinal = _ordinal_of(text)
    if ordinal is None:
        raise InvalidRecord(row, "IntervalDate", text, "there is no such date", "write it as yyyymmdd")
    return ordinal


@lru_cache(maxsize=4096)
def _ordinal_of(text: str) -> int | None:
    if len(text) != 8 or not (text.isascii() and text.isdigit()):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:])).toordinal()
    except ValueError:
        return None


class QualityCoverage:
    """The 400 records that follow a V day: each interval must get its quality exactly once."""

    def __init__(self, day: Day) -> None:
        self._day = day
        self._codes: NDArray[np.uint8] = np.zeros(day.stream.interval_count, dtype=np.uint8)
        self._covered = np.zeros(day.stream.interval_count, dtype=np.bool_)

    def add(self, row: int, fields: Sequence[str]) -> None:
        """A 400 record. Raises InvalidRecord."""
        first, last, flag = [field.strip() for field in [*fields, "", "", ""][1:4]]
        count = len(self._codes)
        numbers = [int(text) if text.isascii() and text.isdigit() else 0 for text in (first[:5], last[:5])]
        if not 1 <= numbers[0] <= numbers[1] <= count:
            raise InvalidRecord(
                row,
                "StartInterval, EndInterval",
                f"{first},{last}",
                f"these are not intervals of the day in row {self._day.row}",
                f"number its intervals from 1 to {count}",
            )
        match = _METHOD.fullmatch(flag)
        if match is None or match[1] == VARIABLE:
            raise InvalidRecord(
                row, "QualityMethod", flag, "this is no quality of an interval", "write A, E, F, S or N"
            )
        span = slice(numbers[0] - 1, numbers[1])
        if self._covered[span].any():
            raise InvalidRecord(
                row,
                "StartInterval, EndInterval",
                f"{first},{last}",
                "another 400 record of the day has some of these intervals",
                "give each interval one quality",
            )
        self._covered[span] = True
        self._codes[span] = QUALITIES[match[1]]

    def finish(self) -> None:
        """Give the day its qualities. Raises InvalidRecord when an interval has none."""
        if not self._covered.all():
            raise InvalidRecord(
                self._day.row,
                "QualityMethod",
                VARIABLE,
                f"no 400 record below says the quality of interval {int(self._covered.argmin()) + 1}",
                f"let the 400 records cover intervals 1 to {len(self._codes)}",
            )
        self._day.quality = self._codes
