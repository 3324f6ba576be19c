"""Rows of a CSV as columns of text, many rows at once.

Without quotes a portion of rows is one text that is split once; the csv module takes over with the first.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

import numpy as np
from numpy.typing import NDArray

from metering.file_formats.file_text import LONGEST_LINE, MOST_EMPTY_LINES, too_many_empty_lines
from metering.file_formats.long_csv_header import Header
from metering.file_formats.parsed_readings import RowError, UnreadableFile

_ROWS_AT_ONCE = 1 << 14
_SHOWN = 80


@dataclass(frozen=True, slots=True)
class ColumnPortion:
    """Some rows: `columns` as in the header, each a text per row; `rows`: int64, the lines they stand in.

    `errors`: rows of another width, which are not among them. `empty_count`: how many had no text at all.
    """

    columns: Sequence[Sequence[str]]
    rows: NDArray[np.int64]
    errors: Sequence[RowError] = ()
    empty_count: int = 0


def read_columns(lines: Iterator[str], header: Header, header_row: int) -> Iterator[ColumnPortion]:
    """The rows below the header, which stands in line `header_row`; rows without any text are left out.

    Raises UnreadableFile when quotes do not end, a quoted text is longer than LONGEST_LINE, or more than
    MOST_EMPTY_LINES rows are without any text.
    """
    empty_count = 0
    for portion in _portions(lines, header, header_row):
        empty_count += portion.empty_count
        if empty_count > MOST_EMPTY_LINES:
            raise too_many_empty_lines(int(portion.rows[-1]) if len(portion.rows) else header_row)
        yield portion


def _portions(lines: Iterator[str], header: Header, header_row: int) -> Iterator[ColumnPortion]:
    row = header_row + 1
    while portion := list(islice(lines, _ROWS_AT_ONCE)):
        text = "".join(portion)
        if '"' in text:
            yield from _quoted(chain(portion, lines), header, row)
            return
        yield _split(portion, text, header, row)
        row += len(portion)


def _split(portion: list[str], text: str, header: Header, row: int) -> ColumnPortion:
    delimiter, width = header.delimiter, header.width
    rows = np.arange(row, row + len(portion), dtype=np.int64)
    if {line.count(delimiter) for line in portion} != {width - 1}:
        return fitting_rows([line.rstrip("\n").split(delimiter) for line in portion], rows, header)
    fields = text.removesuffix("\n").replace("\n", delimiter).split(delimiter)
    return ColumnPortion([fields[position::width] for position in range(width)], rows)


def _quoted(lines: Iterator[str], header: Header, row: int) -> Iterator[ColumnPortion]:
    reader = csv.reader(lines, delimiter=header.delimiter, strict=True)
    while True:
        records: list[list[str]] = []
        rows: list[int] = []
        try:
            for record in islice(reader, _ROWS_AT_ONCE):
                records.append(record)
                rows.append(row + reader.line_num - 1)
        except csv.Error as error:
            cure = f"close every quote; a field holds at most {LONGEST_LINE:,} characters"
            message = f"the row cannot be split: {error}"
            raise UnreadableFile([RowError(row + reader.line_num - 1, "row", "", message, cure)]) from error
        if not records:
            return
        yield fitting_rows(records, np.array(rows, dtype=np.int64), header)


def fitting_rows(records: list[list[str]], rows: NDArray[np.int64], header: Header) -> ColumnPortion:
    """The records of the header's width, each with the line it stands in; a spreadsheet's empty fields beyond it do not matter."""
    width = header.width
    fitting: list[list[str]] = []
    kept: list[int] = []
    errors: list[RowError] = []
    for record, row in zip(records, rows.tolist(), strict=True):
        if len(record) >= width and not any(field.strip() for field in record[width:]):
            if any(field.strip() for field in record):
                fitting.append(record[:width])
                kept.append(row)
        elif any(field.strip() for field in record):
            message = f"the row has {len(record)} fields, its header {width}"
            cure = "write a field for each column, and text that holds the delimiter in quotes"
            errors.append(RowError(row, "row", header.delimiter.join(record)[:_SHOWN], message, cure))
    columns = list(zip(*fitting, strict=True)) if fitting else [()] * width
    empty_count = len(records) - len(kept) - len(errors)
    return ColumnPortion(columns, np.array(kept, dtype=np.int64), errors, empty_count)
