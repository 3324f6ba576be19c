"""Downloads as CSV that a spreadsheet opens without running anything in it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from django.http import StreamingHttpResponse

# A cell that begins like this is a formula to a spreadsheet, even one that came in as a customer's name.
# The last four are their full-width twins, which some spreadsheets read alike.
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", *"\uff1d\uff0b\uff0d\uff20")


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        """Return the text."""
        return text


def safe_cell(value: Any) -> Any:
    """The value as a cell: numbers as they are, texts that begin like a formula behind an apostrophe."""
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return f"'{value}"
    return value


def csv_response(name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """The rows as a CSV download, written while they are read; `name` without its ending."""
    writer = csv.writer(_Echo())

    def lines() -> Iterator[str]:
        yield "\N{BYTE ORDER MARK}" + str(writer.writerow(head))  # Excel takes it for UTF-8 then
        for row in rows:
            yield str(writer.writerow([safe_cell(cell) for cell in row]))

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
