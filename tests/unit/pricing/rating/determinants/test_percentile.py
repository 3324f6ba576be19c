"""Percentiles of samples."""

from datetime import date
from decimal import Decimal

import pytest

from pricing.rating.determinants.percentile import dropped_count, measure_percentile
from pricing.rating.plan_terms import MetricTerms, Percentile
from tests.unit.pricing.rating.builders import METRIC, local_days, request, series, terms

MONTH = local_days("UTC", date(2026, 4, 1), date(2026, 5, 1))
PLAN = terms(metrics={METRIC: MetricTerms("GB")})


def measure(values, percent="95", step=5):
    batch = request(PLAN, MONTH, series(MONTH, step, values, unit="GB")).as_batch()
    (measured,) = measure_percentile(Percentile(METRIC, Decimal(percent)), batch)
    return measured


def test_drops_exactly_432_of_8640_samples_and_bills_the_433rd():
    """30 days of 5-minute samples (docs.swiftfederation.com, Billing 95th_Percentile)."""
    samples = [number * 7919 % 8640 for number in range(8640)]  # each value from 0 to 8639 once
    measured = measure(samples)
    assert sorted(samples, reverse=True)[432] == 8207
    assert (measured.unit, measured.quantities) == ("GB/h", [8207 * 12])
    assert measured.facts == {"of": "percentile", "m": METRIC, "w": 5, "pc": ["95", 432]}
    at = MONTH.start.replace(day=1) + (MONTH.end - MONTH.start) / 8640 * samples.index(8207)
    assert measured.account_facts == [{"n": 8640, "at": f"{at:%Y-%m-%dT%H:%MZ}"}]


def test_names_the_first_sample_of_equal_ones():
    measured = measure([5] * 8640)
    assert (measured.quantities, measured.account_facts[0]["at"]) == ([60], "2026-04-01T00:00Z")


@pytest.mark.parametrize(
    ("count", "percent", "dropped"),
    [
        (8640, "95", 432),
        (8928, "95", 446),  # 446.4 of a month of 31 days: less is dropped, never more
        (8640, "99.9", 8),
        (19, "95", 0),
        (20, "95", 1),
        (20, "100", 0),
    ],
)
def test_drops_whole_samples_rounded_down(count, percent, dropped):
    assert dropped_count(count, Decimal(percent)) == dropped


def test_never_drops_the_last_sample():
    assert measure([4] * 719 + [1], "0", step=60).quantities == [1]
