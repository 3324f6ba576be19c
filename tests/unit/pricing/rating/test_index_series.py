"""Prices of an index on a grid."""

from datetime import UTC, datetime

import numpy as np
import pytest

from metering.usage.interval_grid import IntervalGrid
from pricing.rating.index_series import IndexSeries, PublishedIndex
from pricing.rating.unable_to_rate import UnableToRate

GRID = IntervalGrid(datetime(2026, 1, 1, tzinfo=UTC), 60, 2)


def test_needs_one_price_per_interval():
    with pytest.raises(ValueError, match="expected 2 prices"):
        IndexSeries(GRID, np.zeros(3, dtype=np.int64), np.ones(2, dtype=np.bool_), 3)
    with pytest.raises(ValueError, match="expected 2 prices"):
        IndexSeries(GRID, np.zeros(2, dtype=np.int64), np.ones(1, dtype=np.bool_), 3)


def published(*prices, unit="MWh", decimals=2):
    grid = IntervalGrid(GRID.start, 60, len(prices))
    series = IndexSeries(grid, np.array(prices), np.ones(len(prices), dtype=np.bool_), decimals, "final")
    return PublishedIndex(series, unit, "EUR")


def test_is_told_for_the_unit_of_the_plan():
    series = published(8532, -310).for_plan("DAY_AHEAD", "kWh", "EUR")
    assert (series.prices.tolist(), series.decimals, series.revision) == ([8532, -310], 5, "final")
    series = published(25, unit="kWh").for_plan("DAY_AHEAD", "MWh", "EUR")
    assert (series.prices.tolist(), series.decimals) == ([25000], 2)


def test_refuses_what_a_plan_cannot_be_priced_by():
    with pytest.raises(UnableToRate, match="the index DAY_AHEAD is in EUR, but the plan in GBP"):
        published(1).for_plan("DAY_AHEAD", "kWh", "GBP")
    with pytest.raises(UnableToRate, match="the index DAY_AHEAD is priced by MWh: unit 'L' measures volume"):
        published(1).for_plan("DAY_AHEAD", "L", "EUR")
    with pytest.raises(UnableToRate, match="have no end for one s"):
        published(1, unit="h").for_plan("CALLS", "s", "EUR")
