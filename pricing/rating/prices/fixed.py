"""An amount whatever the quantity."""

from decimal import Decimal

from pricing.rating.plan_terms import FixedPrice
from pricing.rating.prices.counted import Counted
from pricing.rating.prices.priced_part import PricedPart


def price_fixed(price: FixedPrice, counted: Counted) -> list[PricedPart]:
    """One part: the amount, owed by the first invoice of the period."""
    return [PricedPart("fixed", Decimal(1), price.amount)] if counted.is_first else []
