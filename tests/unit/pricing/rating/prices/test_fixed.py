"""An amount whatever the quantity."""

from decimal import Decimal
from fractions import Fraction

import pytest

from pricing.rating.plan_terms import FixedPrice
from pricing.rating.prices.counted import Counted
from pricing.rating.prices.fixed import price_fixed
from pricing.rating.prices.priced_part import PricedPart


@pytest.mark.parametrize("quantity", ["0", "1", "-5", "743.25"])
def test_costs_the_same_whatever_the_quantity(quantity):
    parts = price_fixed(FixedPrice(Decimal("16.91")), Counted(Decimal(quantity), bounds_scale=Fraction(1, 3)))
    assert parts == [PricedPart("fixed", Decimal(1), Decimal("16.91"))]
