"""Apparent demand."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from metering.usage.reading_quality import ReadingQuality
from pricing.rating import UnableToRate
from pricing.rating.determinants.apparent_demand import measure_apparent_demand
from pricing.rating.plan_terms import ApparentDemand, MetricTerms
from tests.unit.pricing.rating.builders import METRIC, local_days, request, series, terms

DAY = local_days("UTC", date(2026, 1, 5), date(2026, 1, 6))
PLAN = terms(metrics={METRIC: MetricTerms("kWh"), "REACTIVE": MetricTerms("kvarh")})


def measure(active, reactive, window=60, step=60, **facts):
    usage = {
        METRIC: series(DAY, step, active, **facts),
        "REACTIVE": series(DAY, step, reactive, unit="kvarh"),
    }
    batch = replace(request(PLAN, DAY), usage=usage).as_batch()
    (measured,) = measure_apparent_demand(ApparentDemand(METRIC, "REACTIVE", window), batch)
    return measured


def test_is_the_root_of_active_and_reactive_squared():
    """800 kW at a power factor of 0.8 are 1,000 kVA (foretaggroup.com, power factor formulas)."""
    measured = measure([100] * 5 + [800] + [100] * 18, [600] * 24)
    assert (measured.unit, measured.quantities) == ("kVA", [1000])
    assert measured.facts == {"of": "apparent_demand", "m": METRIC, "mx": "REACTIVE", "w": 60}
    assert measured.account_facts == [{"n": 48, "at": "2026-01-05T05:00Z"}]


def test_is_highest_where_both_together_are():
    # The active peak of 10 stands alone; 8 and 7 together are more.
    assert measure([10, 8] + [0] * 22, [0, 7] + [0] * 22).quantities == [Decimal("10.6301")]


def test_adds_up_the_readings_of_a_window_before_the_root():
    measured = measure([1, 2, 0, 0] * 24, [2, 2, 0, 0] * 24, window=30, step=15)
    assert measured.quantities == [10]  # 3 and 4 in half an hour


def test_brings_different_decimals_together():
    assert measure([3000] * 24, [4] * 24, decimals=3).quantities == [5]


@pytest.mark.parametrize("size", [10**9, 10**15])
def test_stays_exact_where_squares_exceed_64_bits(size):
    assert measure([3 * size] * 24, [4 * size] * 24).quantities == [5 * size]


def test_counts_readings_of_both_channels_that_are_not_actual():
    qualities = np.full(24, ReadingQuality.ACTUAL, dtype=np.uint8)
    qualities[3] = ReadingQuality.ESTIMATED
    assert measure([1] * 24, [1] * 24, qualities=qualities).account_facts[0]["e"] == 1


def test_refuses_channels_of_different_steps():
    usage = {METRIC: series(DAY, 15, 1), "REACTIVE": series(DAY, 30, 1, unit="kvarh")}
    batch = replace(request(PLAN, DAY), usage=usage).as_batch()
    with pytest.raises(UnableToRate, match="differ in reading step"):
        measure_apparent_demand(ApparentDemand(METRIC, "REACTIVE", 30), batch)
