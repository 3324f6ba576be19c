"""Blocks of hours of use of the billed demand, each with tiers of its own."""

from __future__ import annotations

from decimal import Decimal

from pricing.money import EXACT
from pricing.rating.plan_terms import HoursUsePrice
from pricing.rating.prices.counted import WHOLE, Counted
from pricing.rating.prices.priced_part import PricedPart
from pricing.rating.prices.tier_bounds import tier_bands
from pricing.rating.unable_to_rate import UnableToRate


def price_hours_use(price: HoursUsePrice, counted: Counted) -> list[PricedPart]:
    """A part for the usage in every tier of every block that is reached.

    A block of `hours` ends at hours times the billed demand; the tiers within it are counted from its bottom
    and do not scale. Owed by the last invoice of the period, as the demand is known only then.

    Raises UnableToRate when no demand is counted.
    """
    if counted.demand is None:
        raise UnableToRate("prices by hours of use need a billed demand")
    if not counted.is_last:
        return []
    parts: list[PricedPart] = []
    used, bottom, number = max(counted.quantity, Decimal(0)), Decimal(0), 0
    for block in price.blocks:
        top = None if block.hours is None else EXACT.multiply(block.hours, counted.demand)
        inside = EXACT.subtract(used if top is None else min(used, top), bottom)
        facts = {"h": [str(bottom), None if top is None else str(top)]}
        for band in tier_bands(block.tiers, WHOLE):
            number += 1
            if inside > band.bottom:
                end = inside if band.top is None else min(inside, band.top)
                quantity = EXACT.subtract(end, band.bottom)
                in_tier = {**facts, **band.facts}
                parts.append(PricedPart("hours_tier", quantity, band.tier.unit_price, in_tier, number))
        if top is None or used <= top:
            break
        bottom = top
    return parts or [PricedPart("per_unit", Decimal(0), price.blocks[0].tiers[0].unit_price)]
