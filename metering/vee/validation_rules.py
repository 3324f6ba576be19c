"""The validation rules: the readings of many channels in, findings out.

Each rule goes over a whole matrix at once and puts words only to what it finds; a single series is a matrix
of one row (`UsageMatrix.of_one`). The numbers V1 … are those of the usual catalogue of validation rules.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from metering.usage.local_calendar import LocalCalendar
from metering.usage.reading_quality import ReadingQuality
from metering.usage.usage_matrix import UsageMatrix
from metering.usage.usage_series import UsageSeries
from metering.vee.findings import Finding, Rule, Severity
from metering.vee.runs import Runs, runs_of
from metering.vee.spikes import find_spikes
from metering.vee.validation_limits import (
    DEFAULT_LIMITS,
    ValidationLimits,
    in_base_units,
    suitable_rules,
)
from metering.vee.wording import counted_intervals, local_span, quantity

RowFinding = tuple[int, Finding]


def validate_matrix(
    matrix: UsageMatrix,
    calendar: LocalCalendar,
    *,
    adds_up: bool = True,
    earlier_peaks: NDArray[np.int64] | None = None,
    limits: ValidationLimits = DEFAULT_LIMITS,
) -> list[RowFinding]:
    """All findings of the rules that suit the metric, as (row, finding).

    `adds_up` tells whether quantities are amounts to be summed or levels; `earlier_peaks` is described at
    `find_spikes`.
    """
    rules = suitable_rules(matrix.unit, adds_up)
    found: list[RowFinding] = []
    for rule, find in _RUN_RULES.items():
        if rule in rules:
            found.extend(find(matrix, calendar, limits))
    if Rule.SPIKE in rules:
        found.extend(find_spikes(matrix, calendar, limits, earlier_peaks))
    return found


def validate_series(
    series: UsageSeries, calendar: LocalCalendar, *, limits: ValidationLimits = DEFAULT_LIMITS
) -> list[Finding]:
    """All findings about one channel's readings."""
    return [finding for _, finding in validate_matrix(UsageMatrix.of_one(series), calendar, limits=limits)]


def find_gaps(
    matrix: UsageMatrix, calendar: LocalCalendar, limits: ValidationLimits = DEFAULT_LIMITS
) -> Iterator[RowFinding]:
    """V1: intervals without a reading, between two that have one; a long gap stops the bill.

    What lies before a row's first reading or after its last is no gap: there the channel begins, or the
    rest is still to come.
    """
    if matrix.qualities is None:
        return
    runs = runs_of(matrix.qualities == ReadingQuality.MISSING)
    inside = (runs.starts > 0) & (runs.starts + runs.counts < matrix.grid.count)
    for row, start, count in runs.where(inside):
        is_long = count * matrix.grid.step_minutes > limits.long_gap
        severity = Severity.STOP if is_long else Severity.WARNING
        yield row, _finding(matrix, calendar, Rule.GAP, severity, start, count, "missing")


def find_negatives(
    matrix: UsageMatrix, calendar: LocalCalendar, limits: ValidationLimits = DEFAULT_LIMITS
) -> Iterator[RowFinding]:
    """V12: quantities below zero by more than the tolerance; always stops the bill.

    A channel that measures export is positive too: direction is a channel of its own, not a sign.
    """
    tolerance = in_base_units(limits.negative_tolerance, matrix.unit, matrix.decimals)
    for row, start, count in runs_of(matrix.quantities < -tolerance):
        lowest = int(matrix.quantities[row, start : start + count].min())
        what = f"below zero, down to {quantity(lowest, matrix.decimals, matrix.unit)},"
        yield row, _finding(matrix, calendar, Rule.NEGATIVE, Severity.STOP, start, count, what)


def find_zero_runs(
    matrix: UsageMatrix, calendar: LocalCalendar, limits: ValidationLimits = DEFAULT_LIMITS
) -> Iterator[RowFinding]:
    """V10: readings of zero for a day or longer; a week or longer deserves a look."""
    for row, start, count in _at_least(
        runs_of((matrix.quantities == 0) & _present(matrix)), matrix, limits.zero_run
    ):
        is_long = count * matrix.grid.step_minutes >= limits.long_zero_run
        severity = Severity.WARNING if is_long else Severity.INFO
        yield row, _finding(matrix, calendar, Rule.ZERO, severity, start, count, "of zero")


def find_stuck_values(
    matrix: UsageMatrix, calendar: LocalCalendar, limits: ValidationLimits = DEFAULT_LIMITS
) -> Iterator[RowFinding]:
    """V23: one value that is not zero, over and over."""
    quantities, present = matrix.quantities, _present(matrix)
    repeats = (quantities[:, 1:] == quantities[:, :-1]) & (quantities[:, 1:] != 0)
    repeats &= present[:, 1:] & present[:, :-1]
    runs = runs_of(repeats)
    for row, start, count in _at_least(
        Runs(runs.rows, runs.starts, runs.counts + 1), matrix, limits.stuck_run
    ):
        what = f"of the same value {quantity(int(quantities[row, start]), matrix.decimals, matrix.unit)}"
        yield row, _finding(matrix, calendar, Rule.STUCK, Severity.INFO, start, count, what)


_RUN_RULES = {
    Rule.GAP: find_gaps,
    Rule.NEGATIVE: find_negatives,
    Rule.ZERO: find_zero_runs,
    Rule.STUCK: find_stuck_values,
}


def _present(matrix: UsageMatrix) -> NDArray[np.bool_]:
    if matrix.qualities is None:
        return np.ones(matrix.quantities.shape, dtype=np.bool_)
    return np.asarray(matrix.qualities != ReadingQuality.MISSING)


def _at_least(runs: Runs, matrix: UsageMatrix, minutes: int) -> Runs:
    return runs.where(runs.counts * matrix.grid.step_minutes >= minutes)


def _finding(
    matrix: UsageMatrix,
    calendar: LocalCalendar,
    rule: Rule,
    severity: Severity,
    start: int,
    count: int,
    what: str,
) -> Finding:
    grid = matrix.grid
    starts_at = grid.start_of(start)
    span = local_span(starts_at, grid.start_of(start + count), calendar.zone)
    intervals = counted_intervals(count, grid.step_minutes)
    return Finding(rule, severity, starts_at, count, f"{intervals} {what} {span}")
