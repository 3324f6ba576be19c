"""Percentages of events with fixed fees, an allowance, limits per event and refunds (semantics §6)."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.money import EXACT
from pricing.rating.plan_terms import EachEvent, PercentagePrice
from pricing.rating.prices import Counted, price_quantity
from pricing.rating.progress import Progress
from tests.unit.pricing.rating.builders import METRIC, charge, terms
from tests.unit.pricing.rating.events import event, rated_events
from tests.unit.pricing.rating.properties.strategies import ALWAYS_THE_SAME, decimals


def price(percent="1", fixed="5", **facts):
    numbers = {k: Decimal(v) if isinstance(v, str) else v for k, v in facts.items()}
    return PercentagePrice(Decimal(percent), Decimal(fixed), **numbers)


def priced(one, *amounts):
    """(rule, quantity, exact amount) of each part, for events of these amounts in order of time."""
    events = [event("1", amount) for amount in amounts]
    return [
        (part.rule, part.quantity, part.exact if part.exact is not None else part.quantity * part.unit_price)
        for part in price_quantity(one, Counted(Decimal(0), detail=lambda: events))
    ]


def test_takes_a_percentage_of_the_money_and_a_fee_per_event():
    assert priced(price("2.9", "0.30"), "100", "50") == [
        ("percent", 150, Decimal("4.35")),
        ("event_fee", 2, Decimal("0.60")),
    ]


def test_shows_a_period_without_events_as_nothing():
    assert priced(price()) == [("percent", 0, 0)]


@pytest.mark.parametrize(
    ("allowance", "amounts", "paid", "fees"),
    [
        # Whichever ends first, the default.
        ({"free_events": 3}, ["10", "10", "10", "10"], 10, 1),
        ({"free_amount": "15"}, ["10", "5", "1"], 1, 1),
        ({"free_amount": "15"}, ["4", "4", "4", "4", "10"], 11, 2),
        ({"free_events": 3, "free_amount": "15"}, ["1", "1", "1", "1"], 1, 1),
        ({"free_events": 3, "free_amount": "15"}, ["10", "10", "10"], 15, 2),
        # The later of the two.
        ({"free_events": 3, "free_amount": "15", "first_of": False}, ["1", "1", "1", "1"], 0, 0),
        ({"free_events": 2, "free_amount": "15", "first_of": False}, ["10", "10", "10"], 10, 1),
        ({"free_events": 1, "free_amount": "15", "first_of": False}, ["10", "10", "10"], 15, 2),
    ],
)
def test_charges_what_the_allowance_does_not_cover(allowance, amounts, paid, fees):
    parts = priced(price(**allowance), *amounts)
    expected = [("percent", paid, Decimal(paid) / 100)]
    assert parts == expected + ([("event_fee", fees, 5 * fees)] if fees else [])


def test_holds_minimum_and_maximum_for_each_event_after_its_fee_and_not_for_free_ones():
    limited = price("2.99", "2", event_minimum="3", event_maximum="12", free_events=1)
    parts = priced(limited, "10000", "10", "80", "10000")
    # 2.299 is raised to 3; 4.392 stands; 301 is capped at 12.
    assert parts == [
        ("percent", 10090, Decimal("301.691")),
        ("event_fee", 3, 6),
        ("event_limits", 2, Decimal("0.701") - 289),
    ]


@pytest.mark.parametrize(
    ("amounts", "paid", "fees"),
    [
        (["100", "50", "-50"], 150 - 50 - 30, 2),  # reverses the percentage, the fee stays
        (["100", "-80"], 0, 1),  # 70 were paid; 10 of the allowance come back
        (
            ["100", "-80", "10", "5"],
            5,
            2,
        ),  # the 10 that came back are used again; the next event pays in full
        (["-20"], -20, 0),  # of an event of an earlier period
        (["20", "-20", "20"], 0, 0),  # a free event that was taken back counts no more
    ],
)
def test_takes_back_the_percentage_of_a_refund_and_gives_back_its_allowance(amounts, paid, fees):
    parts = priced(price(free_amount="30"), *amounts)
    assert parts[0] == ("percent", paid, Decimal(paid) / 100)
    assert sum(quantity for rule, quantity, _ in parts if rule == "event_fee") == fees


def test_gives_back_a_free_event_that_was_refunded():
    parts = priced(price(free_events=1), "20", "-20", "30", "40")
    assert [part[:2] for part in parts] == [("percent", 40), ("event_fee", 1)]


CHARGE = charge("pay", EachEvent(METRIC), price("2.9", "0.30", free_events=2, event_minimum="1"))


def test_says_on_the_line_what_was_free_and_stays_small():
    lines = rated_events(terms(CHARGE), *(event(str(day), "10.55") for day in range(1, 6))).lines
    assert lines[0].trace == {
        "rule": "percent",
        "of": "each_event",
        "m": METRIC,
        "q": "52.75",
        "x": "31.65",
        "fr": [2, "21.10"],
        "p": "0.029",
        "r": [2, "half_up"],
        "n": 5,
    }
    assert lines[2].trace["a"] == [[3, "1.18215"]]
    assert all(len(str(line.trace)) <= 180 for line in lines)


@ALWAYS_THE_SAME
@given(st.lists(decimals(0, 300, 2), max_size=12), decimals(0, 400, 2), st.integers(0, 5))
def test_agrees_with_the_rule_written_down_plainly(amounts, free_amount, free_events):
    one = price("2.9", "0.3", free_events=free_events, free_amount=str(free_amount), event_maximum="4")
    expected, covered, used, exhausted = Fraction(0), Decimal(0), 0, False
    for amount in amounts:
        if used < free_events and not exhausted and covered + amount <= free_amount:
            covered, used = covered + amount, used + 1
            continue
        free = min(amount, free_amount - covered) if used < free_events and not exhausted else Decimal(0)
        exhausted = exhausted or used < free_events
        covered += free
        cost = Fraction(amount - free) * Fraction(29, 1000) + Fraction(3, 10)
        expected += min(cost, Fraction(4))
    assert sum((Fraction(exact) for *_, exact in priced(one, *amounts)), Fraction(0)) == expected


@ALWAYS_THE_SAME
@given(
    st.lists(decimals(-50, 300, 2), min_size=1, max_size=10), st.integers(0, 10), st.permutations(range(10))
)
def test_bills_the_same_in_two_invoices_as_in_one_whatever_comes_late(amounts, split, order):
    events = [event(str(number + 1), amount) for number, amount in enumerate(amounts)]
    first = [events[number] for number in order[:split] if number < len(events)]
    whole = sum(line.amount for line in rated_events(terms(CHARGE), *events).lines)
    early = rated_events(terms(CHARGE), *first, progress=[Progress(is_last=False)]).lines
    billed = Progress({}, {"pay": sum((line.amount for line in early), Decimal(0))}, is_first=False)
    late = rated_events(terms(CHARGE), *events, progress=[billed]).lines
    assert EXACT.add(billed.amounts["pay"], sum(line.amount for line in late)) == whole
