"""What a price makes of a quantity."""

from decimal import Decimal

from pricing.rating.prices.priced_part import PricedPart


def test_has_no_tier_and_facts_of_its_own_unless_told():
    first, second = (PricedPart("per_unit", Decimal(1), Decimal(2)) for _ in range(2))
    assert (first.tier, first.facts) == (None, {})
    assert first.facts is not second.facts
