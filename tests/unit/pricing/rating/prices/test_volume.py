"""The whole quantity at the price of the tier it reaches."""

from decimal import Decimal
from fractions import Fraction

import pytest

from pricing.rating.plan_terms import VolumePrice
from pricing.rating.prices.counted import WHOLE
from pricing.rating.prices.volume import volume_parts
from tests.unit.pricing.rating.builders import tiers

ROWS = tiers(("100", "2", "10"), ("200", "1"), (None, "0.5", "50"))
PRICE = VolumePrice(ROWS)


def priced(price, quantity, scale=WHOLE, chosen_by=None):
    """(rule, tier, quantity, unit price) of each part."""
    parts = volume_parts(price, Decimal(quantity), scale, None if chosen_by is None else Decimal(chosen_by))
    return [(part.rule, part.tier, str(part.quantity), str(part.unit_price)) for part in parts]


@pytest.mark.parametrize(
    ("quantity", "tier", "price"),
    [("0.001", 1, "2"), ("100", 1, "2"), ("100.001", 2, "1"), ("200", 2, "1"), ("200.001", 3, "0.5")],
)
def test_gives_a_top_to_the_tier_it_ends(quantity, tier, price):
    assert priced(PRICE, quantity)[0] == ("volume", tier, quantity, price)


def test_owes_the_flat_fee_of_its_tier_alone():
    assert priced(PRICE, "300") == [("volume", 3, "300", "0.5"), ("tier_flat", 3, "1", "50")]
    assert priced(PRICE, "150") == [("volume", 2, "150", "1")]


@pytest.mark.parametrize("quantity", ["0", "-7"])
def test_owes_the_flat_fee_without_usage_only_where_the_plan_says_so(quantity):
    nothing = ("volume", 1, "0", "2")
    assert priced(PRICE, quantity) == [nothing]
    assert priced(VolumePrice(ROWS, flat_at_zero=True), quantity) == [nothing, ("tier_flat", 1, "1", "10")]


def test_can_choose_the_tier_by_another_quantity_than_it_prices():
    assert priced(PRICE, "198.6", chosen_by="300") == [
        ("volume", 3, "198.6", "0.5"),
        ("tier_flat", 3, "1", "50"),
    ]


def test_reaches_tiers_by_bounds_that_follow_the_days_billed():
    assert priced(PRICE, "50", Fraction(1, 2))[0][1] == 1
    assert priced(PRICE, "50.01", Fraction(1, 2))[0][1] == 2


def test_stays_in_the_last_tier_above_its_top():
    assert priced(VolumePrice(tiers(("10", "0.5"), ("1000", "0.4"))), "1001") == [
        ("volume", 2, "1001", "0.4")
    ]
