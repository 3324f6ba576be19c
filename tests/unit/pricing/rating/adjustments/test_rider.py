"""Percentages on top of charges."""

from decimal import Decimal

import pytest

from pricing.rating.adjustments.rider import rider_lines
from pricing.rating.lines import LineKind
from pricing.rating.plan_terms import Rider
from pricing.rating.trace import replay
from tests.unit.pricing.rating.builders import rated_line, share, terms


def rider(percent="10", *charges, **facts):
    return Rider("fuel", "Fuel", Decimal(percent), charges, **facts)


LINES = [
    rated_line("a", "100.00"),
    rated_line("b", "50.00"),
    rated_line("d", "-15.00", kind=LineKind.DISCOUNT, shares=(share("a", "-10.00"), share("b", "-5.00"))),
    rated_line("m", "20.00", kind=LineKind.MINIMUM),
    rated_line("bank", "-7.00", kind=LineKind.CREDIT),
    rated_line("first", "3.00", kind=LineKind.RIDER),
]


@pytest.mark.parametrize(
    ("charges", "base", "amount"),
    [
        ((), "155.00", "15.50"),
        (("a",), "90.00", "9.00"),
        (("a", "first"), "93.00", "9.30"),
        (("d",), "-15.00", "-1.50"),
        (("m", "bank"), "13.00", "1.30"),
    ],
)
def test_is_on_what_the_named_lines_come_to(charges, base, amount):
    (line,) = rider_lines(rider("10", *charges), LINES, terms())
    assert (line.trace["u"], line.amount, line.kind) == (base, Decimal(amount), LineKind.RIDER)


def test_may_be_below_zero_and_is_rounded_once():
    (line,) = rider_lines(rider("-1.2345"), LINES[:2], terms())
    assert (line.exact_amount, line.amount) == (Decimal("-1.85175"), Decimal("-1.85"))
    replayed = replay(line.trace)
    assert (replayed.exact_amount, replayed.amount) == (line.exact_amount, line.amount)


def test_has_the_tax_code_it_says_and_no_line_without_its_charges():
    assert rider_lines(rider("10", "x"), LINES, terms()) == []
    (line,) = rider_lines(rider("10", "a", tax_code="vat"), LINES, terms())
    assert line.tax_code == "vat"
