"""Prices of an index on a grid."""

from datetime import UTC, datetime

import numpy as np
import pytest

from metering.usage.interval_grid import IntervalGrid
from pricing.rating.index_series import IndexSeries

GRID = IntervalGrid(datetime(2026, 1, 1, tzinfo=UTC), 60, 2)


def test_needs_one_price_per_interval():
    with pytest.raises(ValueError, match="expected 2 prices"):
        IndexSeries(GRID, np.zeros(3, dtype=np.int64), np.ones(2, dtype=np.bool_), 3)
    with pytest.raises(ValueError, match="expected 2 prices"):
        IndexSeries(GRID, np.zeros(2, dtype=np.int64), np.ones(1, dtype=np.bool_), 3)
