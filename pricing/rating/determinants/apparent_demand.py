"""Apparent demand (kVA): what the wires carry, active and reactive together."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pricing.rating.determinants.demand_windows import demand_windows
from pricing.rating.determinants.exact_roots import rounded_root
from pricing.rating.determinants.measured import Measured
from pricing.rating.determinants.peak_demand import window_facts
from pricing.rating.determinants.reactive_usage import active_and_reactive, in_common_decimals
from pricing.rating.plan_terms import ApparentDemand
from pricing.rating.request import RatingBatch
from pricing.rating.unable_to_rate import UnableToRate

_UNITS: Final = {"kWh": "kVA", "Wh": "VA", "MWh": "MVA"}
_LARGEST_SQUARED: Final = 2**31 - 1
"""Two squares of it still add up to an int64."""


def measure_apparent_demand(determinant: ApparentDemand, batch: RatingBatch) -> list[Measured]:
    """The highest root of active squared plus reactive squared over a window of the clock; in kVA.

    Rounded half up to the stated decimals; of equal windows the first counts.

    Raises UnableToRate when units or reading steps do not fit together or to the window.
    """
    active, reactive = active_and_reactive(determinant.metric, determinant.reactive_metric, batch)
    if active.grid != reactive.grid:
        raise UnableToRate(f"{determinant.metric} and {determinant.reactive_metric} differ in reading step")
    minutes = determinant.window_minutes
    windows = demand_windows(active, minutes)
    decimals, (kwh, kvarh) = in_common_decimals(
        active, reactive, windows.sums, demand_windows(reactive, minutes).sums
    )
    squares = _squares(kwh, kvarh)
    best = np.argmax(squares, axis=1)
    # Usage in a window to demand: times 60 over minutes, squared under the root.
    per_hour = Fraction(60 * 60, minutes * minutes * 100**decimals)
    highest = [int(row[number]) for row, number in zip(squares, best, strict=True)]
    facts = window_facts(windows, np.ones(squares.shape[1], dtype=np.bool_), best)
    estimated = reactive.estimated_counts()
    for account, count in enumerate(estimated):
        facts[account]["n"] *= 2
        if count:
            facts[account]["e"] = facts[account].get("e", 0) + count
    return [
        Measured(
            None,
            _UNITS[active.unit],
            [rounded_root(square * per_hour, determinant.decimals) for square in highest],
            {
                "of": "apparent_demand",
                "m": determinant.metric,
                "mx": determinant.reactive_metric,
                "w": minutes,
            },
            facts,
        )
    ]


def _squares(active: NDArray[np.int64], reactive: NDArray[np.int64]) -> NDArray[np.generic]:
    """Active squared plus reactive squared, exactly: int64 where that is wide enough, else Python integers."""
    largest = max(int(np.abs(one).max(initial=0)) for one in (active, reactive))
    if largest > _LARGEST_SQUARED:
        active, reactive = active.astype(object), reactive.astype(object)
    squares: NDArray[np.generic] = active * active + reactive * reactive
    return squares
