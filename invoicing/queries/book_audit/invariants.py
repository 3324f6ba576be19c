"""What an invariant of the books is, and how one that is stated in SQL is checked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.db import connection

EXAMPLES_SHOWN: Final = 5
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class AuditedInvariant:
    """Whether an invariant holds: how often it does not, and a few cases in plain words.

    `code` is the fault harness's name for it; several sentences may share one.
    """

    code: str
    sentence: str
    violation_count: int
    examples: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing contradicts it."""
        return self.violation_count == 0


@dataclass(frozen=True, slots=True)
class SqlInvariant:
    """An invariant with the query that finds what contradicts it: one text column, one row per violation."""

    code: str
    sentence: str
    violations: str

    def check(self) -> AuditedInvariant:
        """Run the query; it sees one snapshot of the books."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT example, count(*) OVER () FROM ({self.violations}) AS violation (example) "
                f"LIMIT {EXAMPLES_SHOWN}"
            )
            rows = cursor.fetchall()
        return AuditedInvariant(
            self.code, self.sentence, rows[0][1] if rows else 0, tuple(example for example, _ in rows)
        )
