"""Whole packages of units."""

from decimal import Decimal
from fractions import Fraction

from pricing.money import EXACT
from pricing.rating.plan_terms import PackagePrice
from pricing.rating.prices.priced_part import PricedPart


def price_package(price: PackagePrice, quantity: Decimal, bounds_scale: Fraction) -> list[PricedPart]:
    """The packages that hold what exceeds the free units; a partial one counts whole, or not at all.

    Whole division of Decimals, so 2.1 / 0.7 is 3 packages and not 4 (semantics §5).
    """
    paid = max(EXACT.subtract(quantity, price.free_units), Decimal(0))
    packages = EXACT.divide_int(paid, price.package_size)
    if price.partial_up and EXACT.multiply(packages, price.package_size) != paid:
        packages += 1
    facts = {"k": [str(price.package_size), str(price.free_units), "up" if price.partial_up else "down"]}
    return [PricedPart("package", packages, price.package_price, facts, unit="package")]
