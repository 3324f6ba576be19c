"""Percentage discounts."""

from decimal import Decimal

import pytest

from pricing.rating.adjustments.billed_span import BilledSpan
from pricing.rating.adjustments.discounts import discount_lines, fixed_discount_lines
from pricing.rating.lines import LineKind, LineShare, RatedLine
from pricing.rating.plan_terms import FixedDiscount, MaximumBill, MinimumBill, PercentDiscount, TaxTerms
from pricing.rating.progress import Progress
from pricing.rating.trace import replay
from tests.unit.pricing.rating.builders import terms


def line(code, amount, tax_code=None, kind=LineKind.CHARGE):
    value = Decimal(amount)
    return RatedLine(code, code, kind, Decimal(1), "period", value, value, value, tax_code, {})


def discount(percent, *charges):
    return PercentDiscount("loyalty", "Loyalty", Decimal(percent), charges)


@pytest.mark.parametrize(
    ("percent", "amount"), [("10", "-12.35"), ("0", "0.00"), ("100", "-123.45"), ("0.001", "0.00")]
)
def test_takes_a_share_of_the_rounded_lines_and_rounds_it_once(percent, amount):
    (taken,) = discount_lines(discount(percent), [line("a", "100.00"), line("b", "23.45")], terms())
    assert (taken.kind, taken.amount) == (LineKind.DISCOUNT, Decimal(amount))
    assert taken.unit_price == Decimal(percent)


def test_takes_its_share_of_what_the_customer_sees_and_not_of_the_exact_amount():
    one = Decimal(1)
    seen = RatedLine(
        "a", "A", LineKind.CHARGE, one, "kWh", one, Decimal("10.044"), Decimal("10.04"), None, {}
    )
    (taken,) = discount_lines(discount("50"), [seen], terms())
    assert (taken.exact_amount, taken.trace["u"]) == (Decimal("-5.02"), "10.04")


def test_takes_nothing_off_other_charges():
    lines = [line("a", "100.00"), line("b", "50.00")]
    assert [each.amount for each in discount_lines(discount("10", "b"), lines, terms())] == [Decimal("-5.00")]
    assert discount_lines(discount("10", "c"), lines, terms()) == []


def test_gives_one_line_per_tax_code_so_that_tax_follows():
    lines = [line("a", "100.00", "vat"), line("b", "50.00"), line("c", "10.00", "vat")]
    taken = discount_lines(discount("10"), lines, terms())
    assert [(each.tax_code, each.amount) for each in taken] == [
        ("vat", Decimal("-11.00")),
        (None, Decimal("-5.00")),
    ]


def test_takes_nothing_off_earlier_discounts():
    lines = [line("a", "100.00"), line("d", "-50.00", kind=LineKind.DISCOUNT)]
    (taken,) = discount_lines(discount("10"), lines, terms())
    assert taken.amount == Decimal("-10.00")


def test_follows_from_its_trace():
    (taken,) = discount_lines(discount("7.5"), [line("a", "33.33")], terms())
    assert (taken.exact_amount, taken.amount) == (Decimal("-2.49975"), Decimal("-2.50"))
    replayed = replay(taken.trace)
    assert (replayed.exact_amount, replayed.amount) == (taken.exact_amount, taken.amount)


def fixed(amount, *charges, **facts):
    return FixedDiscount("coupon", "Coupon", Decimal(amount), charges, **facts)


def taken_off(coupon, lines, span=None):
    taken = fixed_discount_lines(coupon, lines, terms(), span or BilledSpan(30, 30))
    for each in taken:
        replayed = replay(each.trace)
        assert (replayed.exact_amount, replayed.amount) == (each.exact_amount, each.amount)
        assert sum(part.amount for part in each.parts()) == each.amount
    return [(each.tax_code, each.amount) for each in taken]


@pytest.mark.parametrize(
    "plan",
    [
        terms(maximums=(MaximumBill("cap", "", Decimal(1)),)),
        terms(minimums=(MinimumBill("floor", "", Decimal(1), charges=("a",)),)),
        terms(taxes=(TaxTerms("duty", "", Decimal(1), charges=("a",)),)),
    ],
)
def test_says_whose_a_percentage_is_where_something_asks_for_it(plan):
    lines = [line("a", "0.05"), line("b", "0.05"), line("c", "0.05")]
    (unasked,) = discount_lines(discount("10"), lines, terms())
    assert (unasked.amount, unasked.shares) == (Decimal("-0.02"), ())
    (of_one,) = discount_lines(discount("10", "a"), lines, plan)
    assert (of_one.amount, of_one.shares) == (Decimal("-0.01"), (LineShare("a", None, Decimal("-0.01")),))
    (taken,) = discount_lines(discount("10"), lines, plan)
    assert (taken.amount, [part.amount for part in taken.shares]) == (
        Decimal("-0.02"),
        [Decimal("-0.01"), Decimal("-0.01"), Decimal("0.00")],
    )


def test_spreads_a_fixed_amount_so_that_tax_follows():
    lines = [line("a", "100.00", "vat"), line("b", "50.00"), line("c", "50.00", "vat")]
    assert taken_off(fixed("20"), lines) == [("vat", Decimal("-15.00")), (None, Decimal("-5.00"))]
    assert taken_off(fixed("20", "b"), lines) == [(None, Decimal("-20.00"))]


@pytest.mark.parametrize(("amount", "taken"), [("80.00", "-80.00"), ("79.999", "-80.00"), ("500", "-80.00")])
def test_takes_no_more_than_the_charges_come_to(amount, taken):
    lines = [line("a", "100.00"), line("export", "-20.00")]
    assert taken_off(fixed(amount), lines) == [(None, Decimal(taken))]


def test_takes_nothing_off_a_bill_below_zero_or_what_is_not_there():
    assert taken_off(fixed("5"), [line("a", "-1.00")]) == []
    assert taken_off(fixed("5", "x"), [line("a", "1.00")]) == []
    assert taken_off(fixed("0"), [line("a", "1.00")]) == []


def test_counts_earlier_discounts_first():
    lines = [line("a", "100.00")]
    plan = terms(discounts=(discount("95"), fixed("20")))
    lines += discount_lines(discount("95"), lines, plan)
    assert taken_off(fixed("20"), lines) == [(None, Decimal("-5.00"))]


def test_takes_a_fixed_amount_once_in_a_period_and_by_days_where_it_says_so():
    earlier = Progress(amounts={"coupon": Decimal("-12.00")}, is_first=False)
    span = BilledSpan(30, 30, progress=earlier)
    assert taken_off(fixed("20"), [line("a", "100.00")], span) == [(None, Decimal("-8.00"))]
    assert taken_off(fixed("12"), [line("a", "100.00")], span) == []
    half = BilledSpan(15, 30)
    assert taken_off(fixed("20"), [line("a", "100.00")], half) == [(None, Decimal("-20.00"))]
    assert taken_off(fixed("20", prorated=True), [line("a", "100.00")], half) == [(None, Decimal("-10.00"))]
