"""Terms as values: what they stand for when nothing else is said."""

from decimal import Decimal

import pytest

from pricing.rating.plan_terms import (
    Charge,
    FixedPrice,
    PerPeriod,
    PlanTerms,
    Rounding,
    RoundingUnit,
    Tier,
    TierBounds,
)


@pytest.mark.parametrize(("currency", "scale"), [("USD", 2), ("JPY", 0), ("BHD", 3)])
def test_rounds_each_line_to_the_minor_unit_of_the_currency_unless_told_otherwise(currency, scale):
    plan = PlanTerms("p", currency, {}, ())
    assert plan.rounding == Rounding(RoundingUnit.LINE, scale, "half_up")


def test_passes_on_what_is_rounded_and_how():
    plan = PlanTerms("p", "EUR", {}, (), rounding_unit=RoundingUnit.CHARGE, rounding_mode="down")
    assert plan.rounding == Rounding(RoundingUnit.CHARGE, 2, "down")


def test_prorates_amounts_and_tier_bounds_unless_told_otherwise():
    charge = Charge("c", "C", PerPeriod(), {None: FixedPrice(Decimal(1))})
    assert (charge.prorated, charge.tier_bounds, charge.group) == (True, TierBounds.PRORATED, "main")


def test_has_no_flat_fee_unless_told_otherwise():
    assert Tier(None, Decimal("0.10")).flat_fee == 0
