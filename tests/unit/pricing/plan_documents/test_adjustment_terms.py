"""Adjustments and taxes from JSON to terms."""

from decimal import Decimal as D

from pricing.plan_documents.adjustment_terms import (
    commitment_terms,
    discount_terms,
    maximum_terms,
    minimum_terms,
    money_bank_terms,
    rider_terms,
    tax_terms,
)
from pricing.rating.plan_terms import (
    Commitment,
    FixedDiscount,
    MaximumBill,
    MinimumBill,
    MoneyBank,
    PercentDiscount,
    Rider,
    Span,
    TaxTerms,
)

NAMED = {"code": "X", "label": "Text"}


def test_discounts():
    assert discount_terms({**NAMED, "percent": "5"}) == PercentDiscount("X", "Text", D(5))
    assert discount_terms({**NAMED, "amount": "3", "charges": ["A"], "prorated": True}) == FixedDiscount(
        "X", "Text", D(3), ("A",), prorated=True
    )


def test_banks_of_money():
    plain = {**NAMED, "charges": ["A"], "credits": ["B"]}
    assert money_bank_terms(plain) == MoneyBank("X", "Text", ("A",), ("B",))
    assert money_bank_terms(
        {**plain, "used_at_once": False, "true_up_month": 3, "expires": True}
    ) == MoneyBank("X", "Text", ("A",), ("B",), used_at_once=False, true_up_month=3, expires=True)


def test_maximums_and_minimums():
    assert maximum_terms(
        {**NAMED, "amount": "9", "per": "day", "charges": ["A"], "prorated": False}
    ) == MaximumBill("X", "Text", D(9), Span.DAY, ("A",), prorated=False)
    assert minimum_terms(
        {**NAMED, "amount": "9", "per": "year", "tax": "VAT", "year_end_month": 6}
    ) == MinimumBill("X", "Text", D(9), Span.YEAR, (), "VAT", prorated=True, year_end_month=6)


def test_commitments():
    assert commitment_terms({**NAMED, "amount": "9", "per": "period"}) == Commitment("X", "Text", D(9))
    assert commitment_terms(
        {
            **NAMED,
            "amount": "9",
            "per": "year",
            "overage_factor": "1.5",
            "true_up": False,
            "charges": ["A"],
            "tax": "VAT",
            "prorated": False,
            "year_end_month": 3,
        }
    ) == Commitment(
        "X",
        "Text",
        D(9),
        D("1.5"),
        true_up=False,
        per=Span.YEAR,
        charges=("A",),
        tax_code="VAT",
        prorated=False,
        year_end_month=3,
    )


def test_riders_and_taxes():
    assert rider_terms({**NAMED, "percent": "-2", "charges": ["A"], "tax": "VAT"}) == Rider(
        "X", "Text", D(-2), ("A",), "VAT"
    )
    assert tax_terms(
        {**NAMED, "percent": "16", "charges": ["A"], "on_taxes": ["DUTY"], "mode": "down"}
    ) == TaxTerms("X", "Text", D(16), ("A",), ("DUTY",), "down")
