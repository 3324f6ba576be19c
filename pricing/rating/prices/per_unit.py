"""Quantity times unit price."""

from decimal import Decimal
from fractions import Fraction

from pricing.rating.plan_terms import PerUnitPrice
from pricing.rating.prices.priced_part import PricedPart


def price_per_unit(price: PerUnitPrice, quantity: Decimal, bounds_scale: Fraction) -> list[PricedPart]:
    """One part; a negative quantity is billed as 0 and stays visible in the trace (semantics §2)."""
    return [PricedPart("per_unit", max(quantity, Decimal(0)), price.unit_price)]
