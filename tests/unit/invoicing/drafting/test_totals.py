"""Net, taxes and total of an invoice."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from invoicing.drafting.totals import invoice_totals
from pricing.rating.plan_terms import TaxTerms
from tests.unit.invoicing.drafting.builders import VAT, line, version

PLAN = version().terms


def totals(*lines, currency="EUR"):
    return invoice_totals([(one, PLAN) for one in lines], currency)


def test_adds_up_lines_and_taxes():
    found = totals(line("10.00"), line("5.55"), line("1.00", None))
    assert (found.net, found.tax, found.total) == (Decimal("16.55"), Decimal("2.95"), Decimal("19.50"))
    assert found.line_taxes == (Decimal("1.90"), Decimal("1.05"), Decimal(0))


def test_rounds_a_tax_once_on_the_lines_of_all_subscriptions():
    # 19 % of 0.13 is 0.0247 each: two invoices would bear 0.02 + 0.02, one bears 0.0494.
    other = version(version_id=8).terms
    found = invoice_totals([(line("0.13"), PLAN), (line("0.13"), other)], "EUR")
    assert [(tax.code, tax.base, tax.amount) for tax in found.taxes] == [
        ("VAT", Decimal("0.26"), Decimal("0.05"))
    ]
    assert found.line_taxes == (Decimal("0.03"), Decimal("0.02"))


def test_keeps_two_rates_of_one_code_apart():
    reduced = version(version_id=8, taxes=(TaxTerms("VAT", "VAT 7 %", Decimal(7)),)).terms
    found = invoice_totals([(line("10.00"), PLAN), (line("10.00"), reduced), (line("1.00"), PLAN)], "EUR")
    assert [(tax.percent, tax.base, tax.amount) for tax in found.taxes] == [
        (Decimal(19), Decimal("11.00"), Decimal("2.09")),
        (Decimal(7), Decimal("10.00"), Decimal("0.70")),
    ]
    assert found.taxes[0].shares == ((0, Decimal("1.90")), (2, Decimal("0.19")))
    assert found.taxes[1].shares == ((1, Decimal("0.70")),)


def test_takes_label_and_rounding_of_the_plan_that_comes_first():
    first = version(taxes=(TaxTerms("VAT", "first", Decimal(19)),), rounding_mode="up").terms
    second = version(version_id=8, taxes=(TaxTerms("VAT", "second", Decimal(19)),)).terms
    found = invoice_totals([(line("0.01"), first), (line("0.00"), second)], "EUR")
    assert [(tax.label, tax.amount) for tax in found.taxes] == [("first", Decimal("0.01"))]


def test_rounds_to_the_minor_unit_of_the_currency():
    assert totals(line("1234"), currency="JPY").tax == Decimal(234)
    assert totals(line("1.234"), currency="KWD").tax == Decimal("0.234")


def test_levies_several_taxes_over_several_subscriptions_and_spreads_each():
    levy = TaxTerms("LEVY", "Levy", Decimal(5), charges=("energy",), mode="down")
    taxes = (levy, TaxTerms("VAT", "VAT 19 %", Decimal(19), on_taxes=("LEVY",)))
    first, second = (version(version_id=number, taxes=taxes).terms for number in (7, 8))
    found = invoice_totals(
        [(line("10.39"), first), (line("10.39"), second), (line("2.00", None), first)], "EUR"
    )
    # 5 % of the three is 1.139, truncated; 19 % of 20.78 and of the levy is 4.1629.
    assert [(tax.code, tax.base, tax.amount) for tax in found.taxes] == [
        ("LEVY", Decimal("22.78"), Decimal("1.13")),
        ("VAT", Decimal("21.91"), Decimal("4.16")),
    ]
    assert found.tax == sum(found.line_taxes) == Decimal("5.29")
    assert found.total == Decimal("28.07")


def test_an_invoice_of_nothing_comes_to_nothing():
    found = totals()
    assert (found.net, found.tax, found.total, found.taxes, found.line_taxes) == (0, 0, 0, (), ())


@given(st.lists(st.tuples(st.integers(-(10**7), 10**7), st.sampled_from(["VAT", None])), max_size=30))
def test_shares_always_add_up_to_the_taxes(cents):
    lines = [line(str(Decimal(amount).scaleb(-2)), code) for amount, code in cents]
    found = totals(*lines)
    assert sum(found.line_taxes, Decimal(0)) == found.tax == found.total - found.net
    assert found.tax == sum((tax.amount for tax in found.taxes), Decimal(0))
    assert all(tax.percent == VAT.percent for tax in found.taxes)
