"""Times as text into seconds, a column at a time: each distinct date and each distinct clock is read once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np
from numpy.typing import NDArray

_BAD = -(1 << 62)
_CACHED = 1 << 16
_YEARS = range(1900, 2200)
_EPOCH = date(1970, 1, 1).toordinal()
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_ISO_CLOCK = re.compile(
    r"(?:[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,]0{1,9})?)?(?:(Z)|([+-])([0-9]{2}):?([0-9]{2})?)?)?"
)
_DATE_CODES, _CLOCK_CODES = frozenset("YymdbBjaA"), frozenset("HIMSpzf")
_CODE = re.compile(r"%-?([A-Za-z%])")
_SAMPLE = datetime(2026, 1, 31, 23, 30, tzinfo=UTC)


class UnknownDateFormat(ValueError):
    """A date format that does not say day, month and year in the terms of strptime."""

    def __init__(self, date_format: str) -> None:
        super().__init__(
            f"{date_format!r} is not a date format; write one such as %d/%m/%Y %H:%M or %m/%d/%y %I:%M %p"
        )


@dataclass(frozen=True, slots=True)
class TimeColumn:
    """`seconds`: int64, shape (n,), since 1970 by UTC where `exact`, else by the local clock.

    `exact`: bool, shape (n,): the text has an offset. `bad`: bool, shape (n,): it is no time of the format.
    """

    seconds: NDArray[np.int64]
    exact: NDArray[np.bool_]
    bad: NDArray[np.bool_]


class TimeTexts:
    """Times of one format: ISO 8601, with or without offset, or an explicit one in the terms of strptime.

    `description` names the format to people. Raises UnknownDateFormat.
    """

    def __init__(self, date_format: str | None = None) -> None:
        if date_format is not None and not _names_dates(date_format):
            raise UnknownDateFormat(date_format)
        self._formats = None if date_format is None else _split_format(date_format)
        self.description = date_format or "2026-01-31T23:30 (ISO 8601), with or without an offset"
        self.is_iso = date_format is None
        self._dates: dict[str, int] = {}
        self._clocks: dict[str, tuple[int, bool]] = {}

    def read(self, texts: Sequence[str]) -> TimeColumn:
        """The times of the texts; blanks around them do not matter."""
        if len(self._dates) > _CACHED or len(self._clocks) > _CACHED:
            self._dates, self._clocks = {}, {}
        column = self._column(texts)
        if column.bad.any():
            column = self._column([text.strip() for text in texts])
        return column

    def _column(self, texts: Sequence[str]) -> TimeColumn:
        days, clocks = self._parts(texts)
        for day in set(days) - self._dates.keys():
            self._dates[day] = self._read_date(day)
        for clock in set(clocks) - self._clocks.keys():
            self._clocks[clock] = self._read_clock(clock)
        dates, pairs = self._dates, [self._clocks[clock] for clock in clocks]
        midnights = np.array([dates[day] for day in days], dtype=np.int64)
        seconds = np.array([pair[0] for pair in pairs], dtype=np.int64)
        exact = np.array([pair[1] for pair in pairs], dtype=np.bool_)
        bad = (midnights == _BAD) | (seconds == _BAD)
        return TimeColumn(np.where(bad, 0, midnights + seconds), exact, bad)

    def _parts(self, texts: Sequence[str]) -> tuple[list[str], list[str]]:
        """The texts as dates and clocks; what these must look like is checked once for each distinct one."""
        if self._formats is None:
            return [text[:10] for text in texts], [text[10:] for text in texts]
        if self._formats[1] is None:
            return list(texts), [""] * len(texts)
        pairs = [text.partition(" ") for text in texts]
        return [pair[0] for pair in pairs], [pair[2] for pair in pairs]

    def _read_date(self, text: str) -> int:
        """Seconds of the date's midnight, or of the whole time where a format cannot be cut in two."""
        try:
            if self._formats is not None:
                moment = datetime.strptime(text, self._formats[0])  # noqa: DTZ007 - a clock without a zone
                if moment.year not in _YEARS:
                    return _BAD
                return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
            match = _ISO_DATE.fullmatch(text)
            day = date(*map(int, match.groups())) if match else None
        except (ValueError, re.error):
            return _BAD
        return _BAD if day is None or day.year not in _YEARS else (day.toordinal() - _EPOCH) * 86400

    def _read_clock(self, text: str) -> tuple[int, bool]:
        """Seconds since midnight, less the offset where there is one, and whether there is."""
        if self._formats is None:
            return _iso_clock(text)
        if self._formats[1] is None:
            return 0, "%z" in self._formats[0]
        try:
            moment = datetime.strptime(text, self._formats[1])  # noqa: DTZ007 - a clock without a zone
        except (ValueError, re.error):
            return _BAD, False
        offset = moment.utcoffset()
        seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
        return seconds - (int(offset.total_seconds()) if offset else 0), offset is not None


def _iso_clock(text: str) -> tuple[int, bool]:
    match = _ISO_CLOCK.fullmatch(text)
    if match is None:
        return _BAD, False
    hours, minutes, seconds = (int(part or 0) for part in match.groups()[:3])
    # ISO 8601 lets a day end at 24:00.
    if minutes > 59 or seconds > 59 or hours > 24 or (hours == 24 and minutes + seconds > 0):
        return _BAD, False
    utc, sign, offset_hours, offset_minutes = match.groups()[3:]
    offset = int(offset_hours or 0) * 3600 + int(offset_minutes or 0) * 60
    if offset > 15 * 3600:
        return _BAD, False
    clock = hours * 3600 + minutes * 60 + seconds
    return clock + (offset if sign == "-" else -offset), bool(utc or sign)


def _names_dates(date_format: str) -> bool:
    """Whether a date that is written in the format can be read again."""
    try:
        return datetime.strptime(_SAMPLE.strftime(date_format), date_format).date() == _SAMPLE.date()  # noqa: DTZ007
    except (ValueError, re.error):
        return False


def _split_format(date_format: str) -> tuple[str, str | None]:
    """A format of date, blank and clock as two; any other is left whole."""
    day, blank, clock = date_format.partition(" ")
    is_split = (
        bool(blank)
        and " " not in clock.replace(" %p", "").replace(" %z", "")
        and _codes(day) <= _DATE_CODES
        and _codes(clock) <= _CLOCK_CODES
    )
    return (day, clock) if is_split else (date_format, None)


def _codes(date_format: str) -> set[str]:
    return set(_CODE.findall(date_format))
