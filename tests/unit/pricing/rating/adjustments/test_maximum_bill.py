"""Cut down to the maximum charge."""

from decimal import Decimal

import pytest

from pricing.rating.adjustments.billed_span import BilledSpan
from pricing.rating.adjustments.maximum_bill import settle_maximum
from pricing.rating.carried import Carried
from pricing.rating.lines import LineKind
from pricing.rating.plan_terms import MaximumBill, Rider, Span
from pricing.rating.progress import Progress
from pricing.rating.trace import replay
from tests.unit.pricing.rating.builders import rated_line, share, terms


def maximum(amount="100", **facts):
    return MaximumBill("cap", "Maximum", Decimal(amount), **facts)


def cuts(cap, lines, span=None, plan=None):
    settled = settle_maximum(cap, lines, plan or terms(), span or BilledSpan(30, 30))
    for line in settled.lines:
        replayed = replay(line.trace)
        assert (line.kind, replayed.exact_amount) == (LineKind.MAXIMUM, line.exact_amount)
        assert replayed.amount == line.amount
    return [line.amount for line in settled.lines]


@pytest.mark.parametrize(
    ("billed", "cut"),
    [("99.99", []), ("100.00", []), ("100.01", ["-0.01"]), ("250.00", ["-150.00"]), ("-5", [])],
)
def test_cuts_to_the_maximum_and_no_further(billed, cut):
    assert cuts(maximum(), [rated_line("a", billed)]) == [Decimal(amount) for amount in cut]


def test_counts_the_named_charges_after_discounts_and_tells_whose_they_are():
    lines = [
        rated_line("a", "120.00"),
        rated_line("b", "50.00"),
        rated_line("d", "-17.00", kind=LineKind.DISCOUNT, shares=(share("a", "-12.00"), share("b", "-5.00"))),
    ]
    (line,) = settle_maximum(maximum(charges=("a",)), lines, terms(), BilledSpan(30, 30)).lines
    assert (line.amount, line.shares) == (Decimal("-8.00"), (share("a", "-8.00"),))


def test_gives_the_cut_to_every_tax_code_by_weight():
    lines = [rated_line("a", "100.00", "vat"), rated_line("b", "50.00")]
    assert cuts(maximum(), lines) == [Decimal("-33.33"), Decimal("-16.67")]


def test_is_of_the_days_billed():
    lines = [rated_line("a", "80.00")]
    assert cuts(maximum(), lines, BilledSpan(15, 30)) == [Decimal("-30.00")]
    assert cuts(maximum(prorated=False), lines, BilledSpan(15, 30)) == []
    assert cuts(maximum("2", per=Span.DAY), lines, BilledSpan(15, 30)) == [Decimal("-50.00")]


def test_counts_what_earlier_invoices_of_the_period_billed_but_not_their_riders():
    plan = terms(riders=(Rider("fuel", "Fuel", Decimal(5)),))
    amounts = {"a": Decimal(70), "fuel": Decimal(50)}
    span = BilledSpan(30, 30, progress=Progress(amounts=amounts, is_first=False, is_last=False))
    assert cuts(maximum(), [rated_line("a", "50.00")], span, plan) == [Decimal("-20.00")]


def test_gives_back_nothing_of_what_earlier_invoices_billed_above_it():
    span = BilledSpan(30, 30, progress=Progress(amounts={"a": Decimal(130)}))
    assert cuts(maximum(), [rated_line("a", "10.00")], span) == [Decimal("-10.00")]


def test_leaves_a_credit_of_a_bank_with_the_customer():
    lines = [rated_line("a", "130.00"), rated_line("bank", "-20.00", kind=LineKind.CREDIT)]
    assert cuts(maximum(), lines) == [Decimal("-10.00")]


def test_of_a_year_counts_earlier_periods_until_the_year_ends():
    cap = maximum("1000", per=Span.YEAR)
    carried = Carried({"cap": {"billed": "980.00", "days": "300"}})
    lines = [rated_line("a", "50.00")]
    settled = settle_maximum(cap, lines, terms(), BilledSpan(30, 30, 11, carried=carried))
    assert [line.amount for line in settled.lines] == [Decimal("-30.00")]
    assert replay(settled.lines[0].trace).amount == Decimal("-30.00")
    assert settled.state == {"billed": "1000.00", "days": "330"}
    last = settle_maximum(cap, lines, terms(), BilledSpan(31, 31, 12, carried=carried))
    assert last.state == {"billed": "0", "days": "0"}
