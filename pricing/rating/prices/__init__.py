"""How it is priced: one file per price shape, one table to find them."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from pricing.rating.plan_terms import (
    FixedPrice,
    GraduatedPrice,
    PackagePrice,
    PerUnitPrice,
    Price,
    VolumePrice,
)
from pricing.rating.prices.fixed import price_fixed
from pricing.rating.prices.graduated import price_graduated
from pricing.rating.prices.package import price_package
from pricing.rating.prices.per_unit import price_per_unit
from pricing.rating.prices.priced_part import PricedPart
from pricing.rating.prices.tier_bounds import WHOLE
from pricing.rating.prices.volume import price_volume

_PRICERS: dict[type, Callable[[Any, Decimal, Fraction], list[PricedPart]]] = {
    FixedPrice: price_fixed,
    PerUnitPrice: price_per_unit,
    GraduatedPrice: price_graduated,
    VolumePrice: price_volume,
    PackagePrice: price_package,
}


def price_quantity(price: Price, quantity: Decimal, bounds_scale: Fraction = WHOLE) -> list[PricedPart]:
    """The parts a quantity costs, at least one; tier bounds are multiplied by `bounds_scale`."""
    return _PRICERS[type(price)](price, quantity, bounds_scale)
