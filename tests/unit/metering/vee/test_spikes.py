"""Intervals far above what a channel usually reaches."""

from datetime import UTC, date, datetime

import numpy as np
import pytest

from metering.usage.interval_grid import IntervalGrid
from metering.usage.usage_matrix import UsageMatrix
from metering.usage.usage_series import UsageSeries
from metering.vee.findings import Severity
from metering.vee.spikes import find_spikes
from tests.unit.metering.vee.series import LONDON, days_of, lose, matrix_of

MONDAY = date(2026, 3, 2)


def spikes(series: UsageSeries, earlier: list[int] | None = None):
    peaks = None if earlier is None else np.array([earlier], dtype=np.int64)
    return [finding for _, finding in find_spikes(UsageMatrix.of_one(series), LONDON, earlier_peaks=peaks)]


def test_tells_where_the_spike_is_and_what_is_usual():
    series = days_of(MONDAY, value=1000)
    series.quantities[37] = 12500
    (finding,) = spikes(series, [1050] * 30)
    assert (finding.severity, finding.interval_count) == (Severity.WARNING, 1)
    assert finding.starts_at == datetime(2026, 3, 2, 18, 30, tzinfo=UTC)
    assert finding.explanation == (
        "12.500 kWh from 2 Mar 2026 18:30 to 19:00 is 11.9 times what is usual at peak (1.050 kWh)"
    )


@pytest.mark.parametrize(("peak", "count"), [(2940, 0), (2941, 1)])
def test_a_spike_is_more_than_180_percent_above_the_third_highest_peak_of_the_days_before(peak, count):
    series = days_of(MONDAY)
    series.quantities[10] = peak
    assert len(spikes(series, [-1] * 20 + [9000, 8000, 1050, 900, 800, 700, 600, 500, 400, 300])) == count


@pytest.mark.parametrize(("peak", "count"), [(2800, 0), (2801, 1)])
def test_three_high_intervals_of_the_day_are_use_not_a_spike(peak, count):
    series = days_of(MONDAY)
    series.quantities[[10, 11]] = [3000, 1000]
    series.quantities[12] = 1000
    series.quantities[10] = peak
    assert len(spikes(series)) == count


@pytest.mark.parametrize(("peak", "count"), [(1400, 0), (1401, 1)])
def test_behaves_on_days_of_zero(peak, count):
    # Nothing to compare with but the floor: 1 kWh an hour is 0.5 kWh a half-hour.
    series = days_of(MONDAY, value=0)
    assert spikes(series) == []
    series.quantities[10] = peak
    assert len(spikes(series, [0] * 30)) == len(spikes(series)) == count


def test_looks_at_the_days_after_when_few_lie_before():
    series = days_of(MONDAY, days=9)
    series.quantities[[10, 60, 110, 160]] = 5000
    assert spikes(series) == []
    assert len(spikes(series, [100] * 7)) == 3  # three such days are usual for the fourth


def test_finds_the_one_channel_of_many():
    quiet, loud = days_of(MONDAY, days=2), days_of(MONDAY, days=2)
    loud.quantities[90] = 60000
    ((row, finding),) = find_spikes(matrix_of([quiet, quiet, loud]), LONDON)
    assert (row, finding.starts_at) == (2, datetime(2026, 3, 3, 21, tzinfo=UTC))


def test_missing_intervals_are_neither_spikes_nor_usual():
    series = lose(days_of(MONDAY), slice(0, 47))
    series.quantities[47] = 60000
    assert [one.starts_at for one in spikes(series)] == [datetime(2026, 3, 2, 23, 30, tzinfo=UTC)]
    assert spikes(lose(series, 47)) == []


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_days_of_a_clock_change_end_at_their_own_midnight(day):
    # Two days: the spike in the last half-hour of the first belongs to the first.
    series = days_of(day, days=2, value=1000)
    last = LONDON.interval_count(day, 30) - 1
    series.quantities[last] = 9000
    series.quantities[last + 1] = 9000
    assert [one.starts_at for one in spikes(series)] == [
        series.grid.start_of(last),
        series.grid.start_of(last + 1),
    ]


def test_negative_and_empty_series_have_none():
    assert spikes(days_of(MONDAY, value=-5000)) == []
    empty = IntervalGrid(LONDON.day_start(MONDAY), 30, 0)
    assert spikes(UsageSeries(empty, np.zeros(0, np.int64), np.zeros(0, np.uint8), "kWh", 3)) == []
