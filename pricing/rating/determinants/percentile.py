"""The rate that most samples stay under: burstable bandwidth."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from pricing.money import EXACT
from pricing.rating.determinants.demand_windows import demand_unit, demand_windows
from pricing.rating.determinants.measured import Measured
from pricing.rating.determinants.peak_demand import window_facts
from pricing.rating.determinants.usage_lookup import usage_of
from pricing.rating.plan_terms import Percentile
from pricing.rating.request import RatingBatch


def measure_percentile(determinant: Percentile, batch: RatingBatch) -> list[Measured]:
    """The highest rate per hour of an interval after the highest of them are dropped.

    Of n samples floor(n x (100 - percent) / 100) are dropped, never the last one.
    """
    usage = usage_of(determinant.metric, batch)
    windows = demand_windows(usage, usage.grid.step_minutes)
    count = usage.grid.count
    dropped = min(dropped_count(count, determinant.percent), count - 1)
    ranked = np.partition(windows.sums, count - 1 - dropped, axis=1)[:, count - 1 - dropped]
    # Any interval of that rate explains it; the first one is named.
    first = np.argmax(windows.sums == ranked[:, None], axis=1)
    facts = {
        "of": "percentile",
        "m": determinant.metric,
        "w": usage.grid.step_minutes,
        "pc": [str(determinant.percent), dropped],
    }
    account_facts = window_facts(windows, np.ones(count, dtype=np.bool_), first)
    return [Measured(None, demand_unit(usage.unit), windows.demands(ranked), facts, account_facts)]


def dropped_count(count: int, percent: Decimal) -> int:
    """How many of the highest samples do not count."""
    above = EXACT.multiply(Decimal(count), EXACT.subtract(Decimal(100), percent))
    return int(EXACT.divide_int(above, Decimal(100)))
