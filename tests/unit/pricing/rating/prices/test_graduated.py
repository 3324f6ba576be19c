"""Each part of the quantity at its own tier's price."""

from decimal import Decimal
from fractions import Fraction

import pytest

from pricing.rating.plan_terms import GraduatedPrice
from pricing.rating.prices.counted import WHOLE
from pricing.rating.prices.graduated import price_graduated
from tests.unit.pricing.rating.builders import tiers

PLAIN = GraduatedPrice(tiers(("100", "0.10"), ("200", "0.20"), (None, "0.50")))
FLAT = GraduatedPrice(tiers(("10", "10", "2"), ("20", "5", "3"), (None, "5", "3")))
FLAT_AT_ZERO = GraduatedPrice(FLAT.tiers, flat_at_zero=True)


def priced(price, quantity, scale=WHOLE):
    """(rule, tier, quantity, unit price) of each part, as numbers in text."""
    parts = price_graduated(price, Decimal(quantity), scale)
    return [(part.rule, part.tier, str(part.quantity), str(part.unit_price)) for part in parts]


@pytest.mark.parametrize(
    ("quantity", "inside"),
    [
        ("99.9999", ["99.9999"]),
        ("100", ["100"]),
        ("100.0001", ["100", "0.0001"]),
        ("200", ["100", "100"]),
        ("200.4", ["100", "100", "0.4"]),
        ("1e15", ["100", "100", "999999999999800"]),
    ],
)
def test_gives_a_top_to_the_tier_it_ends(quantity, inside):
    assert [Decimal(part[2]) for part in priced(PLAIN, quantity)] == [Decimal(text) for text in inside]


@pytest.mark.parametrize("quantity", ["0", "-3"])
def test_keeps_an_empty_part_at_the_first_price_when_nothing_was_used(quantity):
    assert priced(PLAIN, quantity) == [("per_unit", None, "0", "0.10")]


def test_owes_the_flat_fee_of_every_tier_that_is_reached():
    assert priced(FLAT, "12") == [
        ("tier", 1, "10", "10"),
        ("tier_flat", 1, "1", "2"),
        ("tier", 2, "2", "5"),
        ("tier_flat", 2, "1", "3"),
    ]
    assert [part[:2] for part in priced(FLAT, "10")] == [("tier", 1), ("tier_flat", 1)]


@pytest.mark.parametrize("quantity", ["0", "-1"])
def test_owes_the_first_flat_fee_without_usage_only_where_the_plan_says_so(quantity):
    assert priced(FLAT, quantity) == [("per_unit", None, "0", "10")]
    assert priced(FLAT_AT_ZERO, quantity) == [("tier_flat", 1, "1", "2")]


def test_owes_the_first_flat_fee_once():
    assert (
        priced(FLAT_AT_ZERO, "1") == priced(FLAT, "1") == [("tier", 1, "1", "10"), ("tier_flat", 1, "1", "2")]
    )


def test_cuts_at_bounds_that_follow_the_days_billed():
    # Ten of thirty days: the first tier ends at 33.33…
    parts = price_graduated(PLAIN, Decimal(50), Fraction(10, 30))
    assert [part.tier for part in parts] == [1, 2]
    assert sum(part.quantity for part in parts) == 50
    assert f"{parts[0].quantity:.6f}" == "33.333333"
    assert parts[1].facts == {"t": [2, "100", "200"], "s": [1, 3]}
