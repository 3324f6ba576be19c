"""Windows of the clock and sliding ones."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from metering.usage.usage_matrix import UsageMatrix
from pricing.rating import UnableToRate
from pricing.rating.determinants.demand_windows import demand_unit, demand_windows, window_buckets
from pricing.rating.plan_terms import PeakDemand
from pricing.rating.tou_calendar import TouCalendar, TouWindow
from tests.unit.pricing.rating.builders import METRIC, local_days, request, series, terms

DAY = local_days("UTC", date(2026, 1, 5), date(2026, 1, 6))
SIX = UsageMatrix.of_one(series(DAY, 240, [1, 2, 4, 8, 16, 32]))


def test_sums_blocks_from_the_start_of_the_period():
    assert demand_windows(SIX, 480).sums.tolist() == [[3, 12, 48]]


def test_sums_a_sliding_window_from_every_reading_on_that_still_fits():
    windows = demand_windows(SIX, 480, sliding=True)
    assert windows.sums.tolist() == [[3, 6, 12, 24, 48]]
    assert windows.starts(np.array([0, 3, 3])) == [
        "2026-01-05T00:00Z",
        "2026-01-05T12:00Z",
        "2026-01-05T12:00Z",
    ]


@pytest.mark.parametrize("sliding", [False, True])
def test_takes_single_readings_as_windows(sliding):
    windows = demand_windows(SIX, 240, sliding)
    assert windows.sums.tolist() == [[1, 2, 4, 8, 16, 32]]
    assert windows.intervals_in(np.array([0, 1, 0, 0, 0, 1], dtype=bool)).tolist() == [0, 1, 0, 0, 0, 1]


def test_slides_where_blocks_would_not_fill_the_period():
    assert demand_windows(SIX, 960, sliding=True).sums.tolist() == [[15, 30, 60]]
    assert demand_windows(SIX, 1440, sliding=True).sums.tolist() == [[63]]
    with pytest.raises(UnableToRate, match="240-minute readings cannot give demand over 960 minutes"):
        demand_windows(SIX, 960)
    with pytest.raises(UnableToRate):
        demand_windows(SIX, 7 * 240, sliding=True)


def test_knows_the_intervals_that_lie_in_chosen_windows():
    blocks, sliding = demand_windows(SIX, 480), demand_windows(SIX, 480, sliding=True)
    assert blocks.intervals_in(np.array([0, 1, 0], dtype=bool)).tolist() == [0, 0, 1, 1, 0, 0]
    assert sliding.intervals_in(np.array([1, 0, 0, 1, 1], dtype=bool)).tolist() == [1, 1, 0, 1, 1, 1]


def test_finds_the_first_highest_of_the_chosen_windows():
    usage = UsageMatrix(SIX.grid, np.array([[5, 9, 7, 9, 1, 9]]), None, "kWh", 0)
    windows = demand_windows(usage, 240)
    assert [found.tolist() for found in windows.highest(np.arange(6))] == [[9], [1]]
    assert [found.tolist() for found in windows.highest(np.array([2, 3, 5]))] == [[9], [3]]


def test_divides_by_the_hours_of_the_window():
    usage = UsageMatrix(SIX.grid, SIX.quantities, None, "kWh", 2)
    assert demand_windows(usage, 480).demands([800, 12]) == [1, Decimal("0.015")]


def test_gives_a_sliding_window_to_the_bucket_in_which_it_starts():
    morning = TouCalendar("c", ("morning", "rest"), (TouWindow("morning", to_minute=480), TouWindow("rest")))
    batch = request(terms(calendars={"c": morning}), DAY, series(DAY, 240, 1)).as_batch()
    determinant = PeakDemand(METRIC, 720, "c", sliding=True)
    found = window_buckets(demand_windows(SIX, 720, sliding=True), determinant, batch)
    assert [(bucket, columns.tolist()) for bucket, columns in found] == [
        ("morning", [1, 1, 0, 0]),
        ("rest", [0, 0, 1, 1]),
    ]


def test_names_the_unit_per_hour():
    assert [demand_unit(unit) for unit in ("kWh", "kvarh", "GB")] == ["kW", "kvar", "GB/h"]
