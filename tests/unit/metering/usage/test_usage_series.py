"""Usage on a grid."""

from datetime import UTC, datetime
from decimal import Decimal

import numpy as np
import pytest

from metering.usage.interval_grid import IntervalGrid
from metering.usage.reading_quality import ReadingQuality
from metering.usage.usage_series import UsageSeries

GRID = IntervalGrid(datetime(2026, 1, 1, tzinfo=UTC), 30, 3)


def series(quantities, qualities=(60, 0, 20), decimals=3) -> UsageSeries:
    numbers = np.array(quantities, dtype=np.int64)
    return UsageSeries(GRID, numbers, np.array(qualities, dtype=np.uint8), "kWh", decimals)


def test_adds_up_exactly():
    assert series([1500, 0, -1]).total() == Decimal("1.499")
    assert series([2**53, 1, 0], decimals=0).total() == 2**53 + 1
    assert str(series([1, 2, 3], decimals=0).total()) == "6"


def test_counts_missing_intervals():
    assert series([1, 0, 2]).missing_count() == 1
    assert series([1, 0, 2], [ReadingQuality.ACTUAL] * 3).missing_count() == 0


@pytest.mark.parametrize(("quantities", "qualities"), [([1, 2], (60, 60, 60)), ([1, 2, 3], (60, 60))])
def test_must_fill_its_grid(quantities, qualities):
    with pytest.raises(ValueError, match="expected 3 intervals"):
        series(quantities, qualities)
