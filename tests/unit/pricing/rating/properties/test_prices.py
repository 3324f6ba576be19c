"""Prices against the reference, for every tier table and quantity."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from pricing.money import EXACT
from pricing.rating.plan_terms import (
    GraduatedPrice,
    PackagePrice,
    Tier,
    VolumePrice,
)
from pricing.rating.prices import Counted, price_quantity
from tests.unit.pricing.rating import reference
from tests.unit.pricing.rating.properties.strategies import ALWAYS_THE_SAME, QUANTITIES, decimals, tier_rows


def as_fractions(rows):
    return [
        (None if row.up_to is None else Fraction(row.up_to), Fraction(row.unit_price), Fraction(row.flat_fee))
        for row in rows
    ]


def cost(price, quantity):
    """The exact sum of the parts."""
    total = Decimal(0)
    for part in price_quantity(price, Counted(quantity)):
        total = EXACT.add(total, EXACT.multiply(part.quantity, part.unit_price))
    return total


@ALWAYS_THE_SAME
@given(tier_rows(), QUANTITIES, st.booleans())
def test_graduated_costs_what_the_reference_says(rows, quantity, flat_at_zero):
    ours = cost(GraduatedPrice(rows, flat_at_zero), quantity)
    assert Fraction(ours) == reference.graduated(Fraction(quantity), as_fractions(rows), flat_at_zero)


@ALWAYS_THE_SAME
@given(tier_rows(), QUANTITIES, st.booleans())
def test_volume_costs_what_the_reference_says(rows, quantity, flat_at_zero):
    ours = cost(VolumePrice(rows, flat_at_zero), quantity)
    assert Fraction(ours) == reference.volume(Fraction(quantity), as_fractions(rows), flat_at_zero)


@ALWAYS_THE_SAME
@given(QUANTITIES, decimals("0.001", 1000, 3), decimals(0, 500, 3), st.booleans())
def test_packages_are_counted_as_the_reference_does(quantity, size, free, partial_up):
    (part,) = price_quantity(PackagePrice(size, Decimal(1), free, partial_up), Counted(quantity))
    fractions = Fraction(quantity), Fraction(size), Fraction(free)
    assert part.quantity == reference.packages(*fractions, partial_up)


@ALWAYS_THE_SAME
@given(tier_rows(with_flats=False), QUANTITIES)
def test_volume_and_graduated_agree_within_the_first_tier(rows, quantity):
    top = rows[0].up_to
    inside = quantity if top is None else min(quantity, top)
    assert cost(GraduatedPrice(rows), inside) == cost(VolumePrice(rows), inside)


@ALWAYS_THE_SAME
@given(tier_rows(), QUANTITIES, QUANTITIES)
def test_graduated_never_falls_when_usage_grows(rows, one, other):
    rows = tuple(Tier(row.up_to, abs(row.unit_price), row.flat_fee) for row in rows)
    low, high = sorted((one, other))
    assert cost(GraduatedPrice(rows), low) <= cost(GraduatedPrice(rows), high)


@ALWAYS_THE_SAME
@given(tier_rows(), QUANTITIES, st.integers(1, 6))
def test_costs_the_same_in_smaller_units(rows, quantity, power):
    # kWh at a price per kWh, or Wh at a thousandth of it with bounds in Wh.
    up, down = Decimal(10) ** power, Decimal(10) ** -power
    scaled = tuple(
        Tier(
            None if row.up_to is None else EXACT.multiply(row.up_to, up),
            EXACT.multiply(row.unit_price, down),
            row.flat_fee,
        )
        for row in rows
    )
    for shape in (GraduatedPrice, VolumePrice):
        assert cost(shape(rows), quantity) == cost(shape(scaled), EXACT.multiply(quantity, up))
