"""How it is priced: one file per price shape, one table to find them."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from pricing.rating.plan_terms import (
    FixedPrice,
    GraduatedPrice,
    HoursUsePrice,
    IndexPrice,
    PackagePrice,
    PerUnitPrice,
    Price,
    VolumePrice,
)
from pricing.rating.prices.billed_so_far import without_billed
from pricing.rating.prices.counted import WHOLE, Counted
from pricing.rating.prices.fixed import price_fixed
from pricing.rating.prices.graduated import graduated_pricer, price_graduated
from pricing.rating.prices.hours_use import price_hours_use
from pricing.rating.prices.index import price_by_index
from pricing.rating.prices.package import price_package
from pricing.rating.prices.per_unit import price_per_unit
from pricing.rating.prices.priced_part import PricedPart
from pricing.rating.prices.volume import price_volume

QuantityPricer = Callable[[Decimal], list[PricedPart]]
"""What makes parts of a quantity."""

_OF_A_QUANTITY: Final[dict[type, Callable[[Any, Decimal, Fraction], list[PricedPart]]]] = {
    PerUnitPrice: price_per_unit,
    GraduatedPrice: price_graduated,
    PackagePrice: price_package,
}
"""Prices of the quantity alone. Of several invoices each costs what it adds to the ones before it."""

_AT_ONCE: Final[dict[type, Callable[[Any, Counted], list[PricedPart]]]] = {
    FixedPrice: price_fixed,
    VolumePrice: price_volume,
    HoursUsePrice: price_hours_use,
    IndexPrice: price_by_index,
}
"""Prices that look at more than the quantity, or that are owed by one invoice of the period only."""


def price_quantity(price: Price, counted: Counted) -> list[PricedPart]:
    """The parts that what is counted costs, at least one; a price owed by another invoice of the period has none.

    Raises UnableToRate when what was counted does not allow the price.
    """
    of_quantity = _OF_A_QUANTITY.get(type(price))
    if of_quantity is None:
        return _AT_ONCE[type(price)](price, counted)
    parts = of_quantity(price, counted.quantity, counted.bounds_scale)
    if counted.previous or not counted.is_first:
        billed = of_quantity(price, counted.previous, counted.bounds_scale)
        return without_billed(parts, billed, counted)
    return parts


def quantity_pricer(price: Price, bounds_scale: Fraction) -> QuantityPricer | None:
    """How the price makes parts of many quantities at the same bounds; None for one that looks at more."""
    if isinstance(price, GraduatedPrice):
        return graduated_pricer(price, bounds_scale)
    of_quantity = _OF_A_QUANTITY.get(type(price))
    return None if of_quantity is None else lambda quantity: of_quantity(price, quantity, bounds_scale)


__all__ = ["WHOLE", "Counted", "PricedPart", "QuantityPricer", "price_quantity", "quantity_pricer"]
