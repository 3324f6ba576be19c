"""An amount whatever the quantity."""

from decimal import Decimal
from fractions import Fraction

from pricing.rating.plan_terms import FixedPrice
from pricing.rating.prices.priced_part import PricedPart


def price_fixed(price: FixedPrice, quantity: Decimal, bounds_scale: Fraction) -> list[PricedPart]:
    """One part: the amount."""
    return [PricedPart("fixed", Decimal(1), price.amount)]
