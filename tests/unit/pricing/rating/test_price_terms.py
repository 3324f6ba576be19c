"""Prices as values."""

from decimal import Decimal

from pricing.rating.price_terms import HoursBlock, HoursUsePrice, IndexPrice, MissingIndexPrice, Tier


def test_are_equal_by_what_they_say_and_can_be_keys():
    block = HoursBlock(Decimal(200), (Tier(None, Decimal("0.1")),))
    assert len({HoursUsePrice((block,)), HoursUsePrice((block,))}) == 1


def test_an_index_without_a_price_refuses_the_bill_unless_the_plan_says_otherwise():
    assert IndexPrice("SPOT").missing is MissingIndexPrice.REFUSE
