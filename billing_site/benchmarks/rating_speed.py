"""Accounts per second through the engine, in batches, against one by one."""

from __future__ import annotations

from importlib.resources import files

import numpy as np

from billing_site.benchmarks.figures import Figure, fastest_s
from billing_site.benchmarks.sample_world import FROM_DATE, TO_DATE
from metering.usage.interval_grid import IntervalGrid
from metering.usage.local_calendar import LocalCalendar
from metering.usage.usage_matrix import UsageMatrix
from metering.usage.usage_series import UsageSeries
from pricing.plan_documents.reading import read_plan_document
from pricing.plan_documents.to_terms import plan_terms
from pricing.rating import RatingBatch, RatingRequest, rate, rate_batch

_ACCOUNTS = 500
_ZONE = "America/Los_Angeles"
_METRIC = "ELECTRICITY_IMPORT"


def measure_rating() -> Figure:
    """A commercial plan with time of use and demand on 2,976 quarter-hours an account."""
    batch = _batch()
    matrix = batch.usage[_METRIC]

    def one_by_one() -> None:
        for row in matrix.quantities:
            actual = np.full(matrix.grid.count, 60, dtype=np.uint8)
            series = UsageSeries(matrix.grid, row, actual, matrix.unit, matrix.decimals)
            rate(RatingRequest(batch.terms, _ZONE, batch.period, batch.period, {_METRIC: series}))

    return Figure(
        "rate TOU and demand",
        "accounts",
        _ACCOUNTS / fastest_s(lambda: rate_batch(batch)),
        "one by one",
        _ACCOUNTS / fastest_s(one_by_one),
    )


def _batch() -> RatingBatch:
    document = files("pricing.plan_documents").joinpath("examples/us_commercial_tou_demand.json")
    period = LocalCalendar(_ZONE).span(FROM_DATE, TO_DATE)
    grid = IntervalGrid.filling(period, 15)
    quantities = np.random.default_rng(1).integers(0, 200_000, size=(_ACCOUNTS, grid.count))
    usage = UsageMatrix(grid, quantities.astype(np.int64), None, "kWh", 3)
    terms = plan_terms(read_plan_document(document.read_bytes()))
    return RatingBatch(terms, _ZONE, period, period, _ACCOUNTS, {_METRIC: usage})
