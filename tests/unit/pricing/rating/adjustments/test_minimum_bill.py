"""Top up to the minimum charge."""

from decimal import Decimal

import pytest

from pricing.rating.adjustment_terms import Span
from pricing.rating.adjustments.minimum_bill import minimum_lines
from pricing.rating.lines import LineKind, RatedLine
from pricing.rating.plan_terms import MinimumBill
from pricing.rating.trace import replay
from tests.unit.pricing.rating.builders import terms


def line(code, amount, kind=LineKind.CHARGE):
    value = Decimal(amount)
    return RatedLine(code, code, kind, Decimal(1), "period", value, value, value, None, {})


def minimum(amount="10", **facts):
    return MinimumBill("minimum", "Minimum", Decimal(amount), **facts)


def top_ups(floor, lines, days=30, full_days=30):
    return [each.amount for each in minimum_lines(floor, lines, terms(), days, full_days)]


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


def test_counts_the_named_charges_and_every_discount():
    lines = [line("a", "6.00"), line("b", "50.00"), line("d", "-1.00", LineKind.DISCOUNT)]
    assert top_ups(minimum(charges=("a",)), lines) == [Decimal("5.00")]
    assert top_ups(minimum(), lines) == []


def test_gives_no_line_for_less_than_half_a_minor_unit():
    assert top_ups(minimum("10.004"), [line("a", "10.00")]) == []
    assert top_ups(minimum("10.005"), [line("a", "10.00")]) == [Decimal("0.01")]


def test_follows_from_its_trace():
    (top_up,) = minimum_lines(minimum(), [line("a", "1.23")], terms(), 10, 31)
    replayed = replay(top_up.trace)
    assert (replayed.exact_amount, replayed.amount) == (top_up.exact_amount, top_up.amount)
    assert top_up.kind is LineKind.MINIMUM
    assert top_up.trace["f"] == [10, 31]
