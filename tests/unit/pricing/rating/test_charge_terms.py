"""Charges as values."""

from decimal import Decimal

from pricing.rating.charge_terms import Charge, TierAllocation, TierBounds
from pricing.rating.plan_terms import FixedPrice, PerPeriod


def test_a_charge_is_prorated_and_has_tiers_of_its_own_unless_it_says_otherwise():
    charge = Charge("c", "C", PerPeriod(), {None: FixedPrice(Decimal(1))})
    assert (charge.prorated, charge.group) == (True, "main")
    assert (charge.tier_bounds, charge.tier_allocation) == (TierBounds.PRORATED, TierAllocation.PER_BUCKET)
