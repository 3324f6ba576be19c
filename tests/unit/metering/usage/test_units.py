"""Units of measure."""

from decimal import Decimal
from fractions import Fraction

import pytest

from metering.usage.units import UnitMismatch, conversion_factor, exact_ratio


@pytest.mark.parametrize(
    ("unit", "to_unit", "factor"),
    [
        ("kWh", "kWh", "1"),
        ("Wh", "kWh", "0.001"),
        ("KWH", "wh", "1000"),
        (" MWh ", "kWh", "1000"),
        ("kVArh", "VARH", "1000"),
        ("L", "m3", "0.001"),
        ("H", "min", "60"),
        ("GB", "B", "1000000000"),
        ("API calls", "api calls", "1"),
    ],
)
def test_converts_exactly_whatever_the_case(unit, to_unit, factor):
    assert conversion_factor(unit, to_unit) == Decimal(factor)
    assert exact_ratio(unit, to_unit) == Fraction(factor)


def test_a_quotient_that_does_not_end_is_exact_as_a_ratio():
    assert exact_ratio("s", "h") == Fraction(1, 3600)
    assert exact_ratio("min", "h") * 60 == 1


@pytest.mark.parametrize(
    ("unit", "to_unit", "message"),
    [
        ("kWh", "kVArh", "'kWh' measures energy, but 'kVArh' measures reactive energy"),
        ("kW", "kWh", "'kW' cannot be converted to 'kWh'"),
        ("", "kWh", "'' cannot be converted"),
    ],
)
def test_refuses_units_of_another_kind(unit, to_unit, message):
    for convert in (conversion_factor, exact_ratio):
        with pytest.raises(UnitMismatch, match=message):
            convert(unit, to_unit)
