"""Adjustments as values."""

from decimal import Decimal

from pricing.rating.adjustment_terms import ExemptTier, MaximumBill, MinimumBill, Span, TaxTerms

TEN = Decimal(10)


def test_are_for_a_period_and_for_every_charge_unless_the_plan_says_otherwise():
    cap, floor = MaximumBill("cap", "Maximum", TEN), MinimumBill("floor", "Minimum", TEN)
    assert {(one.per, one.charges, one.prorated) for one in (cap, floor)} == {(Span.PERIOD, (), True)}
    assert (cap.year_end_month, floor.year_end_month) == (12, 12)


def test_are_equal_by_what_they_say_and_can_be_keys():
    taxes = [TaxTerms("duty", "Duty", TEN, exempt=(ExemptTier("energy", 1),)) for _ in range(2)]
    assert len(set(taxes)) == 1
    assert taxes[0] != TaxTerms("duty", "Duty", TEN)
