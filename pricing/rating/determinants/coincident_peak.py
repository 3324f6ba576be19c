"""Coincident peak: one's own demand when the whole system peaked."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from pricing.rating.determinants.demand_windows import DemandWindows, demand_unit, demand_windows
from pricing.rating.determinants.measured import Measured
from pricing.rating.determinants.peak_demand import window_facts
from pricing.rating.determinants.usage_lookup import usage_of
from pricing.rating.plan_terms import CoincidentPeak
from pricing.rating.request import RatingBatch
from pricing.rating.unable_to_rate import UnableToRate


def measure_coincident_peak(determinant: CoincidentPeak, batch: RatingBatch) -> list[Measured]:
    """The highest demand over the windows of the clock that overlap a peak of the system; in kW for kWh.

    Raises UnableToRate when no peak of that name is known in the period, or the readings cannot fill the windows.
    """
    usage = usage_of(determinant.metric, batch)
    windows = demand_windows(usage, determinant.window_minutes)
    columns = _at_peaks(windows, determinant, batch)
    if not columns.any():
        dates = (batch.calendar.local_date(batch.period.start), batch.calendar.last_date(batch.period))
        raise UnableToRate(
            f'no peak of the system "{determinant.peaks}" is known from {dates[0]} to {dates[1]}:'
            " enter when it was, then bill again"
        )
    peaks, best = windows.highest(np.flatnonzero(columns))
    facts = {
        "of": "coincident_peak",
        "m": determinant.metric,
        "w": determinant.window_minutes,
        "sp": determinant.peaks,
    }
    account_facts = window_facts(windows, columns, best)
    return [Measured(None, demand_unit(usage.unit), windows.demands(peaks), facts, account_facts)]


def _at_peaks(windows: DemandWindows, determinant: CoincidentPeak, batch: RatingBatch) -> NDArray[np.bool_]:
    """Which windows overlap a peak; a peak that touches the period in part counts for its part."""
    columns = np.zeros(windows.sums.shape[1], dtype=np.bool_)
    start, length = windows.usage.grid.start, timedelta(minutes=windows.minutes)
    for peak in batch.system_peaks.get(determinant.peaks, ()):
        first, end = (peak.start - start) // length, -((start - peak.end) // length)
        columns[max(first, 0) : max(end, 0)] = True
    return columns
