"""A quantity as usage: one interval of one day, so that any quantity can go through the whole engine."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np

from metering.usage.interval_grid import IntervalGrid
from metering.usage.reading_quality import ReadingQuality
from metering.usage.usage_series import UsageSeries


def one_interval(whole: int, decimals: int, unit: str) -> UsageSeries:
    """The quantity `whole` times 10^-decimals, used on 1 January 2026 (UTC)."""
    return UsageSeries(
        IntervalGrid(datetime(2026, 1, 1, tzinfo=UTC), 1440, 1),
        np.array([whole], dtype=np.int64),
        np.array([ReadingQuality.ACTUAL], dtype=np.uint8),
        unit,
        decimals,
    )
