"""One tax per code, whose shares add up."""

from decimal import Decimal

import pytest

from pricing.rating import compute_taxes
from pricing.rating.plan_terms import TaxTerms

VAT = TaxTerms("vat", "VAT", Decimal(20))
REDUCED = TaxTerms("reduced", "Reduced VAT", Decimal("5.5"))


def lines(code, *amounts):
    return [(Decimal(amount), code) for amount in amounts]


def test_rounds_once_on_the_sum_and_spreads_the_cents():
    # 20 % of three times 0.12 is 0.072; each alone would be 0.02 and make 0.06.
    (tax,) = compute_taxes(lines("vat", "0.12", "0.12", "0.12"), [VAT], 2)
    assert (tax.base, tax.amount) == (Decimal("0.36"), Decimal("0.07"))
    assert tax.shares == ((0, Decimal("0.03")), (1, Decimal("0.02")), (2, Decimal("0.02")))


def test_keeps_codes_apart_and_says_which_line_each_share_is_of():
    amounts = [
        *lines("vat", "10.00"),
        *lines("reduced", "10.00"),
        *lines(None, "10.00"),
        *lines("vat", "5.00"),
    ]
    vat, reduced = compute_taxes(amounts, [VAT, REDUCED], 2)
    assert (vat.amount, vat.shares) == (Decimal("3.00"), ((0, Decimal("2.00")), (3, Decimal("1.00"))))
    assert (reduced.base, reduced.amount, reduced.shares) == (Decimal("10.00"), Decimal("0.55"), ((1, Decimal("0.55")),))  # fmt: skip


def test_leaves_out_a_tax_that_no_line_carries():
    assert compute_taxes(lines("vat", "10.00"), [REDUCED], 2) == ()
    assert compute_taxes([], [VAT], 2) == ()


def test_taxes_a_discount_as_less_and_a_credit_as_nothing_owed():
    (tax,) = compute_taxes(lines("vat", "100.00", "-30.00"), [VAT], 2)
    assert (tax.base, tax.amount) == (Decimal("70.00"), Decimal("14.00"))
    (tax,) = compute_taxes(lines("vat", "-0.12", "-0.13"), [VAT], 2)
    assert (tax.amount, sum(share for _, share in tax.shares)) == (Decimal("-0.05"), Decimal("-0.05"))


@pytest.mark.parametrize(
    ("amount", "percent", "tax"),
    [
        ("14.29", "24", "3.43"),
        ("14.27", "24", "3.42"),
        ("0.50", "1", "0.01"),
        ("0.49", "1", "0.00"),
        ("7", "0", "0"),
    ],
)
def test_rounds_halves_up(amount, percent, tax):
    (rated,) = compute_taxes(lines("t", amount), [TaxTerms("t", "T", Decimal(percent))], 2)
    assert rated.amount == Decimal(tax)


def test_taxes_in_whole_units_where_the_currency_has_no_smaller():
    (tax,) = compute_taxes(lines("vat", "104", "104"), [TaxTerms("vat", "VAT", Decimal(10))], 0)
    assert (tax.amount, [share for _, share in tax.shares]) == (Decimal(21), [Decimal(11), Decimal(10)])


def test_stays_exact_where_a_tax_has_more_digits_than_decimals_usually_keep():
    # 28 digits would round each share first: 20 + 2 digits of the amount times 8 of the percentage.
    huge = Decimal("12345678901234567890.05")
    (tax,) = compute_taxes([(huge, "t"), (huge, "t")], [TaxTerms("t", "T", Decimal("7.2512345"))], 2)
    assert tax.amount == Decimal("1790428255491083825.54")
