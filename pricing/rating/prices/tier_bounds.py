"""Bottoms and tops of tiers: each starts where the last ended, scaled exactly where a plan says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from pricing.money import EXACT
from pricing.rating.plan_terms import Tier
from pricing.rating.prices.counted import WHOLE


class TierBand(NamedTuple):
    """A tier with its number (from 1), its scaled bottom and top, and its trace keys."""

    number: int
    tier: Tier
    bottom: Decimal
    top: Decimal | None
    facts: dict[str, Any]


def tier_bands(tiers: Sequence[Tier], bounds_scale: Fraction) -> Iterator[TierBand]:
    """Each tier as a band `(bottom, top]` of the quantity, bounds times `bounds_scale`."""
    stated_bottom = bottom = Decimal(0)
    scale = Decimal(bounds_scale.numerator), Decimal(bounds_scale.denominator)
    for number, tier in enumerate(tiers, start=1):
        top = tier.up_to
        if top is not None and bounds_scale != WHOLE:
            top = EXACT.divide(EXACT.multiply(top, scale[0]), scale[1])
        stated_top = None if tier.up_to is None else str(tier.up_to)
        facts: dict[str, Any] = {"t": [number, str(stated_bottom), stated_top]}
        if bounds_scale != WHOLE:
            facts["s"] = [bounds_scale.numerator, bounds_scale.denominator]
        yield TierBand(number, tier, bottom, top, facts)
        if top is None or tier.up_to is None:
            return
        bottom, stated_bottom = top, tier.up_to
