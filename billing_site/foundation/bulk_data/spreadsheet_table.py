"""What a spreadsheet is to us: named columns, numbered rows of texts, and cells that could not be taken."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 64
MOST_CHARACTERS: Final = 1_000
"""Of one cell."""


class UnreadableTable(Exception):
    """The file is no table we can read; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class CellProblem:
    """A cell that cannot be taken: where it is, what it holds, and why and what to do as one sentence.

    `row` counts as a spreadsheet program does: the head is row 1.
    """

    row: int
    column: str
    value: str
    message: str


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file beneath its head; empty rows are left out, the numbers of the others stay."""

    columns: tuple[str, ...]
    row_numbers: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    problems: tuple[CellProblem, ...] = field(default=())
