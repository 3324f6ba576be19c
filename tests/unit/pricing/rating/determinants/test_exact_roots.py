"""Roots without floats."""

from decimal import Decimal
from fractions import Fraction

import pytest

from pricing.rating.determinants.exact_roots import power_factor, rounded_root


@pytest.mark.parametrize(
    ("square", "decimals", "root"),
    [
        (Fraction(0), 4, "0.0000"),
        (Fraction(1_000_000), 4, "1000.0000"),
        (Fraction(2), 4, "1.4142"),
        (Fraction(3), 0, "2"),
        # The root is 2.5 exactly, then a bit below and above it.
        (Fraction(25, 4), 0, "3"),
        (Fraction(25, 4) - Fraction(1, 10**40), 0, "2"),
        (Fraction(25, 4) + Fraction(1, 10**40), 0, "3"),
        (Fraction(10**60 + 1), 2, "1" + "0" * 30 + ".00"),
    ],
)
def test_rounds_the_root_half_up(square, decimals, root):
    assert rounded_root(square, decimals) == Decimal(root)
    assert str(rounded_root(square, decimals)) == root


@pytest.mark.parametrize(
    ("active", "reactive", "factor"),
    [(800, 600, "0.8000"), (800, -600, "0.8000"), (1, 1, "0.7071"), (5, 0, "1.0000"), (1, 10**9, "0.0000")],
)
def test_gives_the_power_factor(active, reactive, factor):
    assert power_factor(active, reactive, 4) == Decimal(factor)


@pytest.mark.parametrize("active", [0, -5])
def test_takes_the_factor_for_1_where_no_energy_was_drawn(active):
    assert power_factor(active, 30, 4) == 1
