"""An import as people look at it before they confirm it: counts, problems by cause, changes, new rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from billing_site.foundation.bulk_data.row_outcomes import ImportOutcome, Kind, RowOutcome

_MOST_SHOWN: Final = 100
_MOST_GROUPS: Final = 50
_MOST_SPANS: Final = 30
_MOST_VALUES: Final = 3


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """One cause, the rows it concerns ("2-5, 9" with dashes), and some of the values that are to blame."""

    column: str
    message: str
    count: int
    rows: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What a page shows; of long lists the first rows, and how many there are beyond them."""

    columns: tuple[str, ...]
    counts: dict[str, int]
    row_count: int
    table_problems: tuple[str, ...]
    groups: tuple[ProblemGroup, ...]
    more_groups: int
    changed: tuple[RowOutcome, ...]
    more_changed: int
    new: tuple[RowOutcome, ...]
    more_new: int
    digest: str

    @property
    def is_refused(self) -> bool:
        """Whether it cannot be confirmed because something is wrong."""
        return bool(self.table_problems or self.counts[Kind.REFUSED])

    @property
    def stores_anything(self) -> bool:
        """Whether there is anything to confirm."""
        return not self.is_refused and self.counts[Kind.NEW] + self.counts[Kind.CHANGED] > 0


def preview_of(outcome: ImportOutcome) -> ImportPreview:
    """The outcome as a page shows it."""
    groups = problem_groups(outcome.rows)
    changed = [row for row in outcome.rows if row.kind is Kind.CHANGED]
    new = [row for row in outcome.rows if row.kind is Kind.NEW]
    return ImportPreview(
        columns=outcome.columns,
        counts=outcome.counts,
        row_count=len(outcome.rows),
        table_problems=outcome.table_problems,
        groups=tuple(groups[:_MOST_GROUPS]),
        more_groups=max(0, len(groups) - _MOST_GROUPS),
        changed=tuple(changed[:_MOST_SHOWN]),
        more_changed=max(0, len(changed) - _MOST_SHOWN),
        new=tuple(new[:_MOST_SHOWN]),
        more_new=max(0, len(new) - _MOST_SHOWN),
        digest=outcome.digest,
    )


def problem_groups(rows: Sequence[RowOutcome]) -> list[ProblemGroup]:
    """The problems of the rows by cause, the most frequent first."""
    found: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for row in rows:
        for problem in row.problems:
            found.setdefault((problem.column, problem.message), []).append((row.number, problem.value[:60]))
    return [
        ProblemGroup(
            column=column,
            message=message,
            count=len(cells),
            rows=row_spans([number for number, _ in cells]),
            values=tuple(list(dict.fromkeys(value for _, value in cells if value))[:_MOST_VALUES]),
        )
        for (column, message), cells in sorted(found.items(), key=lambda group: (-len(group[1]), group[1]))
    ]


def row_spans(numbers: Sequence[int]) -> str:
    """Ascending row numbers with neighbours joined by a dash; cut off where nobody reads on."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    texts = [str(first) if first == last else f"{first}\N{EN DASH}{last}" for first, last in spans]
    more = f" and {len(texts) - _MOST_SPANS} more places" if len(texts) > _MOST_SPANS else ""
    return ", ".join(texts[:_MOST_SPANS]) + more
