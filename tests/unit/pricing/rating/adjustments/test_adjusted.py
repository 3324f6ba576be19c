"""All adjustments of a plan, in their order."""

from datetime import date
from decimal import Decimal

from pricing.rating import compute_taxes
from pricing.rating.adjustments import billed_span
from pricing.rating.carried import Carried
from pricing.rating.engine import rate_accounts
from pricing.rating.plan_terms import (
    Commitment,
    FixedDiscount,
    FixedPrice,
    MaximumBill,
    MinimumBill,
    PercentDiscount,
    PerPeriod,
    Rider,
    Span,
    TaxTerms,
)
from pricing.rating.request import RatingBatch
from tests.unit.pricing.rating.builders import charge, local_days, terms

DECEMBER = local_days("UTC", date(2026, 12, 1), date(2027, 1, 1))
FIXED = charge("fixed", PerPeriod(), FixedPrice(Decimal(200)), tax_code="vat")


def number(text):
    return Decimal(text)


def test_come_in_one_order_whatever_that_of_the_plan():
    plan = terms(
        FIXED,
        discounts=(FixedDiscount("coupon", "", number(15)), PercentDiscount("loyal", "", number(10))),
        maximums=(MaximumBill("cap", "", number(160)),),
        commitments=(Commitment("promised", "", number(150), number(2)),),
        minimums=(MinimumBill("floor", "", number(180), tax_code="vat"),),
        riders=(Rider("fuel", "", number(10), tax_code="vat"),),
        taxes=(TaxTerms("vat", "VAT", number(20)),),
    )
    (account,) = rate_accounts(RatingBatch(plan, "UTC", DECEMBER, DECEMBER, 1))
    assert [(line.charge_code, line.amount) for line in account.lines] == [
        ("fixed", number("200.00")),
        ("loyal", number("-20.00")),
        ("coupon", number("-15.00")),
        ("cap", number("-5.00")),
        ("promised", number("10.00")),
        ("floor", number("10.00")),
        # Of 160 and the top-up of the minimum, not of the surcharge, which is a rider itself.
        ("fuel", number("17.00")),
    ]
    (tax,) = compute_taxes(account.lines, plan.taxes, 2)
    assert (tax.base, tax.amount) == (number("197.00"), number("39.40"))
    assert account.carried == {}


def test_leave_the_sums_of_a_year_to_the_next_bill_each_under_its_code():
    plan = terms(
        FIXED,
        maximums=(MaximumBill("cap", "", number(2000), Span.YEAR, year_end_month=6),),
        commitments=(Commitment("promised", "", number(900), per=Span.YEAR, year_end_month=6),),
        minimums=(MinimumBill("floor", "", number(365), Span.YEAR, year_end_month=12),),
    )
    carried = Carried({"floor": {"billed": "100.00", "days": "334"}})
    batch = RatingBatch(plan, "UTC", DECEMBER, DECEMBER, 2, carried=(Carried(), carried))
    first, second = rate_accounts(batch)
    assert first.carried == {
        "cap": {"billed": "200.00", "days": "31"},
        "promised": {"billed": "200.00", "days": "31"},
        "floor": {"billed": "0", "days": "0"},
    }
    # Of a year of which 31 days were billed a minimum of 31 is owed, of a whole one all of it.
    assert [line.charge_code for line in first.lines] == ["fixed"]
    assert [(line.charge_code, line.amount) for line in second.lines[1:]] == [("floor", number("65.00"))]


def test_know_the_year_only_where_an_amount_is_for_one():
    leap = local_days("UTC", date(2028, 12, 1), date(2029, 1, 1))
    yearly = terms(minimums=(MinimumBill("floor", "", number(1), Span.YEAR),))
    span = billed_span(RatingBatch(yearly, "UTC", leap, leap, 1), 0)
    assert (span.month, span.year_days, span.days, span.full_days) == (12, 366, 31, 31)
    assert billed_span(RatingBatch(terms(), "UTC", leap, leap, 1), 0).year_days == 365
