"""What an invoice adds to those before it."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.rating.plan_terms import GraduatedPrice, PackagePrice, PerUnitPrice
from pricing.rating.prices import Counted, price_quantity
from tests.unit.pricing.rating.builders import tiers

GRADUATED = GraduatedPrice(tiers(("100", "1", "10"), ("200", "0.5", "20"), (None, "0.1", "30")))
PACKAGES = PackagePrice(Decimal(7), Decimal(3), Decimal(5))


def added(price, previous, so_far):
    parts = price_quantity(
        price, Counted(Decimal(so_far), Decimal(previous), is_first=False, billed_facts={"q0": str(previous)})
    )
    assert all(part.facts["q0"] == str(previous) for part in parts)
    return [(part.rule, part.tier, part.quantity) for part in parts]


def test_prices_what_lies_between_the_two_quantities():
    assert added(GRADUATED, 90, 250) == [
        ("tier", 1, 10),
        ("tier", 2, 100),
        ("tier_flat", 2, 1),
        ("tier", 3, 50),
        ("tier_flat", 3, 1),
    ]
    assert added(PACKAGES, 10, 13) == [("package", None, 1)]
    assert added(PACKAGES, 10, 12) == [("package", None, 0)]


def test_unwinds_tiers_from_the_top_when_the_quantity_shrinks():
    assert added(GRADUATED, 250, 150) == [
        ("tier", 2, -50),
        ("tier", 3, -50),
        ("tier_flat", 3, -1),
    ]


def test_the_first_flat_fee_is_owed_once_whoever_bills_it():
    assert added(GRADUATED, 0, 50) == [("tier", 1, 50), ("tier_flat", 1, 1)]
    assert added(GRADUATED, 50, 60) == [("tier", 1, 10)]
    assert added(GRADUATED, 50, 0) == [("tier", 1, -50), ("tier_flat", 1, -1)]
    at_zero = replace(GRADUATED, flat_at_zero=True)
    assert added(at_zero, 0, 50) == [("tier", 1, 50)]


@pytest.mark.parametrize(
    "price", [GRADUATED, replace(GRADUATED, flat_at_zero=True), PACKAGES, PerUnitPrice(Decimal("0.3"))]
)
@given(steps=st.lists(st.decimals(0, 200, places=2), min_size=1, max_size=6))
def test_invoices_of_a_period_add_up_to_one(price, steps):
    total, so_far = Decimal(0), Decimal(0)
    for number, step in enumerate(steps):
        counted = Counted(so_far + step, so_far, is_first=number == 0)
        total += sum(part.quantity * part.unit_price for part in price_quantity(price, counted))
        so_far += step
    whole = price_quantity(price, Counted(so_far))
    assert total == sum(part.quantity * part.unit_price for part in whole)
