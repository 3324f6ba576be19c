"""An amount for several charges as lines."""

from decimal import Decimal

from pricing.rating.adjustments.spread import Adjustment, Cell, net_by_cell, spread_signed
from pricing.rating.lines import LineKind
from pricing.rating.plan_terms import Rounding, RoundingUnit
from tests.unit.pricing.rating.builders import rated_line, share

CENTS = Rounding(RoundingUnit.LINE, 2)
TAKEN = Adjustment("off", "Off", LineKind.DISCOUNT, "discount", Decimal(1), {"rule": "discount_fixed"})


def test_nets_charges_by_tier_and_tax_code():
    lines = [
        rated_line("a", "10.00", "vat", tier=1),
        rated_line("a", "5.00", "vat", tier=1),
        rated_line("a", "1.00", "vat", tier=2),
        rated_line("b", "2.00"),
        rated_line("d", "-4.00", "vat", kind=LineKind.DISCOUNT, shares=(share("a", "-4.00", 1),)),
        rated_line("m", "9.00", kind=LineKind.MINIMUM),
    ]
    assert net_by_cell(lines, ()) == {
        Cell("a", 1, "vat"): Decimal("11.00"),
        Cell("a", 2, "vat"): Decimal("1.00"),
        Cell("b", None, None): Decimal("2.00"),
    }
    assert net_by_cell(lines, ("a",), (LineKind.CHARGE,)) == {
        Cell("a", 1, "vat"): Decimal("15.00"),
        Cell("a", 2, "vat"): Decimal("1.00"),
    }


def test_gives_the_earlier_of_equals_the_larger_share_whatever_the_sign():
    thirds = [Decimal(1) / 3] * 3
    assert spread_signed(thirds, CENTS) == (Decimal("0.34"), Decimal("0.33"), Decimal("0.33"))
    taken = spread_signed([-third for third in thirds], CENTS)
    assert taken == (Decimal("-0.34"), Decimal("-0.33"), Decimal("-0.33"))


def test_rounds_a_sum_below_zero_in_the_direction_asked_for():
    amounts = [Decimal("-0.005"), Decimal("-0.002")]
    by_mode = {
        mode: sum(spread_signed(amounts, Rounding(RoundingUnit.LINE, 2, mode)))
        for mode in ("floor", "ceiling", "up", "down")
    }
    assert by_mode == {"floor": Decimal("-0.01"), "ceiling": 0, "up": Decimal("-0.01"), "down": 0}


def test_gives_a_line_for_each_tax_code_with_its_part_and_cents():
    cells = {
        Cell("a", None, "vat"): Decimal("10.00"),
        Cell("b", None, None): Decimal("20.00"),
        Cell("c", None, "vat"): Decimal("0.00"),
        Cell("d", None, "vat"): Decimal("-5.00"),
    }
    of_vat, untaxed = TAKEN.spread_lines(Decimal(-10), cells, CENTS)
    assert (of_vat.tax_code, of_vat.amount, of_vat.trace["z"]) == (
        "vat",
        Decimal("-3.33"),
        ["10.00", "30.00"],
    )
    assert of_vat.trace["c"] == 1  # above -3.34
    assert (untaxed.amount, untaxed.shares) == (Decimal("-6.67"), (share("b", "-6.67"),))


def test_gives_one_line_without_a_part_where_there_is_one_tax_code():
    cells = {Cell("a", None, "vat"): Decimal(1), Cell("b", None, "vat"): Decimal(2)}
    (line,) = TAKEN.spread_lines(Decimal("-0.50"), cells, CENTS)
    assert line.trace == {"rule": "discount_fixed", "r": [2, "half_up"]}
    assert (line.amount, line.exact_amount) == (Decimal("-0.50"), Decimal("-0.50"))
    assert [part.amount for part in line.shares] == [Decimal("-0.17"), Decimal("-0.33")]


def test_gives_no_line_for_nothing_and_on_nothing():
    assert TAKEN.spread_lines(Decimal(0), {Cell("a", None, None): Decimal(1)}, CENTS) == []
    assert TAKEN.spread_lines(Decimal(-1), {Cell("a", None, None): Decimal(0)}, CENTS) == []
    assert TAKEN.spread_lines(Decimal("-0.001"), {Cell("a", None, None): Decimal(1)}, CENTS) == []
