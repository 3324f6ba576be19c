"""Rounded lines of a charge, each with a trace that gives it again."""

from datetime import date
from decimal import Decimal

import pytest

from pricing.rating import LineKind, rate, replay
from pricing.rating.plan_terms import GraduatedPrice, RoundingUnit, TierBounds, Total
from tests.unit.pricing.rating.builders import METRIC, charge, local_days, request, series, terms, tiers

DAY = local_days("UTC", date(2026, 1, 1), date(2026, 1, 2))
# 1.004 + 1.004 + 1.004: three lines of 1.00, or one charge of 3.01.
THIRDS = GraduatedPrice(tiers(("1", "1.004"), ("2", "1.004"), (None, "1.004")))


def rated(unit):
    energy = charge("energy", Total(METRIC), THIRDS, tier_bounds=TierBounds.FULL, tax_code="VAT")
    return rate(request(terms(energy, rounding_unit=unit), DAY, series(DAY, 1440, 3)))


@pytest.mark.parametrize(
    ("unit", "amounts"),
    [
        (RoundingUnit.LINE, ["1.00", "1.00", "1.00"]),
        (RoundingUnit.CHARGE, ["1.01", "1.00", "1.00"]),
    ],
)
def test_rounds_lines_or_the_charge_whose_lines_share_its_cents(unit, amounts):
    lines = rated(unit)
    assert [str(line.amount) for line in lines] == amounts
    assert [line.exact_amount for line in lines] == [Decimal("1.004")] * 3
    assert all(replay(line.trace).amount == line.amount for line in lines)


def test_says_what_a_line_is_of():
    first = rated(RoundingUnit.LINE)[0]
    assert (first.charge_code, first.label, first.kind) == ("energy", "Energy", LineKind.CHARGE)
    assert (first.quantity, first.unit, first.unit_price) == (1, "kWh", Decimal("1.004"))
    assert (first.tax_code, first.bucket, first.tier) == ("VAT", None, 1)
