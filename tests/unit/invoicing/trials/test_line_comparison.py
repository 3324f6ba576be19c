"""Lines of two bills in one table."""

from dataclasses import replace
from decimal import Decimal

from invoicing.trials.line_comparison import compared_lines
from tests.unit.invoicing.drafting.builders import line


def test_puts_one_charge_of_both_sides_in_a_row_and_adds_months_up():
    old = [line("10.00", unit_price=Decimal("0.20")), line("12.00", unit_price=Decimal("0.20"))]
    new = [line("15.00", unit_price=Decimal("0.25")), line("20.00", unit_price=Decimal("0.30"))]
    (row,) = compared_lines(old, new)
    assert (row.old.amount, row.old.quantity, row.old.unit_price) == (Decimal("22.00"), 2, Decimal("0.20"))
    assert (row.new.amount, row.new.unit_price) == (Decimal("35.00"), None)
    assert row.change == Decimal("13.00")


def test_keeps_buckets_tiers_and_charges_of_one_side_apart():
    old = [line("1.00", bucket="peak"), line("2.00", tier=1), line("3.00", tier=2)]
    new = [line("4.00", bucket="peak"), line("5.00", charge_code="levy", label="Levy")]
    rows = compared_lines(old, new)
    assert [(row.label, row.bucket, row.tier, row.change) for row in rows] == [
        ("Energy", "peak", None, Decimal("3.00")),
        ("Energy", None, 1, Decimal("-2.00")),
        ("Energy", None, 2, Decimal("-3.00")),
        ("Levy", None, None, Decimal("5.00")),
    ]
    assert (rows[1].new, rows[3].old) == (None, None)


def test_the_changes_of_all_lines_are_that_of_the_bill():
    old, new = [line("1.01"), line("2.02", bucket="peak")], [line("5.55", charge_code="all")]
    assert sum(row.change for row in compared_lines(old, new)) == Decimal("5.55") - Decimal("3.03")


def test_rounds_a_quantity_without_end_and_shows_none_of_what_is_done_to_amounts():
    third = Decimal(1) / 3
    shared, coupon = line("1.00"), line("-5.00", charge_code="coupon")
    old = [replace(shared, quantity=third), replace(coupon, trace={"rule": "discount_fixed"})]
    energy, taken = compared_lines(old, [])
    assert (energy.old.quantity, taken.old.quantity) == (Decimal("0.3333"), None)
    assert taken.old.amount == Decimal("-5.00")
