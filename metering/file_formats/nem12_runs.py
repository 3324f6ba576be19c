"""Days of a NEM12 file into runs: many days converted at once, neighbours of one 200 record joined."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
from numpy.typing import NDArray

from metering.file_formats.nem12_deliveries import Deliveries
from metering.file_formats.nem12_records import Day
from metering.file_formats.number_texts import (
    TOO_LONG,
    TOO_LONG_CURE,
    NumberColumn,
    TooManyDigits,
    at_one_scale,
    is_number,
    read_numbers,
)
from metering.file_formats.parsed_readings import DuplicateReading, ParsedItem, ParsedRun, RowError
from metering.usage.reading_quality import ReadingQuality

# AEMO: all times are Eastern Standard Time, wherever the meter is and whatever the season.
MARKET_OFFSET = timedelta(hours=10)


def runs_of_days(days: Sequence[Day], deliveries: Deliveries) -> Iterator[ParsedItem]:
    """The days in their order; a day with a value that is no number is refused as a whole."""
    numbers = read_numbers([value for day in days for value in day.values])
    is_clean = not (numbers.bad.any() or numbers.empty.any())
    run = _Run(numbers)
    start = 0
    for day in days:
        span = slice(start, start + len(day.values))
        start = span.stop
        error = None if is_clean else _value_error(day, numbers, span)
        if error is not None:
            yield error
            continue
        again = deliveries.add(day)
        codes = _codes(day)
        if again is not None and again.counts is not None:
            codes = np.where(again.counts, _all_codes(day), np.uint8(ReadingQuality.MISSING))
        if codes is not None:
            missing = codes == ReadingQuality.MISSING
            numbers.integers[span][missing] = 0
            numbers.places[span][missing] = 0
        if not run.is_continued_by(day):
            yield from run.items()
            run = _Run(numbers)
        if again is None or again.counts is None or again.counts.any():
            run.add(day, span, codes)
        if again is not None:
            run.duplicates.append(
                DuplicateReading(
                    day.stream.nmi, day.stream.suffix, _start_of(day.ordinal), day.row, again.differs
                )
            )
    yield from run.items()


@dataclass(slots=True)
class _Run:
    """Neighbouring days of one 200 record, as a stretch of the number column."""

    numbers: NumberColumn
    days: list[Day] = field(default_factory=list)
    codes: list[NDArray[np.uint8] | None] = field(default_factory=list)
    duplicates: list[DuplicateReading] = field(default_factory=list)
    first: int = 0
    end: int = 0

    def is_continued_by(self, day: Day) -> bool:
        if not self.days:
            return not self.duplicates
        last = self.days[-1]
        return last.stream is day.stream and last.ordinal + 1 == day.ordinal

    def add(self, day: Day, span: slice, codes: NDArray[np.uint8] | None) -> None:
        if not self.days:
            self.first = span.start
        self.end = span.stop
        self.days.append(day)
        self.codes.append(codes)

    def items(self) -> Iterator[ParsedItem]:
        if self.days:
            yield self._parsed()
        yield from self.duplicates

    def _parsed(self) -> ParsedRun | RowError:
        first, stream = self.days[0], self.days[0].stream
        span = slice(self.first, self.end)
        try:
            quantities, decimals = at_one_scale(self.numbers.integers[span], self.numbers.places[span])
        except TooManyDigits as error:
            number, interval = divmod(error.index, stream.interval_count)
            day = self.days[number]
            message = f"the number is too large beside the decimals of others from row {first.row} on"
            codes, empty = self._qualities(), self.numbers.empty[span]
            readings = ~empty if codes is None else ~empty & (codes != ReadingQuality.MISSING)
            cure = "check the unit and the decimal point of these rows"
            return _error(day, interval, message, cure, int(np.count_nonzero(readings)))
        return ParsedRun(
            stream.nmi,
            stream.suffix,
            _start_of(first.ordinal),
            stream.interval_minutes,
            quantities,
            self._qualities(),
            stream.unit,
            decimals,
            first.row,
            stream.meter_serial,
        )

    def _qualities(self) -> NDArray[np.uint8] | None:
        if all(codes is None for codes in self.codes):
            return None
        return np.concatenate(
            [
                _all_codes(day) if codes is None else codes
                for day, codes in zip(self.days, self.codes, strict=True)
            ]
        )


def _codes(day: Day) -> NDArray[np.uint8] | None:
    """The day's qualities, None when all are ACTUAL."""
    return None if day.quality is ReadingQuality.ACTUAL else _all_codes(day)


def _all_codes(day: Day) -> NDArray[np.uint8]:
    if isinstance(day.quality, ReadingQuality):
        return np.full(len(day.values), day.quality, dtype=np.uint8)
    return day.quality


def _value_error(day: Day, numbers: NumberColumn, span: slice) -> RowError | None:
    """The first value that is no number; a missing one may be empty."""
    is_reading = _all_codes(day) != ReadingQuality.MISSING
    wanted = numbers.empty[span] & is_reading
    wrong = numbers.bad[span] | wanted
    if not wrong.any():
        return None
    interval = int(wrong.argmax())
    count = int(np.count_nonzero(is_reading & ~numbers.empty[span]))
    if numbers.bad[span][interval] and is_number(day.values[interval]):
        return _error(day, interval, TOO_LONG, TOO_LONG_CURE, count)
    message = "there is no value" if wanted[interval] else "the value is not a number"
    cure = "write a number such as 1.234, or give the interval quality N"
    return _error(day, interval, message, cure, count)


def _error(day: Day, interval: int, message: str, cure: str, reading_count: int) -> RowError:
    """What is wrong with an interval; `reading_count` readings are refused for it."""
    value = day.values[interval].strip()
    return RowError(day.row, f"IntervalValue{interval + 1}", value, message, cure, reading_count)


def _start_of(ordinal: int) -> datetime:
    return datetime.combine(date.fromordinal(ordinal), time(), tzinfo=UTC) - MARKET_OFFSET
