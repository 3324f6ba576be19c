"""Readings that a program sends as JSON: a document of series and single readings, or one of them a line.

What is no JSON of the right shape refuses the whole document; a line, or a value in it, that cannot be taken
is a row. Rows are numbered from 1: in a document first its series and then its readings, else by lines.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import msgspec
from msgspec import UNSET

from billing_site.foundation.strict_json import NotStrictJson, read_strict_json, refuse_unstorable
from metering.file_formats.api_json_readings import reading_items
from metering.file_formats.api_json_series import series_items
from metering.file_formats.api_json_shapes import (
    DOCUMENT,
    HEAD,
    READING,
    SERIES,
    DocumentHead,
    SentReading,
    SentSeries,
)
from metering.file_formats.parsed_readings import ParsedItem, RowError

API_JSON: Final = "API_JSON"
API_JSON_LINES: Final = "API_JSON_LINES"
REQUEST_FILE_NAME: Final = "request.csv"
"""Under which a CSV in the body of a request is read: it has no name of its own."""
StepsOfChannels = Mapping[tuple[str, str], int]


@dataclass(slots=True)
class SentReadings:
    """What was sent, each with its row, and the lines that could not be read."""

    series: list[SentSeries] = field(default_factory=list)
    series_rows: Sequence[int] = ()
    readings: list[SentReading] = field(default_factory=list)
    reading_rows: Sequence[int] = ()
    errors: list[RowError] = field(default_factory=list)

    def points_without_step(self) -> Collection[str]:
        """The service points of readings that do not say how long they are."""
        return {one.service_point for one in self.readings if one.step_minutes is UNSET}

    def items(self, steps: StepsOfChannels) -> Iterator[ParsedItem]:
        """The readings as every parser yields them; `steps` in minutes by service point and channel."""
        yield from self.errors
        yield from series_items(self.series, self.series_rows)
        yield from reading_items(self.readings, self.reading_rows, steps)


def read_document_head(content: bytes) -> DocumentHead:
    """Whose the document is, and its mode; the rest of it is not looked at. Raises NotStrictJson."""
    refuse_unstorable(content)
    try:
        return HEAD.decode(content)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        # The words for it are those of the whole document, which is not taken either.
        read_strict_json(content, DOCUMENT)
        raise


def read_readings_document(content: bytes) -> SentReadings:
    """The document's series and readings. Raises NotStrictJson."""
    document = read_strict_json(content, DOCUMENT)
    series = [] if document.series is UNSET else document.series
    readings = [] if document.readings is UNSET else document.readings
    if not series and not readings:
        raise NotStrictJson("shape.empty", "there are neither series nor readings in it")
    return SentReadings(
        series,
        range(1, len(series) + 1),
        readings,
        range(len(series) + 1, len(series) + len(readings) + 1),
    )


def read_readings_lines(content: bytes) -> SentReadings:
    """A series or a reading in each line that is not blank."""
    sent, series_rows, reading_rows = SentReadings(), [], []
    for row, line in enumerate(content.split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            if b'"values"' in line:
                sent.series.append(read_strict_json(line, SERIES))
                series_rows.append(row)
            else:
                sent.readings.append(read_strict_json(line, READING))
                reading_rows.append(row)
        except NotStrictJson as error:
            sent.errors.append(_line_error(row, line, error))
    sent.series_rows, sent.reading_rows = series_rows, reading_rows
    return sent


def _line_error(row: int, line: bytes, error: NotStrictJson) -> RowError:
    shown = line[:80].decode("utf-8", "replace")
    cure = "send a reading or a series in each line, as the description of the API shows"
    return RowError(row, error.pointer.lstrip("/") or "line", shown, error.detail, cure)
