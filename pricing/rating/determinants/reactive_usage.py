"""Active and reactive energy side by side."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from metering.usage.usage_matrix import UsageMatrix
from pricing.rating.determinants.usage_lookup import usage_of
from pricing.rating.request import RatingBatch
from pricing.rating.unable_to_rate import UnableToRate

_REACTIVE = {"kWh": "KVARH", "Wh": "VARH", "MWh": "MVARH"}


def active_and_reactive(
    metric: str, reactive_metric: str, batch: RatingBatch
) -> tuple[UsageMatrix, UsageMatrix]:
    """The usage of both metrics.

    Raises UnableToRate as `usage_of` does, and when the units do not belong together (kWh and kvarh).
    """
    active, reactive = usage_of(metric, batch), usage_of(reactive_metric, batch)
    if _REACTIVE.get(active.unit) != reactive.unit.upper():
        raise UnableToRate(
            f"{metric} in {active.unit} and {reactive_metric} in {reactive.unit} do not belong together:"
            " measure them in kWh and kvarh"
        )
    return active, reactive


def in_common_decimals(
    active: UsageMatrix, reactive: UsageMatrix, *arrays: NDArray[np.int64]
) -> tuple[int, list[NDArray[np.int64]]]:
    """The larger number of decimals, and an array of either's whole numbers in it (active first)."""
    decimals = max(active.decimals, reactive.decimals)
    factors = (10 ** (decimals - active.decimals), 10 ** (decimals - reactive.decimals))
    return decimals, [array * factor for array, factor in zip(arrays, factors, strict=True)]
