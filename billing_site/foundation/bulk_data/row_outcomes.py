"""What an import makes of each row, and of the file as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Any

from billing_site.foundation.bulk_data.spreadsheet_table import CellProblem


class Kind(StrEnum):
    """Each row is of exactly one kind, so that the counts add up."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Change:
    """A value that would be, or was, replaced."""

    column: str
    old: str
    new: str


@dataclass(slots=True)
class RowOutcome:
    """One row: its number in the file, its texts in the order of the columns, its key in words, what comes of it.

    `instance` is the model's row, filled but not yet stored; None once nothing is to be done with it.
    """

    number: int
    texts: tuple[str, ...]
    kind: Kind
    name: str = ""
    changes: tuple[Change, ...] = ()
    instance: Any = None
    problems: list[CellProblem] = field(default_factory=list)

    def refuse(self, column: str, value: str, message: str) -> None:
        """Say why the row cannot be taken."""
        self.kind, self.instance, self.changes = Kind.REFUSED, None, ()
        self.problems.append(CellProblem(self.number, column, value, message))


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """All rows in their order; `table_problems` are those of the file itself, and then there are no rows."""

    columns: tuple[str, ...]
    rows: tuple[RowOutcome, ...]
    table_problems: tuple[str, ...] = ()

    def count(self, kind: Kind) -> int:
        """How many rows are of the kind."""
        return sum(row.kind is kind for row in self.rows)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows are of each kind."""
        return {kind.value: self.count(kind) for kind in Kind}

    @property
    def is_refused(self) -> bool:
        """Whether anything is wrong, so that nothing at all is stored."""
        return bool(self.table_problems) or any(row.kind is Kind.REFUSED for row in self.rows)

    @property
    def digest(self) -> str:
        """The same for two imports that do the same to each row."""
        facts: Sequence[Any] = [(row.number, row.kind.value, row.texts, row.changes) for row in self.rows]
        return sha256(repr((self.columns, facts)).encode()).hexdigest()[:32]
