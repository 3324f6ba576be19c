"""One tax per code, whose shares add up."""

from decimal import Decimal

import pytest

from pricing.rating import compute_taxes
from pricing.rating.adjustment_terms import ExemptTier
from pricing.rating.lines import LineKind
from pricing.rating.plan_terms import TaxTerms
from pricing.rating.taxes import TaxedLine, levy_taxes, taxed_amount
from tests.unit.pricing.rating.builders import rated_line, share

VAT = TaxTerms("vat", "VAT", Decimal(20))
REDUCED = TaxTerms("reduced", "Reduced VAT", Decimal("5.5"))


def lines(code, *amounts):
    return [rated_line("usage", amount, code) for amount in amounts]


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
    (tax,) = compute_taxes(lines("t", huge, huge), [TaxTerms("t", "T", Decimal("7.2512345"))], 2)
    assert tax.amount == Decimal("1790428255491083825.54")


def test_levies_several_taxes_on_a_line_and_each_on_the_charges_it_names():
    levy = TaxTerms("levy", "Levy", Decimal(5), charges=("energy",))
    bill = [rated_line("energy", "100.00", "vat"), rated_line("fixed", "10.00", "vat")]
    first, second = compute_taxes(bill, [levy, VAT], 2)
    assert (first.code, first.base, first.shares) == ("levy", Decimal("100.00"), ((0, Decimal("5.00")),))
    assert (second.code, second.base, second.amount) == ("vat", Decimal("110.00"), Decimal("22.00"))


def test_levies_a_tax_once_on_a_line_that_carries_its_code_and_is_named():
    named = TaxTerms("vat", "VAT", Decimal(20), charges=("energy",))
    (tax,) = compute_taxes([rated_line("energy", "100.00", "vat")], [named], 2)
    assert tax.base == Decimal("100.00")


def test_taxes_an_earlier_tax():
    first = TaxTerms("gst", "GST", Decimal(5))
    second = TaxTerms("qst", "QST", Decimal("9.975"), charges=("energy",), on_taxes=("gst",))
    bill = [rated_line("energy", "100.00", "gst"), rated_line("fixed", "20.00", "gst")]
    gst, qst = compute_taxes(bill, [first, second], 2)
    # The fixed line does not bear the second tax itself, but its first tax does.
    assert (qst.base, qst.amount) == (Decimal("106.00"), Decimal("10.57"))
    assert qst.shares == ((0, Decimal("10.47")), (1, Decimal("0.10")))
    assert gst.amount == Decimal("6.00")


def test_taxes_a_tax_alone():
    duty = TaxTerms("duty", "Duty", Decimal(10), charges=("energy",))
    cess = TaxTerms("cess", "Cess on the duty", Decimal(2), on_taxes=("duty",))
    _, on_duty = compute_taxes([rated_line("energy", "424.10")], [duty, cess], 2)
    assert (on_duty.base, on_duty.amount) == (Decimal("42.41"), Decimal("0.85"))


def test_rounds_as_the_law_of_the_tax_says_and_not_the_plan():
    truncated = TaxTerms("levy", "Levy", Decimal(5), charges=("energy",), mode="down")
    bill = [rated_line("energy", "1711.90", "vat")]
    levy, vat = compute_taxes(bill, [truncated, VAT], 2)
    assert (levy.amount, vat.amount) == (Decimal("85.59"), Decimal("342.38"))


def test_leaves_an_exempt_tier_out():
    duty = TaxTerms("duty", "Duty", Decimal(10), charges=("energy",), exempt=(ExemptTier("energy", 1),))
    bill = [rated_line("energy", "50.00", tier=1), rated_line("energy", "30.00", tier=2)]
    (tax,) = compute_taxes(bill, [duty], 2)
    assert (tax.base, tax.shares) == (Decimal("30.00"), ((1, Decimal("3.00")),))
    assert compute_taxes(bill[:1], [duty], 2) == ()


def test_taxes_a_discount_as_the_charges_it_is_taken_off():
    shares = (share("energy", "-5.00", 1), share("energy", "-3.00", 2), share("fixed", "-2.00"))
    taken = rated_line("loyalty", "-10.00", kind=LineKind.DISCOUNT, shares=shares)
    on_energy = TaxTerms("duty", "Duty", Decimal(10), charges=("energy",))
    assert taxed_amount(taken, on_energy) == Decimal("-8.00")
    exempt = TaxTerms("duty", "", Decimal(10), charges=("energy",), exempt=(ExemptTier("energy", 1),))
    assert taxed_amount(taken, exempt) == Decimal("-3.00")
    assert taxed_amount(taken, TaxTerms("duty", "", Decimal(10), charges=("loyalty",))) == Decimal("-10.00")
    assert compute_taxes([taken], [TaxTerms("duty", "", Decimal(10), charges=("water",))], 2) == ()


def test_levies_once_on_lines_of_several_plans_and_a_tax_on_taxes_after_those():
    base = TaxTerms("levy", "Levy", Decimal(10))
    on_levy = TaxTerms("vat", "VAT", Decimal(20), on_taxes=("levy",))
    lines_of_plans = [
        TaxedLine(rated_line("a", "0.12", "vat"), [VAT], "down"),
        TaxedLine(rated_line("b", "10.00", "levy"), [base, on_levy]),
    ]
    levy, vat = levy_taxes(lines_of_plans, 2)
    assert (levy.rated.code, levy.first, levy.rated.amount) == ("levy", 1, Decimal("1.00"))
    # 20 % of 0.12 and of the levy of 1.00, rounded as the first plan rounds.
    assert (vat.first, vat.rated.base, vat.rated.amount) == (0, Decimal("1.12"), Decimal("0.22"))
