"""The usage of many accounts."""

from datetime import UTC, datetime

import numpy as np
import pytest

from metering.usage.interval_grid import IntervalGrid
from metering.usage.reading_quality import ReadingQuality
from metering.usage.usage_matrix import UsageMatrix
from metering.usage.usage_series import UsageSeries

GRID = IntervalGrid(datetime(2026, 1, 1, tzinfo=UTC), 30, 3)
ACTUAL, ESTIMATED, MISSING = ReadingQuality.ACTUAL, ReadingQuality.ESTIMATED, ReadingQuality.MISSING


def matrix(quantities, qualities=None) -> UsageMatrix:
    codes = None if qualities is None else np.array(qualities, dtype=np.uint8)
    return UsageMatrix(GRID, np.array(quantities, dtype=np.int64), codes, "kWh", 3)


def test_a_series_is_a_matrix_of_one_row():
    codes = np.array([ACTUAL, MISSING, ACTUAL], dtype=np.uint8)
    one = UsageMatrix.of_one(UsageSeries(GRID, np.array([1, 0, 3]), codes, "Wh", 0))
    assert (one.quantities.tolist(), one.unit, one.decimals) == ([[1, 0, 3]], "Wh", 0)
    assert one.missing_counts() == [1]


def test_counts_missing_and_estimated_intervals_of_each_row():
    usage = matrix([[1, 2, 3]] * 2, [[ACTUAL, ESTIMATED, MISSING], [ACTUAL] * 3])
    assert usage.missing_counts() == [1, 0]
    assert usage.estimated_counts() == [2, 0]
    assert usage.estimated_counts(np.array([True, True, False])) == [1, 0]


def test_without_qualities_everything_is_actual():
    usage = matrix([[1, 2, 3]] * 2)
    assert (usage.missing_counts(), usage.estimated_counts()) == ([0, 0], [0, 0])


@pytest.mark.parametrize(
    ("quantities", "qualities", "message"),
    [
        ([1, 2, 3], None, r"expected \(accounts, 3\)"),
        ([[1, 2]], None, r"expected \(accounts, 3\)"),
        ([[1, 2, 3]], [[60, 60]], "differ in shape"),
    ],
)
def test_must_fill_its_grid(quantities, qualities, message):
    with pytest.raises(ValueError, match=message):
        matrix(quantities, qualities)
