"""Top up to the minimum charge."""

from decimal import Decimal

import pytest

from pricing.rating.adjustment_terms import Span
from pricing.rating.adjustments.billed_span import BilledSpan
from pricing.rating.adjustments.minimum_bill import settle_minimum
from pricing.rating.carried import Carried
from pricing.rating.lines import LineKind, LineShare, RatedLine
from pricing.rating.plan_terms import MinimumBill, Rider
from pricing.rating.progress import Progress
from pricing.rating.trace import replay
from tests.unit.pricing.rating.builders import terms


def line(code, amount, kind=LineKind.CHARGE, shares=()):
    value = Decimal(amount)
    return RatedLine(code, code, kind, Decimal(1), "period", value, value, value, None, {}, shares=shares)


def minimum(amount="10", **facts):
    return MinimumBill("minimum", "Minimum", Decimal(amount), **facts)


def top_ups(floor, lines, days=30, full_days=30, plan=None, **facts):
    span = BilledSpan(days, full_days, **facts)
    return [each.amount for each in settle_minimum(floor, lines, plan or terms(), span).lines]


@pytest.mark.parametrize(
    ("used", "top_up"),
    [
        ("7.20", ["2.80"]),
        ("9.99", ["0.01"]),
        ("10.00", []),
        ("10.01", []),
        ("0.00", ["10.00"]),
        ("-5.00", ["15.00"]),
    ],
)
def test_lifts_the_lines_to_the_minimum_and_no_further(used, top_up):
    assert top_ups(minimum(), [line("a", used)]) == [Decimal(amount) for amount in top_up]


def test_lifts_an_account_without_lines():
    assert top_ups(minimum(), []) == [Decimal("10.00")]


def test_makes_exactly_the_rounded_minimum_of_the_days_billed():
    # Ten thirty-firsts of 10 are 3.2258…: with 1.23 used, 2.00 are missing.
    assert top_ups(minimum(), [line("a", "1.23")], 10, 31) == [Decimal("2.00")]


def test_stays_whole_where_the_plan_does_not_prorate_it():
    assert top_ups(minimum(prorated=False), [line("a", "1.23")], 10, 31) == [Decimal("8.77")]


def test_counts_the_days_billed_where_it_is_stated_per_day():
    assert top_ups(minimum("0.32854", per=Span.DAY), [line("a", "5.00")], 30, 31) == [Decimal("4.86")]


def test_counts_the_named_charges_and_what_a_discount_takes_off_them():
    taken = (LineShare("a", None, Decimal("-1.00")), LineShare("b", None, Decimal("-2.00")))
    lines = [line("a", "6.00"), line("b", "50.00"), line("d", "-3.00", LineKind.DISCOUNT, taken)]
    assert top_ups(minimum(charges=("a",)), lines) == [Decimal("5.00")]
    assert top_ups(minimum(), lines) == []


def test_counts_a_credit_whichever_charge_is_named():
    lines = [line("a", "6.00"), line("bank", "-1.00", LineKind.CREDIT)]
    assert top_ups(minimum(charges=("a",)), lines) == [Decimal("5.00")]


def test_waits_for_the_last_invoice_of_a_period_and_counts_the_earlier_ones():
    lines, earlier = [line("a", "2.00")], {"a": Decimal("5.00"), "fuel": Decimal("9.00")}
    plan = terms(riders=(Rider("fuel", "Fuel", Decimal(10)),))
    first = Progress(is_last=False)
    assert top_ups(minimum(), lines, progress=first, plan=plan) == []
    last = Progress(amounts=earlier, is_first=False)
    assert top_ups(minimum(), lines, progress=last, plan=plan) == [Decimal("3.00")]
    assert top_ups(minimum(charges=("a",)), lines, progress=last, plan=plan) == [Decimal("3.00")]


def test_of_a_year_adds_up_its_periods_and_is_charged_at_its_end():
    floor = minimum("100", per=Span.YEAR)
    state, lines = {}, [line("a", "5.00"), line("monthly", "3.00", LineKind.MINIMUM)]
    for month in range(1, 12):
        carried = Carried({"minimum": state})
        settled = settle_minimum(floor, lines, terms(), BilledSpan(30, 30, month, carried=carried))
        assert settled.lines == []
        state = settled.state
    assert state == {"billed": "55.00", "days": "330"}
    last = BilledSpan(35, 35, 12, carried=Carried({"minimum": state}))
    settled = settle_minimum(floor, lines, terms(), last)
    # What the month's own minimum lifted does not count: both are charged.
    assert [each.amount for each in settled.lines] == [Decimal("40.00")]
    assert settled.state == {"billed": "0", "days": "0"}


def test_of_a_year_is_prorated_by_the_days_billed_in_it():
    span = BilledSpan(31, 31, 12, carried=Carried({"minimum": {"billed": "10.00", "days": "42"}}))
    floor = minimum("365", per=Span.YEAR)
    assert [each.amount for each in settle_minimum(floor, [], terms(), span).lines] == [Decimal("63.00")]
    whole = minimum("365", per=Span.YEAR, prorated=False)
    assert [each.amount for each in settle_minimum(whole, [], terms(), span).lines] == [Decimal("355.00")]


def test_of_a_year_leaves_nothing_before_the_period_is_over():
    floor, span = minimum("365", per=Span.YEAR), BilledSpan(31, 31, 12, progress=Progress(is_last=False))
    assert settle_minimum(floor, [line("a", "1.00")], terms(), span).state == {}


def test_gives_no_line_for_less_than_half_a_minor_unit():
    assert top_ups(minimum("10.004"), [line("a", "10.00")]) == []
    assert top_ups(minimum("10.005"), [line("a", "10.00")]) == [Decimal("0.01")]


def test_follows_from_its_trace():
    (top_up,) = settle_minimum(minimum(), [line("a", "1.23")], terms(), BilledSpan(10, 31)).lines
    replayed = replay(top_up.trace)
    assert (replayed.exact_amount, replayed.amount) == (top_up.exact_amount, top_up.amount)
    assert top_up.kind is LineKind.MINIMUM
    assert top_up.trace["f"] == [10, 31]
