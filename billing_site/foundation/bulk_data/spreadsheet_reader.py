"""Spreadsheets as texts: CSV with any usual separator, and the first sheet of an .xlsx workbook.

Runs in a process with limits (`spreadsheet_process`), knows no Django, and never holds more than one row.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO, Final

from billing_site.foundation.bulk_data.spreadsheet_table import (
    MOST_CHARACTERS,
    MOST_COLUMNS,
    MOST_ROWS,
    CellProblem,
    UnreadableTable,
)

_ZIP: Final = b"PK\x03\x04"
_OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_MOST_TEXT: Final = 20_000_000  # characters of the whole table
_MOST_MEMBERS: Final = 500
_MOST_UNPACKED: Final = 100 * 1024 * 1024
_LARGEST_RATIO: Final = 200
_RATIO_COUNTS_FROM: Final = 16 * 1024 * 1024
_EXACT_TO: Final = 10**15  # a spreadsheet keeps 15 digits of a number and writes zeros for the rest

_Cell = tuple[str, str]
"""A text, and what is wrong with it (empty if nothing is)."""
Event = tuple[str, ...] | tuple[int, tuple[str, ...]] | CellProblem
"""The names of the columns; then rows with their numbers; a problem comes before its row."""


def read_spreadsheet(source: BinaryIO) -> Iterator[Event]:
    """The head, the rows and the problems of the seekable `source`. Told from its bytes, not from its name.

    Raises UnreadableTable, and whatever openpyxl raises on a workbook that is damaged.
    """
    start = source.read(4)
    source.seek(0)
    if start.startswith(_OLD_EXCEL):
        raise UnreadableTable("The file is an old Excel workbook (.xls): save it as .xlsx and send that.")
    rows = _workbook_rows(source) if start == _ZIP else _csv_rows(source)
    return _events(rows)


def _events(rows: Iterator[tuple[int, list[_Cell]]]) -> Iterator[Event]:
    head: tuple[str, ...] = ()
    count = characters = 0
    for number, cells in rows:
        while cells and not cells[-1][0].strip():
            cells.pop()
        if not cells:
            continue
        if not head:
            head = _head(cells)
            yield head
            continue
        count += 1
        characters += sum(len(text) for text, _ in cells)
        if count > MOST_ROWS:
            raise UnreadableTable(
                f"The file has more than {MOST_ROWS:,} rows: send it in parts of {MOST_ROWS:,} rows at most."
            )
        if characters > _MOST_TEXT:
            raise UnreadableTable("The file holds too much text: send it in several smaller files.")
        yield from _problems(number, cells, head)
        texts = [text for text, _ in cells[: len(head)]]
        yield number, (*texts, *[""] * (len(head) - len(texts)))
    if not head:
        raise UnreadableTable(
            "The file is empty: begin with the template, whose first row names the columns."
        )


def _head(cells: list[_Cell]) -> tuple[str, ...]:
    if len(cells) > MOST_COLUMNS:
        raise UnreadableTable(f"The file has more than {MOST_COLUMNS} columns: begin with the template.")
    names = [re.sub(r"[\s_-]+", "_", text.strip().lower())[:80] for text, _ in cells]
    if "" in names:
        place = names.index("") + 1
        raise UnreadableTable(
            f"Column {place} has no name: write one into the first row, or remove the column."
        )
    for name in names:
        if names.count(name) > 1:
            raise UnreadableTable(f"Two columns are called “{name}”: remove or rename one of them.")
    return tuple(names)


def _problems(number: int, cells: list[_Cell], head: tuple[str, ...]) -> Iterator[CellProblem]:
    for name, (text, problem) in zip(head, cells, strict=False):
        if problem:
            yield CellProblem(number, name, text[:80], problem)
        elif len(text) > MOST_CHARACTERS:
            too_long = f"This is longer than {MOST_CHARACTERS:,} characters: shorten it."
            yield CellProblem(number, name, text[:80], too_long)
    if len(cells) > len(head):
        text = cells[len(head)][0]
        more = (
            "The row has more cells than the head has names: put quotes around a text with a separator in it."
        )
        yield CellProblem(number, head[-1], text[:80], more)


def _csv_rows(source: BinaryIO) -> Iterator[tuple[int, list[_Cell]]]:
    content = source.read()
    try:
        text = content.decode("utf-16" if content.startswith(_UTF_16) else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableTable(
            "The file is neither a workbook (.xlsx) nor text in UTF-8: save it as “CSV UTF-8” or as .xlsx."
        ) from error
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    csv.field_size_limit(10 * MOST_CHARACTERS)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            yield number, [(cell, "") for cell in cells]
    except csv.Error as error:
        raise UnreadableTable(
            f"Row {number + 1} cannot be read ({error}): look for a quote that is not closed, or for a huge cell."
        ) from error


def _workbook_rows(source: BinaryIO) -> Iterator[tuple[int, list[_Cell]]]:
    _check_archive(source)
    # Only here: a CSV file does without.
    from openpyxl import load_workbook
    from openpyxl.worksheet._reader import WorkSheetParser

    workbook = load_workbook(source, read_only=True, keep_links=False)
    if not workbook.worksheets:
        raise UnreadableTable("The workbook has no sheet with cells: begin with the template.")
    sheet: Any = workbook.worksheets[0]
    # The sheet's own iterator fills gaps up to the furthest cell; the parser beneath gives what there is.
    with sheet._get_source() as content:
        parser = WorkSheetParser(
            content,
            sheet._shared_strings,
            data_only=False,
            epoch=workbook.epoch,
            date_formats=workbook._date_formats,
            timedelta_formats=workbook._timedelta_formats,
        )
        for number, cells in parser.parse():
            yield number, _placed(cells)


def _placed(cells: list[dict[str, Any]]) -> list[_Cell]:
    filled = [cell for cell in cells if cell["value"] is not None]
    if any(cell["column"] > MOST_COLUMNS for cell in filled):
        raise UnreadableTable(
            f"The sheet has cells to the right of its first {MOST_COLUMNS} columns: remove them."
        )
    row: list[_Cell] = [("", "")] * max((cell["column"] for cell in filled), default=0)
    for cell in filled:
        row[cell["column"] - 1] = _cell(cell["value"], cell["data_type"])
    return row


def _cell(value: Any, kind: str) -> _Cell:
    if kind == "f":
        return str(value), "This is a formula: copy the column and paste it as values."
    if kind == "e":
        return str(value), "This is an error of the spreadsheet: correct the cell."
    if isinstance(value, bool):
        return ("TRUE" if value else "FALSE"), ""
    for of_type, written in _WRITTEN:
        if isinstance(value, of_type):
            return written(value)
    return str(value), ""


def _number(value: float) -> _Cell:
    text = str(int(value)) if value == int(value) and abs(value) < _EXACT_TO else repr(value)
    lost = "The spreadsheet keeps 15 digits of a number: format the column as text and write it again."
    return text, (lost if abs(value) >= _EXACT_TO else "")


_WRITTEN: Final[tuple[tuple[type, Callable[[Any], _Cell]], ...]] = (
    (datetime, lambda at: (at.date().isoformat() if at.time() == time() else at.isoformat(" "), "")),
    (date, lambda day: (day.isoformat(), "")),
    (time, lambda at: (at.isoformat(), "")),
    (timedelta, lambda span: (str(span), "")),
    (int, _number),
    (float, _number),
)


def _check_archive(source: BinaryIO) -> None:
    """Refuse what would grow out of hand; the sizes that an archive declares are the most it gives out."""
    try:
        with zipfile.ZipFile(source) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise UnreadableTable("The workbook is damaged: open it, save it as .xlsx and send that.") from error
    packed = sum(member.compress_size for member in members)
    unpacked = sum(member.file_size for member in members)
    if "xl/workbook.xml" not in {member.filename for member in members}:
        raise UnreadableTable("The file is an archive but no workbook: send the .xlsx or .csv file itself.")
    if any(member.flag_bits & 1 for member in members):
        raise UnreadableTable("The workbook is locked with a password: save it without one.")
    if (
        len(members) > _MOST_MEMBERS
        or unpacked > _MOST_UNPACKED
        or (unpacked > _RATIO_COUNTS_FROM and unpacked > packed * _LARGEST_RATIO)
    ):
        raise UnreadableTable(
            "The workbook unpacks to far more than its size: copy the sheet into a new one."
        )
    source.seek(0)
