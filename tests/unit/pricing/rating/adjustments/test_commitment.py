"""Money that was promised."""

from decimal import Decimal

import pytest

from pricing.rating.adjustments.billed_span import BilledSpan
from pricing.rating.adjustments.commitment import settle_commitment, split_by_commitment
from pricing.rating.carried import Carried
from pricing.rating.lines import LineKind
from pricing.rating.plan_terms import Commitment, Span
from pricing.rating.progress import Progress
from pricing.rating.trace import replay
from tests.unit.pricing.rating.builders import rated_line, share, terms


def commitment(amount="60", factor="2", **facts):
    return Commitment("promised", "Promised", Decimal(amount), Decimal(factor), **facts)


def settled_lines(promised, lines, span=None):
    settled = settle_commitment(promised, lines, terms(commitments=(promised,)), span or BilledSpan(30, 30))
    for line in settled.lines:
        replayed = replay(line.trace)
        assert (replayed.exact_amount, replayed.amount) == (line.exact_amount, line.amount)
    return [(line.trace["rule"], line.amount) for line in settled.lines]


@pytest.mark.parametrize(
    ("before", "used", "parts"),
    [
        ("0", "12", ("12", "0", "48")),
        ("50", "12", ("10", "2", "0")),
        ("60", "12", ("0", "12", "0")),
        ("70", "12", ("0", "12", "0")),
        ("50", "10", ("10", "0", "0")),
        ("70", "-20", ("-10", "-10", "10")),
    ],
)
def test_cuts_what_is_used_where_the_commitment_is_crossed(before, used, parts):
    split = split_by_commitment(Decimal(60), Decimal(before), Decimal(used))
    assert (split.within, split.above, split.missing) == tuple(map(Decimal, parts))
    assert split.within + split.above == Decimal(used)


def test_charges_what_is_missing_and_what_exceeds_it_more():
    assert settled_lines(commitment(), [rated_line("a", "50.00")]) == [("commitment", Decimal("10.00"))]
    assert settled_lines(commitment(), [rated_line("a", "60.00")]) == []
    assert settled_lines(commitment(factor="1.5"), [rated_line("a", "70.00")]) == [
        ("overage", Decimal("5.00"))
    ]
    assert settled_lines(commitment(factor="1"), [rated_line("a", "70.00")]) == []
    assert settled_lines(commitment(true_up=False), [rated_line("a", "50.00")]) == []


def test_taxes_what_exceeds_it_as_the_charges_and_the_rest_as_it_says():
    lines = [rated_line("a", "60.00", "vat"), rated_line("b", "30.00")]
    of_vat, untaxed = settle_commitment(commitment(), lines, terms(), BilledSpan(30, 30)).lines
    assert (of_vat.tax_code, of_vat.kind, of_vat.shares) == ("vat", LineKind.RIDER, (share("a", "20.00"),))
    assert (untaxed.tax_code, untaxed.amount) == (None, Decimal("10.00"))
    (rest,) = settle_commitment(commitment("100", tax_code="vat"), lines, terms(), BilledSpan(30, 30)).lines
    assert (rest.tax_code, rest.kind, rest.amount) == ("vat", LineKind.MINIMUM, Decimal("10.00"))


def test_counts_the_named_charges_of_the_days_billed():
    lines = [rated_line("a", "20.00"), rated_line("b", "500.00")]
    span = BilledSpan(15, 30)
    assert settled_lines(commitment(charges=("a",)), lines, span) == [("commitment", Decimal("10.00"))]
    whole = commitment(charges=("a",), prorated=False)
    assert settled_lines(whole, lines, span) == [("commitment", Decimal("40.00"))]
    assert settled_lines(commitment("1", per=Span.DAY, charges=("a",)), lines, span) == [
        ("overage", Decimal("5.00"))
    ]


def test_waits_with_the_true_up_for_the_last_invoice_but_not_with_what_exceeds_it():
    first = BilledSpan(30, 30, progress=Progress(amounts={"a": Decimal(55)}, is_last=False))
    assert settled_lines(commitment(), [rated_line("a", "7.00")], first) == [("overage", Decimal("2.00"))]
    assert settled_lines(commitment(), [rated_line("a", "1.00")], first) == []
    last = BilledSpan(30, 30, progress=Progress(amounts={"a": Decimal(55), "promised": Decimal(9)}))
    assert settled_lines(commitment(), [rated_line("a", "1.00")], last) == [("commitment", Decimal("4.00"))]


def test_of_a_year_is_crossed_once_and_trued_up_at_its_end():
    yearly = commitment("600", per=Span.YEAR)
    state = {}
    charged = []
    for month, used in enumerate(["100.00"] * 5 + ["150.00"] + ["10.00"] * 6, start=1):
        span = BilledSpan(30, 30, month, 360, carried=Carried({"promised": state}))
        settled = settle_commitment(yearly, [rated_line("a", used)], terms(), span)
        charged.append(sum((line.amount for line in settled.lines), Decimal(0)))
        state = settled.state
    assert charged == [0] * 5 + [Decimal("50.00")] + [Decimal("10.00")] * 6
    assert state == {"billed": "0", "days": "0"}


def test_of_a_year_cut_short_trues_up_the_days_that_were_billed():
    span = BilledSpan(31, 31, 12, carried=Carried({"promised": {"billed": "20.00", "days": "42"}}))
    lines = [rated_line("a", "3.00")]
    assert settled_lines(commitment("365", per=Span.YEAR), lines, span) == [("commitment", Decimal("50.00"))]
