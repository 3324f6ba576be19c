"""Charges of a plan document for energy and demand."""

from __future__ import annotations

from typing import Any

from pricing.urdb.document_prices import METRIC, PER_DAY_UNIT, Buckets, price_of
from pricing.urdb.generation import Generation, bank, bought
from pricing.urdb.rate_structures import UrdbPeriod
from pricing.urdb.timed_prices import PER_BUCKET, TimedPrices


def energy_charges(
    priced: TimedPrices,
    buckets: Buckets,
    generation: Generation | None,
    *,
    tier_bounds: str,
    window_minutes: int,
) -> list[dict[str, Any]]:
    """The energy charge; several where tiers are for a month, for a day, or for hours of use.

    `tier_bounds` holds for tiers of a month; `window_minutes` for the demand that hours of use are times of.
    """
    groups: dict[str, set[int]] = {}
    for number, period in priced.periods.items():
        groups.setdefault(_bounds(period, tier_bounds), set()).add(number)
    if len(groups) > 1:
        # What has no tiers goes with any others.
        untiered = groups.pop("", set())
        next(iter(groups.values())).update(untiered)
    charges = []
    for place, (bounds, numbers) in enumerate(groups.items(), start=1):
        as_tiers = priced.allocation != PER_BUCKET
        prices = {
            number: price_of(period, as_tiers=as_tiers) if number in numbers else None
            for number, period in priced.periods.items()
        }
        charges.append(
            {
                "code": "ENERGY" if place == 1 else f"ENERGY_{place}",
                "label": "Energy",
                "determinant": bought(generation, buckets),
                **buckets.prices(prices),
                **_tier_rules(bounds, priced.allocation, window_minutes),
                **bank(generation),
            }
        )
    return charges


def demand_charge(
    code: str,
    label: str,
    priced: TimedPrices,
    buckets: Buckets,
    window_minutes: int,
    prorated: dict[str, bool],
) -> dict[str, Any]:
    """A demand charge: one peak, or one for each period where prices differ by time.

    `prorated` says whether its price shrinks with the days of a period cut short; empty for yes.
    """
    prices = {
        number: None if period.is_free else price_of(period) for number, period in priced.periods.items()
    }
    return {
        "code": code,
        "label": label,
        "determinant": {**_peak(window_minutes), **buckets.of_determinant},
        **buckets.prices(prices),
        # A demand is no sum over days, so its tiers hold for a shortened period too.
        **({"tier_bounds": "full"} if priced.is_tiered else {}),
        **prorated,
    }


def _peak(window_minutes: int) -> dict[str, Any]:
    return {"kind": "peak_demand", "metric": METRIC, "window_minutes": window_minutes}


def _bounds(period: UrdbPeriod, tier_bounds: str) -> str:
    if not period.is_tiered:
        return ""
    if period.is_by_hours_of_use:
        return "hours_use"
    return "per_day" if period.unit == PER_DAY_UNIT else tier_bounds


def _tier_rules(bounds: str, allocation: str, window_minutes: int) -> dict[str, Any]:
    if bounds == "hours_use":
        return {"demand": _peak(window_minutes)}
    rules = {"tier_bounds": bounds} if bounds else {}
    return rules if allocation == PER_BUCKET or not bounds else {**rules, "tier_allocation": allocation}
