"""Each part of the quantity at its own tier's price."""

from decimal import Decimal
from fractions import Fraction

from pricing.money import EXACT
from pricing.rating.plan_terms import GraduatedPrice
from pricing.rating.prices.priced_part import PricedPart
from pricing.rating.prices.tier_bounds import tier_bands


def price_graduated(price: GraduatedPrice, quantity: Decimal, bounds_scale: Fraction) -> list[PricedPart]:
    """A part for the usage in every tier that is reached, and one for its flat fee where it has one.

    A top belongs to the tier it ends. A tier is reached when the quantity exceeds its bottom; at zero the
    first tier's flat fee is owed only where the plan says so (semantics §3). With nothing used, one empty
    part keeps the charge visible.
    """
    parts: list[PricedPart] = []
    used = max(quantity, Decimal(0))
    for band in tier_bands(price.tiers, bounds_scale):
        reached = used > band.bottom
        if reached:
            top = used if band.top is None else min(used, band.top)
            inside = EXACT.subtract(top, band.bottom)
            parts.append(PricedPart("tier", inside, band.tier.unit_price, band.facts, band.number))
        if band.tier.flat_fee and (reached or (band.number == 1 and price.flat_at_zero)):
            parts.append(PricedPart("tier_flat", Decimal(1), band.tier.flat_fee, band.facts, band.number))
        if not reached:
            break
    return parts or [PricedPart("per_unit", Decimal(0), price.tiers[0].unit_price)]
