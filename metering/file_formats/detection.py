"""Which format a file is in, told from its content, and the readings it holds."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from itertools import chain
from typing import BinaryIO

from metering.file_formats.channel_steps import ChannelSteps
from metering.file_formats.file_text import text_lines
from metering.file_formats.long_csv import LongCsvProfile, parse_long_csv
from metering.file_formats.long_csv_header import is_header
from metering.file_formats.nem12 import parse_nem12
from metering.file_formats.parsed_readings import ParsedItem, RowError, UnreadableFile
from metering.file_formats.rejections import ERRORS_KEPT

_NEM12_RECORDS = ("100", "200", "300", "400", "500", "900")
_LINES_BEFORE_THE_FIRST = 20
_ERRORS_SHOWN = 10


class MeterFileFormat(StrEnum):
    """The formats that can be taken, by the names under which batches keep them."""

    NEM12 = "NEM12"
    LONG_CSV = "LONG_CSV"


def detect_format(source: BinaryIO, *, profile: LongCsvProfile | None = None) -> MeterFileFormat:
    """The format of the seekable `source`, from its first line; it is left at its beginning.

    Raises UnreadableFile when there is none: the error says what was expected.
    """
    try:
        return _format_of(_first_line(text_lines(source))[-1], profile or LongCsvProfile())
    finally:
        source.seek(0)


def parse_meter_file(
    source: BinaryIO,
    *,
    file_name: str,
    profile: LongCsvProfile | None = None,
    steps: ChannelSteps | None = None,
) -> Iterator[ParsedItem]:
    """The readings of the seekable `source`, packed or not, in the format its content shows, as they are read.

    `profile` says what a CSV does not say about itself. `file_name` names the service point of a CSV that
    names none. `steps` are those of the channels that the file may be of, for a CSV that does not tell them.

    Raises UnreadableFile, while it is read, when the file as a whole cannot be taken or more than
    ERRORS_KEPT rows of it cannot: then nothing of it may be kept.
    """
    profile = profile or LongCsvProfile()
    lines = text_lines(source)
    first = _first_line(lines)
    lines = chain(first, lines)
    match _format_of(first[-1], profile):
        case MeterFileFormat.NEM12:
            items = parse_nem12(lines)
        case MeterFileFormat.LONG_CSV:
            items = parse_long_csv(lines, file_name=file_name, profile=profile, steps=steps)
    errors: list[RowError] = []
    for item in items:
        if isinstance(item, RowError):
            errors.append(item)
            if len(errors) > ERRORS_KEPT:
                raise _too_many(errors)
        yield item


def _too_many(errors: list[RowError]) -> UnreadableFile:
    message = f"too many errors: more than {ERRORS_KEPT} rows cannot be taken"
    cure = "correct the file at its source; if every row is refused, check what was said of its format"
    return UnreadableFile([*errors[:_ERRORS_SHOWN], RowError(errors[-1].row, "file", "", message, cure)])


def _first_line(lines: Iterator[str]) -> list[str]:
    """The lines up to the first that holds something; that one alone if there is none before."""
    first: list[str] = []
    for line in lines:
        first.append(line)
        if line.strip():
            return first
        if len(first) >= _LINES_BEFORE_THE_FIRST:
            break
    raise _refused("", "the file is empty" if not first else "the file begins with empty lines")


def _format_of(line: str, profile: LongCsvProfile) -> MeterFileFormat:
    text = line.strip().lstrip("\ufeff")
    fields = [field.strip() for field in text.split(",")]
    if fields[0] in _NEM12_RECORDS and len(fields) > 1:
        if fields[0] == "100" and fields[1].upper() == "NEM13":
            raise _refused(
                text, "the file is NEM13 (readings of a dial), which is not taken yet", "send NEM12"
            )
        return MeterFileFormat.NEM12
    if text.startswith("<"):
        raise _refused(
            text,
            "the file is XML or HTML; Green Button (ESPI) is not taken yet",
            "download the usage as CSV",
        )
    if text.startswith(("{", "[")):
        raise _refused(text, "the file is JSON, not readings", "plans are imported elsewhere")
    if is_header(text, profile.delimiter):
        return MeterFileFormat.LONG_CSV
    raise _refused(text, "the first line is neither a NEM12 100 record nor the header of a CSV of readings")


def _refused(
    text: str,
    message: str,
    cure: str = "send NEM12, or a CSV whose first line names its columns, such as"
    " service_point,channel,start,value,unit,quality",
) -> UnreadableFile:
    shown = text[:40]
    return UnreadableFile([RowError(1, "file", shown if shown.isprintable() else "", message, cure)])
