"""Determinants as values."""

from decimal import Decimal

from pricing.rating.determinant_terms import BilledDemand, PeakDemand


def test_are_equal_by_what_they_say_and_can_be_keys():
    assert len({BilledDemand(PeakDemand("E", 15)), BilledDemand(PeakDemand("E", 15))}) == 1


def test_the_whole_peak_of_the_month_counts_unless_a_plan_says_otherwise():
    assert BilledDemand(PeakDemand("E", 15)).current_percents == (Decimal(100),) * 12
