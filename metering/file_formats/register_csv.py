"""Meter readings as a CSV: a row a reading, by service point, meter, date, value and who read."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import BinaryIO, Final

from metering.file_formats.file_text import text_lines
from metering.file_formats.parsed_readings import RowError, UnreadableFile

MOST_ROWS: Final = 100_000
_REQUIRED: Final = ("service_point", "date", "value")
_OPTIONAL: Final = ("channel", "meter", "kind")
_KINDS: Final = {"": "ACTUAL", "actual": "ACTUAL", "customer": "CUSTOMER", "estimated": "ESTIMATED"}
_DATE_FORMATS: Final = ("%Y-%m-%d", "%d.%m.%Y")
_LONGEST_NUMBER: Final = 20


@dataclass(frozen=True, slots=True)
class ParsedRegisterReading:
    """A number on a dial at the end of a local day; `kind` is a code of RegisterReading.Kind.

    `channel` and `meter` are empty where the file does not say; `row` is its line, from 1.
    """

    row: int
    service_point: str
    channel: str
    meter: str
    read_date: date
    value: Decimal
    kind: str


def parse_register_csv(source: BinaryIO) -> Iterator[ParsedRegisterReading | RowError]:
    """The readings of a file with a header, and the rows that cannot be taken, in file order.

    Columns `service_point`, `date` (2026-01-31 or 31.01.2026) and `value` (with a decimal point), and if wanted
    `channel`, `meter` and `kind` (actual, customer or estimated), in any order, parted by commas or semicolons.
    Raises UnreadableFile for a file without them, and as `text_lines`.
    """
    lines = text_lines(source)
    header = next(lines, "")
    delimiter = ";" if ";" in header else ","
    names = _names(next(csv.reader([header], delimiter=delimiter), []))
    reader = csv.reader(_within_limit(lines), delimiter=delimiter)
    try:
        for cells in reader:
            texts = [cell.strip() for cell in cells]
            if any(texts):
                row = reader.line_num + 1  # the header is another reader's
                yield _parsed(row, dict(zip(names, texts + [""] * len(names), strict=False)))
    except csv.Error as error:
        cure = "look for a quotation mark that is not closed"
        raise UnreadableFile([RowError(reader.line_num + 1, "row", "", str(error), cure)]) from error


def _names(cells: Iterable[str]) -> list[str]:
    names = ["_".join(cell.strip().lower().split()) for cell in cells]
    missing = [name for name in _REQUIRED if name not in names]
    if missing:
        cure = f"name the columns {', '.join((*_REQUIRED, *_OPTIONAL))} in the first row"
        error = RowError(1, "header", ", ".join(names)[:200], f"there is no column {missing[0]}", cure)
        raise UnreadableFile([error])
    return names


def _within_limit(lines: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        if number >= MOST_ROWS:
            error = f"the file has more than {MOST_ROWS:,} rows"
            raise UnreadableFile([RowError(number + 2, "file", "", error, "divide it into several")])
        yield line


def _parsed(row: int, cells: dict[str, str]) -> ParsedRegisterReading | RowError:
    if not cells["service_point"]:
        return RowError(row, "service_point", "", "the service point is missing", "write its code")
    read_date = _date(cells["date"])
    if read_date is None:
        return RowError(row, "date", cells["date"], "this is no date", "write it as 2026-01-31")
    value = _number(cells["value"])
    if value is None:
        cure = "write digits, with a point before decimals and nothing between thousands"
        return RowError(row, "value", cells["value"], "this is no number on a dial", cure)
    kind = _KINDS.get(cells.get("kind", "").lower())
    if kind is None:
        return RowError(
            row, "kind", cells["kind"], "this is no kind of reading", "write actual, customer or estimated"
        )
    channel, meter = cells.get("channel", ""), cells.get("meter", "")
    return ParsedRegisterReading(row, cells["service_point"], channel, meter, read_date, value, kind)


def _date(text: str) -> date | None:
    for date_format in _DATE_FORMATS:
        try:
            return datetime.strptime(text, date_format).date()  # noqa: DTZ007 - a date has no zone
        except ValueError:
            continue
    return None


def _number(text: str) -> Decimal | None:
    if not text.replace(".", "", 1).isdecimal() or not text.isascii() or len(text) > _LONGEST_NUMBER:
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
