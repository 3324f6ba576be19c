"""Credit notes that add up to their invoice, credits that have a limit, and plans that change."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicing.drafting.credit_amounts import cap_credit, credit_amounts, plan_change
from invoicing.drafting.totals import invoice_totals
from pricing.rating.lines import LineKind
from pricing.rating.plan_terms import TaxTerms
from pricing.rating.taxes import TaxedLine
from tests.unit.pricing.rating.builders import rated_line, share, terms

VAT = TaxTerms("vat", "VAT", Decimal(20))
LEVY = TaxTerms("levy", "Levy", Decimal(5), charges=("usage",), mode="down")
ON_LEVY = TaxTerms("gst", "GST", Decimal("9.975"), charges=("usage",), on_taxes=("levy",))
NOTHING = Decimal(0)


def taxed(*amounts, taxes=(VAT,)):
    return [TaxedLine(rated_line("usage", amount, "vat"), taxes) for amount in amounts]


def series(lines, *credited):
    """Each note's (net, tax) when the lines are credited up to the amounts given for each note."""
    notes, before = [], [NOTHING] * len(lines)
    for after in credited:
        note = credit_amounts(lines, before, after, 2)
        notes.append((note.net, note.tax))
        before = after
    return notes


def test_credits_the_unused_days_and_the_tax_on_what_they_are_unrounded():
    (line,) = taxed("160.00", taxes=(TaxTerms("vat", "VAT", Decimal(25)),))
    note = credit_amounts([line], [NOTHING], [Decimal("160.00") * 29 / 30], 2)
    assert (note.net, note.tax, note.total) == (Decimal("154.67"), Decimal("38.67"), Decimal("193.34"))


def test_gives_each_note_what_is_missing_to_the_rounded_whole():
    price = Decimal("68.33")
    notes = series(taxed("68.33", "68.33"), [price, NOTHING], [price, price])
    assert notes == [(price, Decimal("13.67")), (price, Decimal("13.66"))]


def test_credits_the_tax_that_a_discount_line_took_with_it():
    shares = (share("usage", "-10.00"), share("fixed", "-5.00"))
    taken = rated_line("coupon", "-15.00", kind=LineKind.DISCOUNT, shares=shares)
    on_usage = TaxTerms("duty", "Duty", Decimal(10), charges=("usage",))
    lines = [TaxedLine(rated_line("usage", "100.00"), [on_usage]), TaxedLine(taken, [on_usage])]
    half = [Decimal("50.00"), Decimal("-7.50")]
    note = credit_amounts(lines, [NOTHING, NOTHING], half, 2)
    assert (note.net, note.tax) == (Decimal("42.50"), Decimal("4.50"))


@given(
    st.lists(st.integers(-(10**5), 10**6), min_size=1, max_size=6),
    st.lists(st.integers(0, 7), min_size=1, max_size=5),
    st.sampled_from([(VAT,), (VAT, LEVY), (VAT, LEVY, ON_LEVY)]),
)
def test_notes_always_add_up_to_the_invoice(cents, steps, taxes):
    amounts = [Decimal(each).scaleb(-2) for each in cents]
    lines = taxed(*amounts, taxes=taxes)
    reached = [[amount * step / 7 for amount in amounts] for step in steps] + [amounts]
    notes = series(lines, *reached)
    plan = terms(taxes=taxes)
    invoice = invoice_totals([(one.line, plan) for one in lines], "EUR")
    assert sum((net for net, _ in notes), NOTHING) == invoice.net
    assert sum((tax for _, tax in notes), NOTHING) == invoice.tax


def test_one_note_for_everything_is_the_invoice_itself():
    lines = taxed("0.13", "0.13", "-0.05", taxes=(VAT, LEVY, ON_LEVY))
    plan = terms(taxes=(VAT, LEVY, ON_LEVY))
    invoice = invoice_totals([(one.line, plan) for one in lines], "EUR")
    note = credit_amounts(lines, [NOTHING] * 3, [one.line.amount for one in lines], 2)
    assert (note.net, note.tax, note.total) == (invoice.net, invoice.tax, invoice.total)


@pytest.mark.parametrize(
    ("potential", "paid", "before", "credit"),
    [
        ("100", "200", "50", "100"),
        ("100", "200", "180", "20"),
        ("100", "200", "250", "0"),
        ("5", "0", "0", "0"),
    ],
)
def test_never_credits_more_than_was_paid_and_is_not_credited_yet(potential, paid, before, credit):
    assert cap_credit(Decimal(potential), Decimal(paid), Decimal(before)) == Decimal(credit)


def test_changes_a_plan_for_the_rest_of_the_period():
    change = plan_change(Decimal(100), Decimal(30), Fraction(17, 31), None, 2)
    assert (change.credit, change.charge) == (Decimal("-54.84"), Decimal("16.45"))
    assert change.net == Decimal("-38.39")


def test_credits_of_a_plan_that_is_left_no_more_than_it_may():
    change = plan_change(Decimal(100), Decimal(30), Fraction(1, 2), Decimal("20.00"), 2)
    assert (change.credit, change.charge, change.net) == (
        Decimal("-20.00"),
        Decimal("15.00"),
        Decimal("-5.00"),
    )
    assert plan_change(Decimal(100), Decimal(0), Fraction(1, 2), Decimal(-1), 2).credit == 0
