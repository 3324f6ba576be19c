"""Each part of the quantity at its own tier's price."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Final

from pricing.money import EXACT
from pricing.rating.plan_terms import GraduatedPrice
from pricing.rating.prices.priced_part import PricedPart
from pricing.rating.prices.tier_bounds import tier_bands

_NOTHING: Final = Decimal(0)
_ONE: Final = Decimal(1)


def price_graduated(price: GraduatedPrice, quantity: Decimal, bounds_scale: Fraction) -> list[PricedPart]:
    """A part for the usage in every tier that is reached, and one for its flat fee where it has one.

    A top belongs to the tier it ends. A tier is reached when the quantity exceeds its bottom; at zero the
    first tier's flat fee is owed only where the plan says so (semantics §3). With nothing used, one empty
    part keeps the charge visible.
    """
    return graduated_pricer(price, bounds_scale)(quantity)


def graduated_pricer(price: GraduatedPrice, bounds_scale: Fraction) -> Callable[[Decimal], list[PricedPart]]:
    """As `price_graduated`, for many quantities at the same bounds."""
    bands = tuple(tier_bands(price.tiers, bounds_scale))
    empty = PricedPart("per_unit", _NOTHING, price.tiers[0].unit_price)

    def parts_of(quantity: Decimal) -> list[PricedPart]:
        parts = []
        used = max(quantity, _NOTHING)
        for band in bands:
            tier = band.tier
            reached = used > band.bottom
            if reached:
                top = used if band.top is None or used < band.top else band.top
                inside = EXACT.subtract(top, band.bottom)
                parts.append(PricedPart("tier", inside, tier.unit_price, band.facts, band.number))
            if tier.flat_fee and (reached or (band.number == 1 and price.flat_at_zero)):
                parts.append(PricedPart("tier_flat", _ONE, tier.flat_fee, band.facts, band.number))
            if not reached:
                break
        return parts or [empty]

    return parts_of
