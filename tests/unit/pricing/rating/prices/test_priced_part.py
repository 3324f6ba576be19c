"""What a price makes of a quantity."""

from decimal import Decimal

import pytest

from pricing.rating.prices.priced_part import PricedPart


def test_has_neither_tier_nor_facts_unless_told():
    part = PricedPart("per_unit", Decimal(1), Decimal(2))
    assert (part.tier, part.facts, part.exact, part.unit) == (None, {}, None, None)


def test_shares_facts_that_nobody_can_change():
    with pytest.raises(TypeError):
        PricedPart("per_unit", Decimal(1), Decimal(2)).facts["q"] = "1"
