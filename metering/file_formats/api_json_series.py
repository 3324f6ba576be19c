"""Series that a program sends, as runs of readings: a value that is none leaves a gap, and is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

import numpy as np
from msgspec import UNSET
from numpy.typing import NDArray

from metering.file_formats.api_json_shapes import MOST_VALUES, SentSeries
from metering.file_formats.json_numbers import MOST_EXACT_DIGITS, elements_of, read_number_arrays
from metering.file_formats.number_texts import NumberColumn, TooManyDigits, at_one_scale
from metering.file_formats.parsed_readings import ParsedItem, ParsedRun, RowError
from metering.file_formats.sent_qualities import QUALITY_CURE, read_quality_words
from metering.file_formats.strict_instants import read_instants
from metering.usage.reading_quality import ReadingQuality

VALUE_CURE: Final = (
    f'write a decimal such as "0.42", of at most {MOST_EXACT_DIGITS} digits, without exponent or blanks'
)
START_CURE: Final = "write it as 2026-01-31T23:30:00+01:00, or with Z for UTC, in whole seconds"
_MISSING: Final = ReadingQuality.MISSING
_Spans = dict[tuple[str, str], list[tuple[int, int]]]


class _Unfit(Exception):
    """A series that cannot be taken at all."""

    def __init__(self, field: str, value: str, message: str, cure: str) -> None:
        self.field, self.value, self.message, self.cure = field, value, message, cure
        super().__init__(message)


def series_items(series: Sequence[SentSeries], rows: Sequence[int]) -> Iterator[ParsedItem]:
    """A run for each series, in their order, and an error for each value that is none.

    A series is refused as a whole when its start, its quality or its values as such are wrong, or when it
    overlaps an earlier one of its channel.
    """
    columns = read_number_arrays(map(_array, series))
    seconds, bad = read_instants([one.start for one in series])
    spans: _Spans = {}
    for number, (one, column) in enumerate(zip(series, columns, strict=True)):
        row = rows[number]
        try:
            _refuse_unfit(one, column, bool(bad[number]))
            _refuse_overlap(one, int(seconds[number]), len(column.bad), spans)
            column, errors = _at_one_scale(one, column, row)
            run = _run(one, column, int(seconds[number]), _qualities(one, column), row)
        except _Unfit as unfit:
            refused = max(len(column.empty) - int(column.empty.sum()), 1)
            yield RowError(row, unfit.field, unfit.value, unfit.message, unfit.cure, refused)
            continue
        yield from errors
        yield run


def _array(one: SentSeries) -> bytes:
    """The values as they were written; what is no list has none."""
    raw = bytes(one.values)
    return raw if raw[:1] == b"[" else b"[]"


def _refuse_unfit(one: SentSeries, column: NumberColumn, has_bad_start: bool) -> None:
    if has_bad_start:
        raise _Unfit("start", one.start, "this is no instant with an offset", START_CURE)
    if not len(column.bad):
        raise _Unfit("values", "", "the series has no values", "send a list of at least one value")
    if len(column.bad) > MOST_VALUES:
        message = f"the series has {len(column.bad):,} values"
        raise _Unfit("values", "", message, f"send at most {MOST_VALUES:,} at once")


def _refuse_overlap(one: SentSeries, start: int, count: int, spans: _Spans) -> None:
    """Remember the series' span; two of one batch may not say two things of one interval."""
    end = start + count * one.step_minutes * 60
    earlier = spans.setdefault((one.service_point, one.channel), [])
    if any(start < other_end and other_start < end for other_start, other_end in earlier):
        message = "the series overlaps an earlier one of this channel in the batch"
        raise _Unfit("start", one.start, message, "send each interval once in a batch")
    earlier.append((start, end))


def _qualities(one: SentSeries, column: NumberColumn) -> NDArray[np.uint8] | None:
    """The codes; None when all are actual and none is missing."""
    count = len(column.bad)
    words = ["actual"] if one.quality is UNSET else one.quality
    words = [words] if isinstance(words, str) else words
    if len(words) not in (1, count) or (isinstance(one.quality, list) and len(words) != count):
        message = f"there are {len(words):,} qualities for {count:,} values"
        raise _Unfit("quality", "", message, "send one for all, or a list with one for each value")
    codes, unknown = read_quality_words(words)
    if unknown is not None:
        field = f"quality/{unknown}" if isinstance(one.quality, list) else "quality"
        raise _Unfit(field, words[unknown], "there is no such quality", QUALITY_CURE)
    gaps = column.empty | column.bad
    if not gaps.any() and (codes == ReadingQuality.ACTUAL).all():
        return None
    return np.where(gaps, np.uint8(_MISSING), codes).astype(np.uint8)


def _run(
    one: SentSeries, column: NumberColumn, start: int, qualities: NDArray[np.uint8] | None, row: int
) -> ParsedRun:
    quantities, decimals = at_one_scale(column.integers, column.places)
    return ParsedRun(
        one.service_point,
        one.channel,
        datetime.fromtimestamp(start, UTC),
        one.step_minutes,
        quantities,
        qualities,
        one.unit,
        decimals,
        row,
        is_series=True,
    )


def _at_one_scale(one: SentSeries, column: NumberColumn, row: int) -> tuple[NumberColumn, list[RowError]]:
    """The column, in which what does not fit beside the others is bad too, and an error for each bad value."""
    errors = []
    if column.bad.any():
        errors = _value_errors(one, column.bad, row, "the value is not a plain number", VALUE_CURE)
    try:
        at_one_scale(column.integers, column.places)
    except TooManyDigits as error:
        too_large = np.zeros(len(column.bad), dtype=np.bool_)
        too_large[error.indices] = True
        message = "the number is too large beside the decimals of others in the series"
        errors += _value_errors(one, too_large, row, message, "check the unit and the decimal point")
        integers, places = (np.where(too_large, 0, part) for part in (column.integers, column.places))
        column = NumberColumn(integers, places, column.empty, column.bad | too_large)
    return column, errors


def _value_errors(
    one: SentSeries, bad: NDArray[np.bool_], row: int, message: str, cure: str
) -> list[RowError]:
    written = elements_of(_array(one))
    return [
        RowError(row, f"values/{index}", written[index][:80], message, cure)
        for index in np.flatnonzero(bad).tolist()
    ]
