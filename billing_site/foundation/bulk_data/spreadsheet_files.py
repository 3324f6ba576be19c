"""Bulk files to download: the stored rows of a table, or an empty one to fill in with examples and a dictionary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from tempfile import TemporaryFile
from typing import IO, Any, Final

from django.db.models import QuerySet
from django.http import FileResponse, HttpResponseBase

from billing_site.foundation.bulk_data.columns import Column, guarded
from billing_site.foundation.bulk_data.master_data_resource import MasterDataResource
from billing_site.foundation.csv_download import csv_response

FORMATS: Final = ("csv", "xlsx")
MOST_WORKBOOK_ROWS: Final = 100_000
_ROWS_AT_ONCE: Final = 2_000
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DICTIONARY_HEAD: Final = ("column", "meaning", "must be filled", "example")


class TooManyRows(Exception):
    """A workbook would have more than MOST_WORKBOOK_ROWS rows."""


def stored_rows_file(
    resource: MasterDataResource, rows: QuerySet[Any], *, name: str, file_format: str
) -> HttpResponseBase:
    """The rows as a download that the import takes back unchanged; `name` without its ending.

    Raises TooManyRows; CSV has no limit and is written while it is read.
    """
    columns = resource.columns()
    head = [str(column.column_name) for column in columns]
    if file_format == "xlsx" and rows.order_by()[: MOST_WORKBOOK_ROWS + 1].count() > MOST_WORKBOOK_ROWS:
        raise TooManyRows(f"These are more than {MOST_WORKBOOK_ROWS:,} rows: export them as CSV.")
    cells = ([column.export(row) for column in columns] for row in rows.iterator(_ROWS_AT_ONCE))
    if file_format == "csv":
        return csv_response(name, head, cells)
    return _workbook_file(name, [("Data", _beneath(head, cells))])


def template_file(resource: MasterDataResource, *, name: str, file_format: str) -> HttpResponseBase:
    """The head and three example rows; a workbook has the dictionary of the columns as its second sheet."""
    columns = resource.columns()
    head = [str(column.column_name) for column in columns]
    examples = [[guarded(text) for text in row] for row in example_rows(columns)]
    if file_format == "csv":
        return csv_response(name, head, examples)
    dictionary = [
        [column.column_name, column.meaning, "yes" if column.is_required else "no", column.examples[0]]
        for column in columns
    ]
    sheets = [("Data", _beneath(head, examples)), ("Columns", _beneath(_DICTIONARY_HEAD, dictionary))]
    return _workbook_file(name, sheets)


def example_rows(columns: Sequence[Column]) -> list[tuple[str, ...]]:
    """The examples of the columns as rows."""
    return list(zip(*(column.examples for column in columns), strict=True))


def _beneath(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    yield head
    yield from rows


def _workbook_file(name: str, sheets: Sequence[tuple[str, Iterable[Sequence[Any]]]]) -> FileResponse:
    from openpyxl import Workbook  # seldom needed, and large
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    workbook = Workbook(write_only=True)
    for title, rows in sheets:
        sheet = workbook.create_sheet(title)
        for row in rows:
            # XML cannot hold what once came in by another way.
            sheet.append(
                [ILLEGAL_CHARACTERS_RE.sub("\ufffd", cell) if isinstance(cell, str) else cell for cell in row]
            )
    file: IO[bytes] = TemporaryFile()  # noqa: SIM115 - the response closes it
    workbook.save(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=_XLSX)
