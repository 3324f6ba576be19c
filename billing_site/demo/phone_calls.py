"""The calls of a business line, counted in seconds as the price list wants it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from billing_site.demo.hours import Hours
from billing_site.demo.standard_profiles import hourly_activity

_PER_DAY: Final = 1000  # the activity table gives parts per thousand of a working day
_SHORTEST_S: Final = 60
_LONGEST_S: Final = 90 * 60


@dataclass(frozen=True, slots=True)
class PhoneLine:
    """A line by the calls of a working day and their median length."""

    calls_per_day: float
    median_s: float = 120.0


def call_thousandths(line: PhoneLine, hours: Hours, rng: np.random.Generator) -> NDArray[np.int64]:
    """Minutes called in each hour, in thousandths, shape (n,). Needs hours of 60 minutes.

    Each call counts by the second, and for a minute at least; it belongs to the hour in which it began. The
    thousandths of an hour's seconds are rounded to the nearest.
    """
    calls = rng.poisson(hourly_activity("CALLS", hours) / _PER_DAY * line.calls_per_day)
    lengths = rng.lognormal(np.log(line.median_s), 0.9, int(calls.sum()))
    seconds = np.clip(np.ceil(lengths), _SHORTEST_S, _LONGEST_S).astype(np.int64)
    of_hour = np.bincount(np.repeat(np.arange(hours.count), calls), weights=seconds, minlength=hours.count)
    return (of_hour.astype(np.int64) * 1000 + 30) // 60
