"""The validation rules, one by one and together."""

from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np
import pytest

from metering.usage.usage_matrix import UsageMatrix
from metering.vee.findings import Rule, Severity
from metering.vee.validation_limits import ValidationLimits
from metering.vee.validation_rules import (
    find_gaps,
    find_negatives,
    find_stuck_values,
    find_zero_runs,
    validate_matrix,
    validate_series,
)
from tests.unit.metering.vee.series import LONDON, days_of, lose, matrix_of

DAY = date(2026, 3, 3)


def found(rule, series, **limits):
    return [one for _, one in rule(UsageMatrix.of_one(series), LONDON, ValidationLimits(**limits))]


def test_tells_a_long_gap_in_plain_words():
    (gap,) = found(find_gaps, lose(days_of(DAY), slice(8, 26)))
    assert (gap.rule, gap.severity, gap.interval_count) == (Rule.GAP, Severity.STOP, 18)
    assert gap.starts_at == datetime(2026, 3, 3, 4, tzinfo=UTC)
    assert gap.explanation == "18 half-hours missing from 3 Mar 2026 04:00 to 13:00"


@pytest.mark.parametrize(("count", "severity"), [(1, "WARNING"), (4, "WARNING"), (5, "STOP")])
def test_a_gap_of_more_than_two_hours_stops_the_bill(count, severity):
    (gap,) = found(find_gaps, lose(days_of(DAY), slice(8, 8 + count)))
    assert gap.severity == severity


def test_each_gap_is_a_finding_of_its_own():
    gaps = found(find_gaps, lose(days_of(DAY, days=2), 3, slice(40, 60)))
    assert [(gap.interval_count, gap.severity) for gap in gaps] == [(1, "WARNING"), (20, "STOP")]


def test_before_the_first_and_after_the_last_reading_is_no_gap():
    assert found(find_gaps, lose(days_of(DAY), slice(0, 10), slice(40, 48))) == []
    assert found(find_gaps, lose(days_of(DAY), slice(0, 48))) == []
    assert found(find_gaps, days_of(DAY)) == []


@pytest.mark.parametrize(
    ("day", "count", "words"),
    [
        (date(2026, 3, 29), 46, "from 29 Mar 2026 00:00 GMT to 30 Mar 2026 00:00 BST"),
        (date(2026, 10, 25), 50, "from 25 Oct 2026 00:00 BST to 26 Oct 2026 00:00 GMT"),
    ],
)
def test_a_whole_day_of_a_clock_change_missing(day, count, words):
    series = days_of(day.replace(day=day.day - 1), days=3)
    (gap,) = found(find_gaps, lose(series, slice(48, 48 + count)))
    assert gap.explanation == f"{count} half-hours missing {words}"


def test_negative_readings_stop_the_bill():
    series = days_of(DAY)
    series.quantities[[10, 11]] = [-11, -1500]
    (negative,) = found(find_negatives, series)
    assert (negative.severity, negative.interval_count) == (Severity.STOP, 2)
    assert negative.explanation == (
        "2 half-hours below zero, down to -1.500 kWh, from 3 Mar 2026 05:00 to 06:00"
    )


def test_what_an_inverter_reports_at_night_is_not_negative():
    series = days_of(DAY)
    series.quantities[10] = -10
    assert found(find_negatives, series) == []
    assert len(found(find_negatives, series, negative_tolerance=Decimal(0))) == 1


@pytest.mark.parametrize(
    ("count", "severities"), [(47, []), (48, ["INFO"]), (335, ["INFO"]), (336, ["WARNING"])]
)
def test_zero_for_a_day_is_told_and_for_a_week_a_warning(count, severities):
    series = days_of(DAY, days=8)
    series.quantities[2 : 2 + count] = 0
    assert [one.severity for one in found(find_zero_runs, series)] == severities


def test_missing_is_not_zero():
    series = lose(days_of(DAY, days=3, value=0), 60)
    first, second = found(find_zero_runs, series)
    assert (first.interval_count, second.interval_count) == (60, 83)
    assert first.explanation == "60 half-hours of zero from 3 Mar 2026 00:00 to 4 Mar 2026 06:00"


@pytest.mark.parametrize(("count", "findings"), [(23, 0), (24, 1)])
def test_one_value_for_half_a_day_is_stuck(count, findings):
    series = days_of(DAY)
    series.quantities[:] = np.arange(48) + 500
    series.quantities[10 : 10 + count] = 123
    stuck = found(find_stuck_values, series)
    assert len(stuck) == findings
    if stuck:
        assert stuck[0].severity == Severity.INFO
        assert stuck[0].explanation == (
            "24 half-hours of the same value 0.123 kWh from 3 Mar 2026 05:00 to 17:00"
        )


def test_zeros_are_not_stuck_and_a_gap_ends_a_stuck_run():
    assert found(find_stuck_values, days_of(DAY, value=0)) == []
    assert [one.interval_count for one in found(find_stuck_values, lose(days_of(DAY), 20))] == [27]


def test_runs_every_rule_that_suits():
    series = lose(days_of(DAY, days=3), slice(50, 60))
    series.quantities[70] = -200
    series.quantities[80] = 90000
    assert [one.rule for one in validate_series(series, LONDON)] == [
        "GAP",
        "NEGATIVE",
        "STUCK",
        "STUCK",
        "SPIKE",
    ]


def test_levels_are_only_looked_at_for_gaps():
    series = lose(days_of(DAY, value=-4000), 20)
    ((row, gap),) = validate_matrix(UsageMatrix.of_one(series), LONDON, adds_up=False)
    assert (row, gap.rule) == (0, Rule.GAP)


def test_tells_rows_apart():
    whole, broken = days_of(DAY, days=2), lose(days_of(DAY, days=2), 20)
    for series in (whole, broken):
        series.quantities[:] += np.arange(96) * (series.qualities != 0)
    assert [row for row, _ in validate_matrix(matrix_of([whole, broken, whole]), LONDON)] == [1]


def test_a_matrix_without_qualities_has_no_gaps():
    series = days_of(DAY, value=0)
    matrix = UsageMatrix(series.grid, series.quantities[None, :], None, "kWh", 3)
    assert [one.rule for _, one in validate_matrix(matrix, LONDON)] == ["ZERO"]
