"""Bills with every adjustment against the reference."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from pricing.rating import LineKind, compute_taxes, rate, replay
from pricing.rating.plan_terms import (
    Commitment,
    FixedDiscount,
    FixedPrice,
    MaximumBill,
    MinimumBill,
    PercentDiscount,
    PerPeriod,
    Rider,
    TaxTerms,
)
from tests.unit.pricing.rating import builders
from tests.unit.pricing.rating import reference_adjustments as reference
from tests.unit.pricing.rating.properties.strategies import ALWAYS_THE_SAME, decimals

DAY = builders.local_days("UTC", date(2026, 1, 1), date(2026, 1, 2))
CODES = ("vat", "reduced", None)
CHARGES = st.lists(
    st.tuples(decimals(0, 300, 2) | decimals(-20, 20, 2), st.sampled_from(CODES)), min_size=1, max_size=6
)
MONEY = decimals(0, 900, 2)


def bill_lines(charges, **adjustments):
    plan = builders.terms(
        *(
            builders.charge(f"c{place}", PerPeriod(), FixedPrice(amount), tax_code=code)
            for place, (amount, code) in enumerate(charges)
        ),
        **adjustments,
    )
    lines = rate(builders.request(plan, DAY))
    for line in lines:
        replayed = replay(line.trace)
        assert (replayed.quantity, replayed.exact_amount) == (line.quantity, line.exact_amount)
        assert replayed.amount == line.amount
        assert sum(part.amount for part in line.parts()) == line.amount
    return lines


def came_to(lines, code):
    return sum((Fraction(line.amount) for line in lines if line.charge_code == code), Fraction(0))


def of_kind(lines, *kinds):
    return sum((line.amount for line in lines if line.kind in kinds), Decimal(0))


@ALWAYS_THE_SAME
@given(CHARGES, decimals(0, 100, 2), MONEY, MONEY, MONEY, decimals(1, 3, 1), MONEY)
def test_a_bill_is_what_the_reference_makes_of_it(charges, percent, coupon, most, promised, factor, least):
    lines = bill_lines(
        charges,
        discounts=(FixedDiscount("coupon", "", coupon), PercentDiscount("percent", "", percent)),
        maximums=(MaximumBill("most", "", most),),
        commitments=(Commitment("promised", "", promised, factor),),
        minimums=(MinimumBill("least", "", least),),
    )
    bill = reference.Bill([Fraction(amount) for amount, _ in charges], [code for _, code in charges])
    reference.take_percent(bill, Fraction(percent))
    reference.take_fixed(bill, Fraction(coupon))
    reference.cap(bill, Fraction(most))
    reference.commit(bill, Fraction(promised), Fraction(factor))
    reference.lift(bill, Fraction(least))
    assert -came_to(lines, "percent") == bill.sums["percent"]
    assert -came_to(lines, "coupon") == bill.sums["fixed"]
    assert -came_to(lines, "most") == bill.sums["maximum"]
    assert came_to(lines, "promised") == bill.sums["overage"] + bill.sums["commitment"]
    assert came_to(lines, "least") == bill.sums["minimum"]
    assert sum(Fraction(line.amount) for line in lines) == bill.total()


@ALWAYS_THE_SAME
@given(CHARGES, MONEY, MONEY, decimals(-50, 50, 3), st.randoms(use_true_random=False))
def test_the_order_of_charges_changes_no_sum(charges, coupon, most, percent, random):
    adjustments = {
        "discounts": (PercentDiscount("percent", "", Decimal("7.5")), FixedDiscount("coupon", "", coupon)),
        "maximums": (MaximumBill("most", "", most),),
        "riders": (Rider("fuel", "", percent),),
    }
    shuffled = random.sample(charges, len(charges))
    before, after = bill_lines(charges, **adjustments), bill_lines(shuffled, **adjustments)
    for code in ("percent", "coupon", "most", "fuel"):
        assert came_to(before, code) == came_to(after, code)


@ALWAYS_THE_SAME
@given(CHARGES, MONEY, MONEY, MONEY)
def test_discounts_never_go_below_zero_and_caps_and_floors_hold(charges, coupon, most, least):
    discount = (FixedDiscount("coupon", "", coupon),)
    gross = of_kind(bill_lines(charges), LineKind.CHARGE)
    discounted = of_kind(bill_lines(charges, discounts=discount), LineKind.CHARGE, LineKind.DISCOUNT)
    assert discounted == max(gross - coupon, min(gross, Decimal(0)))
    capped = bill_lines(charges, maximums=(MaximumBill("most", "", most),))
    assert of_kind(capped, *LineKind) == min(gross, most)
    lifted = bill_lines(charges, minimums=(MinimumBill("least", "", least),))
    assert of_kind(lifted, *LineKind) == max(gross, least)


@ALWAYS_THE_SAME
@given(CHARGES, MONEY, decimals(0, 40, 3), decimals(0, 40, 3), st.sets(st.integers(0, 5)))
def test_taxes_on_named_charges_and_on_taxes_see_what_discounts_left(charges, coupon, levy, vat, named):
    lines = bill_lines(charges, discounts=(FixedDiscount("coupon", "", coupon),))
    on = tuple(f"c{place}" for place in sorted(named))
    terms = [
        TaxTerms("levy", "", levy, charges=on),
        TaxTerms("vat", "", vat, on_taxes=("levy",)),
    ]
    rated = {tax.code: tax for tax in compute_taxes(lines, terms, 2)}
    nets = [
        sum((Fraction(part.amount) for line in lines for part in line.parts() if part.charge_code == f"c{place}"), Fraction(0))
        for place in range(len(charges))
    ]  # fmt: skip
    with_vat = frozenset(place for place, (_, code) in enumerate(charges) if code == "vat")
    found = reference.taxes(
        nets,
        [("levy", Fraction(levy), frozenset(named), ()), ("vat", Fraction(vat), with_vat, ("levy",))],
    )
    for code, amount in found.items():
        ours = Fraction(rated[code].amount) if code in rated else Fraction(0)
        assert ours == amount
    for tax in rated.values():
        assert sum((share for _, share in tax.shares), Decimal(0)) == tax.amount
