"""Peak demand: the highest average over a window, of the period or of each of its days."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pricing.rating.determinants.demand_windows import (
    DemandWindows,
    demand_unit,
    demand_windows,
    window_buckets,
)
from pricing.rating.determinants.measured import Measured
from pricing.rating.determinants.usage_lookup import interval_facts, usage_of
from pricing.rating.plan_terms import DailyPeaks, PeakDemand
from pricing.rating.request import RatingBatch


def measure_peak_demand(determinant: PeakDemand, batch: RatingBatch) -> list[Measured]:
    """The largest window's usage divided by its hours, per bucket that occurs; in kW for kWh.

    With SUM_OF_DAYS every local day's largest window, summed, in kW-day: a window belongs to the day in which
    it starts, and a day without a window in the bucket adds nothing. Of equal windows the first counts.

    Raises UnableToRate when the readings are coarser than the window or do not divide it.
    """
    usage = usage_of(determinant.metric, batch)
    windows = demand_windows(usage, determinant.window_minutes, determinant.sliding)
    unit, facts = demand_unit(usage.unit), peak_facts(determinant)
    measured = []
    for bucket, columns in window_buckets(windows, determinant, batch):
        where = np.flatnonzero(columns)
        peaks, best = windows.highest(where)
        days = {}
        if determinant.daily is DailyPeaks.SUM_OF_DAYS:
            day_peaks = _peaks_of_days(windows, where, batch)
            peaks, days = day_peaks.sum(axis=1), {"d": day_peaks.shape[1]}
        measured.append(
            Measured(
                bucket,
                f"{unit}-day" if days else unit,
                windows.demands(peaks),
                (facts if bucket is None else {**facts, "b": bucket}) | days,
                window_facts(windows, columns, best),
            )
        )
    return measured


def peak_facts(determinant: PeakDemand) -> dict[str, Any]:
    """The trace keys of a peak that are the same for all accounts and buckets."""
    is_daily = determinant.daily is DailyPeaks.SUM_OF_DAYS
    facts = {
        "of": "daily_peaks" if is_daily else "peak_demand",
        "m": determinant.metric,
        "w": determinant.window_minutes,
    }
    return {**facts, "sl": 1} if determinant.sliding else facts


def window_facts(
    windows: DemandWindows, columns: NDArray[np.bool_], best: NDArray[np.int64]
) -> list[dict[str, Any]]:
    """Trace keys of each account: the intervals that were looked at, and where its window `best` starts."""
    intervals = windows.intervals_in(columns)
    counted = interval_facts(
        int(np.count_nonzero(intervals)),
        windows.usage.estimated_counts(None if intervals.all() else intervals),
    )
    return [{**facts, "at": at} for facts, at in zip(counted, windows.starts(best), strict=True)]


def _peaks_of_days(windows: DemandWindows, where: NDArray[np.int64], batch: RatingBatch) -> NDArray[np.int64]:
    """The largest of these windows of each local day that has one; int64, shape (accounts, days)."""
    days = windows.of_intervals(windows.usage.grid.local_stamps(batch.calendar.zone).day)[where]
    edges = np.flatnonzero(np.r_[True, days[1:] != days[:-1]])
    return np.maximum.reduceat(windows.chosen(where), edges, axis=1)
