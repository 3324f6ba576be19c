"""Peak demand: the highest average over a clock-aligned window."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from metering.usage.usage_matrix import UsageMatrix
from pricing.money import EXACT
from pricing.rating.determinants.measured import Measured
from pricing.rating.determinants.usage_lookup import interval_facts, usage_of
from pricing.rating.plan_terms import PeakDemand
from pricing.rating.request import RatingBatch
from pricing.rating.unable_to_rate import UnableToRate

_DEMAND_UNITS = {"kWh": "kW", "Wh": "W", "MWh": "MW", "kvarh": "kvar", "kVARh": "kVAr", "kVAh": "kVA"}


def measure_peak_demand(determinant: PeakDemand, batch: RatingBatch) -> list[Measured]:
    """The largest window's usage divided by its hours, per bucket that occurs; in kW for kWh.

    Raises UnableToRate when the readings are coarser than the window or do not divide it.
    """
    usage = usage_of(determinant.metric, batch)
    step, window = usage.grid.step_minutes, determinant.window_minutes
    per_window, rest = divmod(window, step)
    if per_window == 0 or rest or usage.grid.count % per_window:
        raise UnableToRate(f"{step}-minute readings cannot give demand over {window} minutes")
    windows = usage.quantities.reshape(batch.size, -1, per_window).sum(axis=2)
    facts = {"of": "peak_demand", "m": determinant.metric, "w": window}
    measured = []
    for bucket, columns in _bucket_columns(determinant, batch, usage, per_window):
        where = np.flatnonzero(columns)
        if not where.size:
            continue
        best = where[np.argmax(windows[:, where], axis=1)]
        peaks = windows[np.arange(batch.size), best]
        account_facts = interval_facts(
            int(where.size) * per_window, usage.estimated_counts(np.repeat(columns, per_window))
        )
        for account, window_number in enumerate(best):
            start = usage.grid.start_of(int(window_number) * per_window)
            account_facts[account]["at"] = f"{start:%Y-%m-%dT%H:%MZ}"
        measured.append(
            Measured(
                bucket,
                _DEMAND_UNITS.get(usage.unit, f"{usage.unit}/h"),
                [_per_hour(int(peak), usage.decimals, window) for peak in peaks],
                facts if bucket is None else {**facts, "b": bucket},
                account_facts,
            )
        )
    return measured


def _bucket_columns(
    determinant: PeakDemand, batch: RatingBatch, usage: UsageMatrix, per_window: int
) -> list[tuple[str | None, NDArray[np.bool_]]]:
    """Which windows belong to which bucket, by the window's first interval."""
    if determinant.calendar is None:
        return [(None, np.ones(usage.grid.count // per_window, dtype=np.bool_))]
    calendar = batch.terms.calendars[determinant.calendar]
    numbers = calendar.bucket_numbers(usage.grid, batch.zone_name)[::per_window]
    return [(bucket, numbers == number) for number, bucket in enumerate(calendar.buckets)]


def _per_hour(peak: int, decimals: int, window_minutes: int) -> Decimal:
    return EXACT.divide(Decimal(peak * 60).scaleb(-decimals), Decimal(window_minutes))
