"""Rule V2, duplicate: readings that one file delivers twice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from metering.usage.channel_spans import LocatedDuplicate
from metering.usage.local_calendar import LocalCalendar
from metering.vee.findings import Finding, Rule, Severity
from metering.vee.wording import counted_intervals, local_span

_HOW = {
    Severity.INFO: "with the same values",
    Severity.WARNING: "with different values, of which the better or later counts,",
}


def find_duplicates(
    duplicates: Iterable[LocatedDuplicate], step_minutes: int, calendar: LocalCalendar
) -> list[Finding]:
    """One channel's duplicates, neighbours joined: to know when the values are equal, a warning when not.

    A reading that comes three times counts once, and as different if any of its values is. The line that is
    named is the first at which a reading of the finding comes again.
    """
    step = timedelta(minutes=step_minutes)
    joined: list[list[LocatedDuplicate]] = []
    for duplicate in _by_instant(duplicates):
        if joined:
            last = joined[-1][-1]
            if duplicate.starts_at - last.starts_at == step and duplicate.differs == last.differs:
                joined[-1].append(duplicate)
                continue
        joined.append([duplicate])
    return [_finding(group, step, calendar) for group in joined]


def _by_instant(duplicates: Iterable[LocatedDuplicate]) -> list[LocatedDuplicate]:
    """One per instant, in order of time; one that differs before one that does not, then the first line."""
    unique: dict[object, LocatedDuplicate] = {}
    for duplicate in sorted(duplicates, key=lambda each: (each.starts_at, not each.differs, each.row)):
        unique.setdefault(duplicate.starts_at, duplicate)
    return list(unique.values())


def _finding(group: list[LocatedDuplicate], step: timedelta, calendar: LocalCalendar) -> Finding:
    first, last = group[0], group[-1]
    severity = Severity.WARNING if first.differs else Severity.INFO
    intervals = counted_intervals(len(group), int(step.total_seconds()) // 60)
    span = local_span(first.starts_at, last.starts_at + step, calendar.zone)
    row = min(duplicate.row for duplicate in group)
    return Finding(
        Rule.DUPLICATE,
        severity,
        first.starts_at,
        len(group),
        f"{intervals} delivered twice {_HOW[severity]} {span} (again from row {row} of the file)",
    )
