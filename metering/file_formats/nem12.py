"""NEM12, the interval meter data file of Australia (AEMO MDFF): 100, 200, 300, 400, 500 and 900 records.

Times are market time, UTC+10 throughout the year and the country; value k of a day covers the k-th interval
from midnight. A day counts as delivered once: a redelivery is told by its first interval.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from metering.file_formats.nem12_deliveries import Deliveries
from metering.file_formats.nem12_records import (
    Day,
    InvalidRecord,
    QualityCoverage,
    Stream,
    read_day,
    read_stream,
    record_fields,
    written_count,
)
from metering.file_formats.nem12_runs import runs_of_days
from metering.file_formats.parsed_readings import ParsedItem, RowError, UnreadableFile

# Values are converted together, a year of five-minute days of one channel or a day of many channels alike.
_VALUES_AT_ONCE = 1 << 17
_ERRORS_AT_ONCE = 100
_OF_THE_DAY = ("400", "500")
_OPENING = ("200", "900")
_WHOLE_FILE = "ask for the whole file: its end is missing"


def parse_nem12(lines: Iterable[str]) -> Iterator[ParsedItem]:
    """The days of the file as runs: neighbouring days of one 200 record are one run.

    Rows that cannot be taken are yielded as RowError, a day with one bad value as a whole. Files that were
    joined end to end are taken.

    Raises UnreadableFile when the file does not begin with a 100 record or does not end with a 900 record.
    """
    return parse_numbered_records(enumerate(lines, start=1))


def parse_numbered_records(lines: Iterable[tuple[int, str]]) -> Iterator[ParsedItem]:
    """As `parse_nem12`, of lines that come with the rows they stand in."""
    return _Reader().items(lines)


class _Reader:
    """One pass over a file: days wait until there are enough of them to convert at once."""

    def __init__(self) -> None:
        self._deliveries = Deliveries()
        self._waiting: list[Day] = []
        self._waiting_values = 0
        self._errors: list[RowError] = []
        self._inside = False  # between a 100 and its 900 record
        self._began = False
        self._is_lost = False  # what follows belongs to a record that could not be taken
        # The problem of such a record, until all that is lost with it has been counted.
        self._loss: RowError | None = None
        self._stream: Stream | None = None
        self._open_day: Day | None = None
        self._coverage: QualityCoverage | None = None

    def items(self, lines: Iterable[tuple[int, str]]) -> Iterator[ParsedItem]:
        row = 0
        for row, line in lines:
            fields = record_fields(line)
            if not fields:
                continue
            try:
                self._take(row, fields)
            except InvalidRecord as invalid:
                self._errors.append(invalid.error)
            if self._waiting_values >= _VALUES_AT_ONCE or len(self._errors) >= _ERRORS_AT_ONCE:
                yield from self._flush()
        if not self._began:
            raise _not_begun(max(row, 1), "")
        if self._inside:
            error = RowError(row, "RecordIndicator", "", "the file ends without a 900 record", _WHOLE_FILE)
            raise UnreadableFile([error])
        self._tell_loss()
        yield from self._flush()

    def _take(self, row: int, fields: list[str]) -> None:
        kind = fields[0].strip()
        if kind not in _OF_THE_DAY:
            self._close_day()
        if kind == "100" or (self._inside and kind in _OPENING):
            self._tell_loss()
        if kind == "100":
            self._begin(row, fields)
        elif not self._began:
            raise _not_begun(row, kind)
        elif not self._inside:
            self._after_the_end(row, kind, fields)
        elif kind == "300":
            self._take_day(row, fields)
        elif kind == "400":
            self._take_quality(row, fields)
        elif kind == "200":
            self._take_stream(row, fields)
        elif kind == "900":
            self._inside, self._is_lost = False, False
        elif kind != "500":  # an index of the dial, which no interval needs
            cure = "NEM12 has 100, 200, 300, 400, 500 and 900"
            raise InvalidRecord(row, "RecordIndicator", kind, "there is no such record in NEM12", cure)

    def _begin(self, row: int, fields: list[str]) -> None:
        version = fields[1].strip().upper() if len(fields) > 1 else ""
        if version != "NEM12":
            cure = "send interval data as NEM12"
            error = RowError(row, "VersionHeader", version, "the file is not of version NEM12", cure)
            raise UnreadableFile([error])
        if self._inside:
            message = "no 900 record ends the file before"
            error = RowError(row, "RecordIndicator", "100", message, _WHOLE_FILE)
            raise UnreadableFile([error])
        self._began = self._inside = True
        self._stream, self._is_lost = None, False

    def _after_the_end(self, row: int, kind: str, fields: list[str]) -> None:
        if self._loss is None:
            cure = "begin another file with a 100 record, or remove what follows"
            self._lose(RowError(row, "RecordIndicator", kind, "data follow the 900 record", cure, 0))
        self._lose_day(kind, fields)

    def _take_stream(self, row: int, fields: list[str]) -> None:
        self._stream = None
        try:
            self._stream, self._is_lost = read_stream(row, fields), False
        except InvalidRecord as invalid:
            self._lose(invalid.error_of(0))

    def _take_day(self, row: int, fields: list[str]) -> None:
        if self._stream is None:
            if self._loss is None:
                cure = "put the 200 record of its channel above it"
                self._lose(RowError(row, "RecordIndicator", "300", "no 200 record comes before", cure, 0))
            self._lose_day("300", fields)
            return
        self._is_lost = True
        try:
            day = self._open_day = read_day(row, fields, self._stream)
        except InvalidRecord as invalid:
            self._errors.append(invalid.error_of(written_count(fields, self._stream.interval_count)))
            return
        self._is_lost = False
        self._coverage = QualityCoverage(day) if day.is_variable else None

    def _lose(self, error: RowError) -> None:
        """Have an error told once the days that go with it are counted."""
        self._loss, self._is_lost = error, True

    def _lose_day(self, kind: str, fields: list[str]) -> None:
        if kind == "300" and self._loss is not None:
            count = self._loss.reading_count + written_count(fields)
            self._loss = replace(self._loss, reading_count=count)

    def _tell_loss(self) -> None:
        if self._loss is not None:
            self._errors.append(self._loss)
            self._loss = None

    def _take_quality(self, row: int, fields: list[str]) -> None:
        if self._open_day is None:
            if self._is_lost:
                return  # its day, or its channel, has been refused
            cure = "put the 300 record of its day above it"
            raise InvalidRecord(row, "RecordIndicator", "400", "no 300 record comes before", cure)
        try:
            if self._coverage is None:
                cure = "give the 300 record the quality V, or remove the 400 records"
                message = "the day above is not of variable quality"
                raise InvalidRecord(row, "RecordIndicator", "400", message, cure)
            self._coverage.add(row, fields)
        except InvalidRecord as invalid:
            self._errors.append(invalid.error_of(self._open_day.written_count))
            self._open_day, self._is_lost = None, True

    def _close_day(self) -> None:
        day, coverage = self._open_day, self._coverage
        self._open_day = self._coverage = None
        if day is None:
            return
        try:
            if coverage is not None:
                coverage.finish()
        except InvalidRecord as invalid:
            self._errors.append(invalid.error_of(day.written_count))
        else:
            self._waiting.append(day)
            self._waiting_values += len(day.values)

    def _flush(self) -> Iterator[ParsedItem]:
        """The waiting days and errors."""
        waiting, errors = self._waiting, self._errors
        self._waiting, self._errors, self._waiting_values = [], [], 0
        yield from errors
        if waiting:
            yield from runs_of_days(waiting, self._deliveries)


def _not_begun(row: int, kind: str) -> UnreadableFile:
    message = "the file does not begin with a 100 record" if kind else "the file holds no record"
    cure = "send the file as it came from the meter data provider, from its 100 record on"
    return UnreadableFile([RowError(row, "RecordIndicator", kind, message, cure)])
