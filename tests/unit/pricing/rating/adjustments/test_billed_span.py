"""What earlier bills of the period and the year billed."""

from decimal import Decimal
from fractions import Fraction

import pytest

from pricing.rating.adjustments.billed_span import (
    BilledSpan,
    YearSoFar,
    amount_covered,
    billed_before,
    codes_after_maximums,
)
from pricing.rating.lines import LineKind
from pricing.rating.plan_terms import (
    Commitment,
    FixedDiscount,
    MaximumBill,
    MinimumBill,
    MoneyBank,
    PercentDiscount,
    Rider,
    Span,
)
from pricing.rating.progress import Progress
from tests.unit.pricing.rating.builders import rated_line, share, terms

TEN = Decimal(10)


@pytest.mark.parametrize(
    ("per", "prorated", "expected"),
    [
        (Span.DAY, True, Fraction(10)),
        (Span.DAY, False, Fraction(10)),
        (Span.PERIOD, True, Fraction(10, 31)),
        (Span.PERIOD, False, Fraction(1)),
    ],
)
def test_multiplies_by_days_or_their_share(per, prorated, expected):
    assert BilledSpan(10, 31).share(per, prorated) == expected


def test_a_year_ends_with_the_last_invoice_of_its_last_month():
    assert BilledSpan(31, 31, 12).ends_year(12)
    assert not BilledSpan(31, 31, 11).ends_year(12)
    assert not BilledSpan(31, 31, 12, progress=Progress(is_last=False)).ends_year(12)


def test_a_year_adds_up_what_its_periods_billed_and_begins_again():
    year = YearSoFar.of({"billed": "12.50", "days": "59"})
    assert year.state_after(Decimal("2.50"), BilledSpan(31, 31, 3), 12) == {"billed": "15.00", "days": "90"}
    assert year.state_after(Decimal("2.50"), BilledSpan(31, 31, 12), 12) == {"billed": "0", "days": "0"}
    assert year.state_after(Decimal(1), BilledSpan(1, 1, progress=Progress(is_last=False)), 12) == {}
    assert YearSoFar.of({}) == YearSoFar(Decimal(0), 0)


def test_owes_no_more_than_a_year_for_more_days_than_it_has():
    assert YearSoFar(Decimal(0), 334).share(BilledSpan(31, 31)) == 1
    assert YearSoFar(Decimal(0), 400).share(BilledSpan(31, 31)) == 1
    assert YearSoFar(Decimal(0), 59).share(BilledSpan(31, 31, year_days=366)) == Fraction(90, 366)


def test_counts_shares_of_charges_and_every_credit():
    lines = [
        rated_line("a", "10.00"),
        rated_line("b", "20.00"),
        rated_line("d", "-3.00", kind=LineKind.DISCOUNT, shares=(share("a", "-1.00"), share("b", "-2.00"))),
        rated_line("bank", "-4.00", kind=LineKind.CREDIT),
    ]
    assert amount_covered(lines, ()) == Decimal("23.00")
    assert amount_covered(lines, ("a",)) == Decimal("5.00")


def test_counts_earlier_invoices_with_the_adjustments_that_touch_the_charges():
    plan = terms(
        discounts=(PercentDiscount("of_a", "", TEN, ("a",)), FixedDiscount("of_b", "", TEN, ("b",))),
        maximums=(MaximumBill("cap", "", TEN),),
        banks=(MoneyBank("bank", "", ("a",), ("c",)),),
    )
    amounts = {"a": 100, "b": 50, "of_a": -10, "of_b": -5, "cap": -2, "bank": -1, "fuel": 7}
    span = BilledSpan(1, 1, progress=Progress(amounts={code: Decimal(n) for code, n in amounts.items()}))
    assert billed_before(span, ("a",), plan, ["fuel"]) == Decimal(87)
    assert billed_before(span, (), plan, ["fuel"]) == Decimal(132)
    assert billed_before(BilledSpan(1, 1), ("a",), plan, []) == 0


def test_names_what_comes_after_maximums():
    plan = terms(
        commitments=(Commitment("promised", "", TEN),),
        minimums=(MinimumBill("floor", "", TEN),),
        maximums=(MaximumBill("cap", "", TEN),),
        riders=(Rider("fuel", "", TEN),),
    )
    assert codes_after_maximums(plan) == ["promised", "floor", "fuel"]
