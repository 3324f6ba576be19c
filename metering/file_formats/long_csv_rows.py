"""Columns of a CSV into a table of readings: each distinct text is understood once."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from metering.file_formats.csv_columns import ColumnPortion
from metering.file_formats.kept_texts import KeptTexts
from metering.file_formats.long_csv_channels import ChannelName
from metering.file_formats.long_csv_header import Header
from metering.file_formats.number_texts import TOO_LONG, TOO_LONG_CURE, is_number, read_numbers
from metering.file_formats.parsed_readings import RowError, UnreadableFile
from metering.file_formats.reading_table import ReadingTable
from metering.file_formats.time_texts import TimeTexts
from metering.usage.reading_quality import ReadingQuality

_NAMING = ("service_point", "channel", "unit", "meter_serial", "step_minutes")
_CODES = ("service_point", "channel")
_NOBODY = -1
_UNKNOWN = 255
_QUALITY_WORDS = {
    **dict.fromkeys(("", "a", "actual"), ReadingQuality.ACTUAL),
    **dict.fromkeys(("c", "customer"), ReadingQuality.CUSTOMER),
    **dict.fromkeys(("f", "final substituted", "final_substituted"), ReadingQuality.FINAL_SUBSTITUTED),
    **dict.fromkeys(("s", "substituted", "substitute"), ReadingQuality.SUBSTITUTED),
    **dict.fromkeys(("e", "estimated", "estimate"), ReadingQuality.ESTIMATED),
    **dict.fromkeys(("n", "missing", "null"), ReadingQuality.MISSING),
}
# 4103520000 as a spreadsheet shows it; the other digits are lost.
_SPREADSHEET_NUMBER = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+[0-9]{2}")
_STEP = re.compile(r"[0-9]{1,4}")
_ISO_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}\b.*)?")


def _is_changed(code: str) -> bool:
    return _SPREADSHEET_NUMBER.fullmatch(code) is not None


class _Meanings(dict[Any, int]):
    """Texts and what they mean; a new one is understood when it is first looked up."""

    def __init__(self, understand: Callable[[Any], int]) -> None:
        super().__init__()
        self._understand = understand

    def __missing__(self, text: Any) -> int:
        self[text] = meaning = self._understand(text)
        return meaning


class RowReader:
    """Reads the rows below one header. `names`: the channels met so far, by their numbers. `start_texts`: how the
    times of the rows are written. `refused_labels`: times as in ReadingTable, of readings that were refused for
    another reason, by channel; they still tell how far apart the channel's readings are.

    `fallback` names what no column names. `has_zone` tells whether it is known by which clock times without an
    offset go.
    """

    def __init__(
        self,
        header: Header,
        *,
        fallback: ChannelName,
        times: TimeTexts,
        has_zone: bool,
        has_decimal_comma: bool,
    ) -> None:
        self.names: list[ChannelName] = []
        self.start_texts = KeptTexts()
        self.refused_labels: dict[int, list[int]] = {}
        self._header = header
        self._fallback = fallback
        self._times = times
        self._has_zone = has_zone
        self._has_decimal_comma = has_decimal_comma
        self._naming = [role for role in _NAMING if role in header.columns]
        self._by_name: dict[ChannelName, int] = {}
        self._numbers = _Meanings(self._number_of)
        self._qualities = _Meanings(lambda word: _QUALITY_WORDS.get(word.strip().lower(), _UNKNOWN))

    def read(self, portion: ColumnPortion) -> tuple[ReadingTable, list[RowError]]:
        """The readings of the rows, and those that cannot be taken, in order of rows.

        Raises UnreadableFile for a time without an offset when nobody has said by which clock it goes.
        """
        times = self._times.read(self._column(portion, "start"))
        self.start_texts.keep(portion.rows, self._column(portion, "start"))
        if not self._has_zone:
            self._refuse_local(portion, np.flatnonzero(~times.exact & ~times.bad))
        values = self._column(portion, "value")
        if self._has_decimal_comma:
            values = [value.replace(".", "?").replace(",", ".") for value in values]
        numbers = read_numbers(values)
        qualities = self._read_qualities(portion)
        channels = self._read_channels(portion)
        missing = qualities == ReadingQuality.MISSING
        checks = (
            (channels == _NOBODY, self._naming_error),
            (times.bad, self._time_error),
            (qualities == _UNKNOWN, self._quality_error),
            (numbers.empty & ~missing, self._empty_error),
            (numbers.bad, self._value_error),
        )
        errors = list(portion.errors)
        refused = np.zeros(len(portion.rows), dtype=np.bool_)
        for mask, describe in checks:
            for index in np.flatnonzero(mask & ~refused).tolist():
                errors.append(describe(portion, index))
            refused |= mask
        for index in np.flatnonzero(refused & (channels != _NOBODY) & ~times.bad).tolist():
            self.refused_labels.setdefault(int(channels[index]), []).append(int(times.seconds[index]))
        table = ReadingTable(
            channels,
            times.seconds,
            times.exact,
            np.where(missing, 0, numbers.integers),
            np.where(missing, 0, numbers.places),
            qualities,
            portion.rows,
        )
        errors.sort(key=lambda error: error.row)
        return (table.at(~refused) if refused.any() else table), errors

    def _column(self, portion: ColumnPortion, role: str) -> Sequence[str]:
        return portion.columns[self._header.columns[role]]

    def _read_channels(self, portion: ColumnPortion) -> NDArray[np.int64]:
        if not self._naming:
            return np.full(len(portion.rows), self._numbers[()], dtype=np.int64)
        keys = zip(*(self._column(portion, role) for role in self._naming), strict=True)
        numbers = self._numbers
        return np.array([numbers[key] for key in keys], dtype=np.int64)

    def _number_of(self, key: tuple[str, ...]) -> int:
        """The number of the channel with these texts in the naming columns; _NOBODY when they name none."""
        name = self._name({role: text.strip() for role, text in zip(self._naming, key, strict=True)})
        if name is None:
            return _NOBODY
        number = self._by_name.setdefault(name, len(self.names))
        if number == len(self.names):
            self.names.append(name)
        return number

    def _name(self, texts: dict[str, str]) -> ChannelName | None:
        """The channel of these texts, each of which may leave something to the fallback but the first two."""
        fallback = self._fallback
        service_point = texts.get("service_point", fallback.service_point)
        channel = texts.get("channel", fallback.channel)
        steps = texts.get("step_minutes", "")
        if not (service_point and channel) or any(_is_changed(texts.get(role, "")) for role in _CODES):
            return None
        if steps and not (_STEP.fullmatch(steps) and int(steps)):
            return None
        return ChannelName(
            service_point,
            channel,
            texts.get("unit") or fallback.unit,
            texts.get("meter_serial", fallback.meter_serial),
            int(steps) if steps else fallback.step_minutes,
        )

    def _read_qualities(self, portion: ColumnPortion) -> NDArray[np.uint8]:
        if "quality" not in self._header.columns:
            return np.full(len(portion.rows), ReadingQuality.ACTUAL, dtype=np.uint8)
        known = self._qualities
        return np.array([known[word] for word in self._column(portion, "quality")], dtype=np.uint8)

    def _naming_error(self, portion: ColumnPortion, index: int) -> RowError:
        for role in _CODES:
            if role not in self._naming:
                continue
            text = self._column(portion, role)[index].strip()
            if not text:
                cure = "name the place and its channel in every row"
                return self._error(portion, index, role, "the field is empty", cure)
            if _is_changed(text):
                message = f"a spreadsheet has changed this code: {text}"
                cure = "format the column as text before the codes are put in, and send the file again"
                return self._error(portion, index, role, message, cure)
        cure = "write one such as 30"
        return self._error(portion, index, "step_minutes", "this is no number of minutes", cure)

    def _refuse_local(self, portion: ColumnPortion, local: NDArray[np.intp]) -> None:
        if local.size:
            message = "the time has no offset from UTC, and no zone is named by whose clock it goes"
            cure = "name the time zone of the file, or write times such as 2026-01-31T23:30+01:00"
            raise UnreadableFile([self._error(portion, int(local[0]), "start", message, cure)])

    def _time_error(self, portion: ColumnPortion, index: int) -> RowError:
        message = f"this is no time of the format {self._times.description}"
        cure = "write it so, or name the date format of the file"
        if self._times.is_iso and _ISO_TIME.fullmatch(self._column(portion, "start")[index].strip()):
            message, cure = "there is no such date or time", "correct it at its source"
        return self._error(portion, index, "start", message, cure)

    def _quality_error(self, portion: ColumnPortion, index: int) -> RowError:
        cure = "write A, C, F, S, E or N, or leave it empty for an actual reading"
        return self._error(portion, index, "quality", "no such quality is known", cure)

    def _empty_error(self, portion: ColumnPortion, index: int) -> RowError:
        message = "there is no value, and the quality does not say that it is missing"
        return self._error(portion, index, "value", message, "write the value, or give the row the quality N")

    def _value_error(self, portion: ColumnPortion, index: int) -> RowError:
        text = self._column(portion, "value")[index]
        if is_number(text.replace(",", ".") if self._has_decimal_comma else text):
            return self._error(portion, index, "value", TOO_LONG, TOO_LONG_CURE)
        mark = "comma" if self._has_decimal_comma else "point"
        other = "point" if self._has_decimal_comma else "comma"
        cure = f"write a number with a decimal {mark} and no other marks, or say that the file has a decimal {other}"
        return self._error(portion, index, "value", "this is not a number", cure)

    def _error(self, portion: ColumnPortion, index: int, role: str, message: str, cure: str) -> RowError:
        value = self._column(portion, role)[index].strip()
        return RowError(int(portion.rows[index]), role, value, message, cure)
