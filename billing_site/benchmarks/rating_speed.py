"""Accounts per second through the engine: in batches against one by one, and whether its memory stays flat."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

import numpy as np

from billing_site.benchmarks.figures import Figure, fastest_s
from metering.usage.interval_grid import IntervalGrid
from metering.usage.local_calendar import LocalCalendar
from metering.usage.usage_matrix import UsageMatrix
from metering.usage.usage_series import UsageSeries
from pricing.rating import PlanTerms, RatingBatch, RatingRequest, rate, rate_batch
from pricing.rating.plan_terms import (
    BucketTotal,
    Charge,
    FixedPrice,
    GraduatedPrice,
    MetricTerms,
    PeakDemand,
    PerPeriod,
    PerUnitPrice,
    Price,
    Tier,
    TierAllocation,
    TierBounds,
)
from pricing.rating.tou_calendar import TouCalendar, TouWindow

METRIC: Final = "ELECTRICITY"
ZONE: Final = "Etc/GMT+6"
"""Without clock changes, as what it is compared with knows none."""
TIER_TOPS: Final = (Decimal(500), Decimal(2000), None)
TIER_PRICES: Final = {
    "night": ("0.11", "0.13", "0.17"),
    "evening": ("0.12", "0.14", "0.18"),
    "day": ("0.15", "0.19", "0.23"),
    "peak": ("0.25", "0.29", "0.33"),
}
FIXED: Final = Decimal(12)
PER_KW: Final = Decimal("14.5")
HOURS: Final = (*(("night", 0, 6), ("evening", 6, 7), ("day", 7, 14), ("peak", 14, 19), ("evening", 19, 24)),)
"""Buckets of a weekday, from hour to hour; at weekends all but the night is evening."""
_ACCOUNTS: Final = 500
_MANY_BATCHES: Final = 40
_MONTH: Final = (date(2018, 1, 1), date(2018, 2, 1))


def four_bucket_plan(allocation: TierAllocation = TierAllocation.PER_BUCKET) -> PlanTerms:
    """A fixed charge, four buckets of three tiers each, and demand."""
    weekdays = frozenset(range(5))
    windows = (
        *(TouWindow(bucket, (), weekdays, first * 60, end * 60) for bucket, first, end in HOURS),
        TouWindow("night", to_minute=360),
        TouWindow("evening"),
    )
    prices: dict[str | None, Price] = {
        bucket: GraduatedPrice(
            tuple(Tier(top, Decimal(price)) for top, price in zip(TIER_TOPS, rows, strict=True))
        )
        for bucket, rows in TIER_PRICES.items()
    }
    energy = Charge(
        "energy",
        "Energy",
        BucketTotal(METRIC, "hours"),
        prices,
        tier_bounds=TierBounds.FULL,
        tier_allocation=allocation,
    )
    return PlanTerms(
        code="benchmark",
        currency="USD",
        metrics={METRIC: MetricTerms("kWh")},
        charges=(
            Charge("fixed", "Fixed", PerPeriod(), {None: FixedPrice(FIXED)}),
            energy,
            Charge("demand", "Demand", PeakDemand(METRIC, 15), {None: PerUnitPrice(PER_KW)}),
        ),
        calendars={"hours": TouCalendar("hours", tuple(TIER_PRICES), windows)},
    )


def month_batch(terms: PlanTerms, first: date, end: date, quantities: np.ndarray) -> RatingBatch:
    """Accounts by quarter-hours of the days, in Wh: int64 of shape (accounts, intervals)."""
    period = LocalCalendar(ZONE).span(first, end)
    usage = UsageMatrix(IntervalGrid.filling(period, 15), quantities, None, "kWh", 3)
    return RatingBatch(terms, ZONE, period, period, len(quantities), {METRIC: usage})


def measure_rating() -> Figure:
    """2,976 quarter-hours an account, lines and traces made: four buckets of three tiers each, and demand."""
    batch = month_batch(four_bucket_plan(), *_MONTH, _some_usage(1))
    matrix = batch.usage[METRIC]

    def one_by_one() -> None:
        for row in matrix.quantities:
            actual = np.full(matrix.grid.count, 60, dtype=np.uint8)
            series = UsageSeries(matrix.grid, row, actual, matrix.unit, matrix.decimals)
            rate(RatingRequest(batch.terms, ZONE, batch.period, batch.period, {METRIC: series}))

    return Figure(
        "rate 4 buckets x 3 tiers, kW",
        "accounts",
        _ACCOUNTS / fastest_s(lambda: rate_batch(batch)),
        "one by one",
        _ACCOUNTS / fastest_s(one_by_one),
    )


def measure_memory() -> tuple[int, float, float]:
    """Accounts rated in many batches, and the most megabytes the process had after the first and the last."""
    peaks = [_peak_megabytes() for _ in _rated_batches()]
    return _MANY_BATCHES * _ACCOUNTS, peaks[0], peaks[-1]


def _rated_batches() -> Iterator[int]:
    for number in range(_MANY_BATCHES):
        yield len(rate_batch(month_batch(four_bucket_plan(), *_MONTH, _some_usage(number))))


def _some_usage(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 2000, size=(_ACCOUNTS, 31 * 96)).astype(np.int64)


def _peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
