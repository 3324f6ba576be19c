"""Reactive energy beyond what goes with the active energy."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pricing.money import EXACT
from pricing.rating.determinants.measured import Measured
from pricing.rating.determinants.reactive_usage import active_and_reactive
from pricing.rating.determinants.usage_lookup import as_decimals
from pricing.rating.plan_terms import ExcessReactive
from pricing.rating.request import RatingBatch


def measure_excess_reactive(determinant: ExcessReactive, batch: RatingBatch) -> list[Measured]:
    """The period's reactive energy less `allowed` times its active energy, never below zero; in kvarh.

    Raises UnableToRate when the units do not belong together.
    """
    active, reactive = active_and_reactive(determinant.metric, determinant.reactive_metric, batch)
    quantities, facts = [], []
    both = zip(
        as_decimals(active.quantities.sum(axis=1), active.decimals),
        as_decimals(reactive.quantities.sum(axis=1), reactive.decimals),
        active.estimated_counts(),
        reactive.estimated_counts(),
        strict=True,
    )
    for kwh, kvarh, *estimated in both:
        free = EXACT.multiply(determinant.allowed, max(kwh, Decimal(0)))
        quantities.append(max(EXACT.subtract(kvarh, free), Decimal(0)))
        account: dict[str, Any] = {"n": active.grid.count + reactive.grid.count}
        if sum(estimated):
            account["e"] = sum(estimated)
        facts.append({**account, "qa": [str(kwh), str(kvarh), str(determinant.allowed)]})
    shared = {"of": "excess_reactive", "m": determinant.metric, "mx": determinant.reactive_metric}
    return [Measured(None, reactive.unit, quantities, shared, facts)]
