"""A counted quantity as a price sees it."""

from decimal import Decimal

from pricing.rating.prices.counted import WHOLE, Counted


def test_is_all_of_a_period_billed_at_once_unless_it_says_otherwise():
    counted = Counted(Decimal(5))
    assert (counted.previous, counted.bounds_scale, counted.is_first, counted.is_last) == (
        0,
        WHOLE,
        True,
        True,
    )
