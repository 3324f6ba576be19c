"""Readings that come twice."""

from datetime import UTC, datetime, timedelta

from metering.usage.channel_spans import LocatedDuplicate
from metering.vee.duplicates import find_duplicates
from metering.vee.findings import Severity
from tests.unit.metering.vee.series import LONDON

FOUR = datetime(2026, 3, 3, 4, tzinfo=UTC)


def duplicate(half_hours: int, row: int, *, differs: bool = False) -> LocatedDuplicate:
    return LocatedDuplicate(7, FOUR + timedelta(minutes=30) * half_hours, row, differs)


def test_joins_neighbours_of_equal_values():
    (finding,) = find_duplicates([duplicate(1, 31), duplicate(0, 30), duplicate(2, 32)], 30, LONDON)
    assert (finding.severity, finding.starts_at, finding.interval_count) == (Severity.INFO, FOUR, 3)
    assert finding.explanation == (
        "3 half-hours delivered twice with the same values from 3 Mar 2026 04:00 to 05:30 (again from row 30 "
        "of the file)"
    )


def test_warns_of_values_that_differ():
    equal, different, later = find_duplicates(
        [duplicate(0, 30), duplicate(1, 31, differs=True), duplicate(3, 40)], 30, LONDON
    )
    assert [one.severity for one in (equal, different, later)] == ["INFO", "WARNING", "INFO"]
    assert different.explanation == (
        "1 half-hour delivered twice with different values, of which the better or later counts, "
        "from 3 Mar 2026 04:30 to 05:00 (again from row 31 of the file)"
    )


def test_a_reading_that_comes_three_times_counts_once():
    (finding,) = find_duplicates([duplicate(0, 30), duplicate(0, 50, differs=True)], 30, LONDON)
    assert (finding.severity, finding.interval_count) == (Severity.WARNING, 1)


def test_no_duplicates_no_findings():
    assert find_duplicates([], 30, LONDON) == []
