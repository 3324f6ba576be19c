"""Quantity times unit price."""

from decimal import Decimal

import pytest

from pricing.rating.plan_terms import PerUnitPrice
from pricing.rating.prices.counted import WHOLE
from pricing.rating.prices.per_unit import price_per_unit
from pricing.rating.prices.priced_part import PricedPart


@pytest.mark.parametrize(
    ("quantity", "priced"), [("743.25", "743.25"), ("0", "0"), ("-0.001", "0"), ("1e20", "1e20")]
)
def test_prices_the_quantity_and_nothing_below_zero(quantity, priced):
    parts = price_per_unit(PerUnitPrice(Decimal("0.000000000001")), Decimal(quantity), WHOLE)
    assert parts == [PricedPart("per_unit", Decimal(priced), Decimal("0.000000000001"))]
