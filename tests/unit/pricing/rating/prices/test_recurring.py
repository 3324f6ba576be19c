"""Recurring units: tiers by how many there are, money by the days they are there (semantics §4, §14)."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.money import EXACT
from pricing.rating.carried import Carried
from pricing.rating.plan_terms import (
    Allowance,
    GraduatedPrice,
    PackagePrice,
    PerUnitPrice,
    RecurringUnits,
    VolumePrice,
)
from pricing.rating.progress import Progress
from pricing.rating.unable_to_rate import UnableToRate
from tests.unit.pricing.rating.builders import METRIC, charge, terms, tiers
from tests.unit.pricing.rating.events import event, rated_events
from tests.unit.pricing.rating.properties.strategies import ALWAYS_THE_SAME

ROWS = tiers(("5", "10", "100"), (None, "5", "50"))
KEY = f"level:{METRIC}"


def seats(price, **facts):
    return charge("seats", RecurringUnits(METRIC), price, **facts)


def rated(price, *events, level="0", **facts):
    """(rule, tier, quantity, exact amount) of each line."""
    lines = rated_events(
        terms(seats(price)), *events, carried=[Carried({KEY: {"level": str(level)}})], **facts
    ).lines
    return [(line.trace["rule"], line.tier, line.quantity, line.exact_amount) for line in lines]


def test_charges_unit_days_as_their_part_of_the_period():
    (line,) = rated_events(terms(seats(PerUnitPrice(Decimal(31)))), event("1", 3), event("30", 2)).lines
    # 3 seats on 31 days and 2 on 2 days are 97 seat-days of which 31 make one seat.
    assert (line.quantity, line.unit, line.amount) == (97, "kWh-day", Decimal("97.00"))
    assert line.trace["f"] == [1, 31]
    assert len(str(line.trace)) <= 190


def test_moves_through_the_tiers_and_owes_each_flat_fee_that_was_ever_reached():
    # 4 seats; 2 more of which one is in the second tier; 3 less, the first of them from there.
    parts = rated(GraduatedPrice(ROWS), event("1", 4), event("11", 2), event("22", -3))
    assert parts == [
        ("recurring", 1, 4 * 31 + 21 - 2 * 10, EXACT.divide(Decimal(1250), Decimal(31))),
        ("tier_flat", 1, 1, 100),
        ("recurring", 2, 21 - 10, EXACT.divide(Decimal(55), Decimal(31))),
        ("tier_flat", 2, 1, 50),
    ]


def test_has_no_flat_fee_without_units_unless_the_plan_says_so():
    assert rated(GraduatedPrice(ROWS)) == [("recurring", None, 0, 0)]
    assert rated(GraduatedPrice(ROWS, flat_at_zero=True)) == [("tier_flat", 1, 1, 100)]


def test_costs_nothing_where_more_was_taken_away_than_was_there():
    assert rated(GraduatedPrice(ROWS), event("15", 4), event("20", -100)) == [("recurring", None, 0, 0)]


def test_chooses_the_tier_of_a_volume_price_by_the_count_at_the_end():
    rows = tiers(("100", "2", "10"), ("200", "1"), (None, "31", "50"))
    parts = rated(VolumePrice(rows), event("31", 300 - 200), level="200")
    assert parts == [("recurring", 3, 200 * 31 + 100, 6300), ("tier_flat", 3, 1, 50)]
    assert rated(VolumePrice(rows), event("31", -200), level="200")[0][:3] == ("recurring", 1, 200 * 30)


def test_bounds_are_of_the_count_and_do_not_shrink_with_a_period_cut_short():
    assert [part[:3] for part in rated(GraduatedPrice(ROWS), level="6")] == [
        ("recurring", 1, 155),
        ("tier_flat", 1, 1),
        ("recurring", 2, 31),
        ("tier_flat", 2, 1),
    ]


@pytest.mark.parametrize(
    ("one", "message"),
    [
        (seats(PackagePrice(Decimal(1), Decimal(1))), "per unit, graduated or by volume"),
        (seats(PerUnitPrice(Decimal(1)), allowance=Allowance(Decimal(1))), "free units"),
    ],
)
def test_refuses_what_has_no_meaning(one, message):
    with pytest.raises(UnableToRate, match=message):
        rated_events(terms(one), event("1", 2))


MOVES = st.lists(st.tuples(st.integers(1, 31), st.integers(-3, 9)), max_size=8)


@ALWAYS_THE_SAME
@given(MOVES, st.integers(0, 7))
def test_agrees_with_a_count_of_every_day(found, level):
    moves, count = [], level
    for day, units in sorted(found):
        units = max(units, -count)
        count += units
        moves.append((day, units))
    parts = rated(
        GraduatedPrice(tiers(("5", "10"), (None, "4"))), *(event(str(d), u) for d, u in moves), level=level
    )
    expected = Fraction(0)
    for day in range(1, 32):
        there = level + sum(units for moved, units in moves if moved <= day)
        expected += Fraction(min(there, 5) * 10 + max(there - 5, 0) * 4, 31)
    total = sum((Fraction(exact) for *_, exact in parts), Fraction(0))
    assert abs(total - expected) < Fraction(1, 10**40)


@ALWAYS_THE_SAME
@given(MOVES, st.integers(0, 8))
def test_bills_the_same_in_two_invoices_as_in_one(found, split):
    plan = terms(seats(GraduatedPrice(ROWS)))
    events = [event(str(day), units) for day, units in sorted(found)]
    whole = sum(line.amount for line in rated_events(plan, *events).lines)
    early = rated_events(plan, *events[:split], progress=[Progress(is_last=False)]).lines
    billed = sum((line.amount for line in early), Decimal(0))
    rest = rated_events(plan, *events, progress=[Progress(amounts={"seats": billed}, is_first=False)]).lines
    assert billed + sum(line.amount for line in rest) == whole
