"""Counted quantities in the unit that is priced."""

from decimal import Decimal

import pytest

from pricing.rating.plan_terms import UnitConversion
from pricing.rating.unit_conversion import conversion_facts, convert


@pytest.mark.parametrize(
    ("operation", "factor", "mode", "scale", "quantity", "expected"),
    [
        ("divide", "1000", "ceiling", 0, "1400", "2"),
        ("divide", "1000", "floor", 0, "1900", "1"),
        ("divide", "1000", None, 0, "1400", "1.4"),
        ("multiply", "10.9", None, 0, "100", "1090.0"),
        ("multiply", "0.0254", "half_up", 1, "100", "2.5"),
        ("divide", "1000", "ceiling", 0, "-1400", "-1"),
    ],
)
def test_multiplies_or_divides_then_rounds(operation, factor, mode, scale, quantity, expected):
    conversion = UnitConversion(operation, Decimal(factor), "GB", mode, scale)
    assert convert(conversion, Decimal(quantity)) == Decimal(expected)
    assert conversion_facts(conversion) == [operation, factor, mode, scale]


def test_keeps_sixty_digits():
    third = convert(UnitConversion("divide", Decimal(3), "kWh"), Decimal(1))
    assert abs(third * 3 - 1) < Decimal("1e-27")
    assert str(third) == "0." + "3" * 60
