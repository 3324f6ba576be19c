"""Tiers over several buckets: proportional and in order of time."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.rating import rate, replay
from pricing.rating.plan_terms import (
    BucketTotal,
    Charge,
    GraduatedPrice,
    HoursBlock,
    HoursUsePrice,
    PeakDemand,
    TierAllocation,
    TierBounds,
)
from pricing.rating.tou_calendar import TouCalendar, TouWindow
from pricing.rating.unable_to_rate import UnableToRate
from tests.unit.pricing.rating.builders import METRIC, local_days, request, series, terms, tiers

HALVES = TouCalendar("halves", ("am", "pm"), (TouWindow("am", to_minute=720), TouWindow("pm")))
DAY = local_days("UTC", date(2026, 1, 1), date(2026, 1, 2))
PRICES = {
    "am": GraduatedPrice(tiers(("10", "1"), (None, "2"))),
    "pm": GraduatedPrice(tiers(("10", "10"), (None, "20"))),
}


def lines(allocation, quantities, prices=PRICES, bounds=TierBounds.FULL, **facts):
    charge = Charge(
        "energy",
        "Energy",
        BucketTotal(METRIC, "halves"),
        prices,
        tier_bounds=bounds,
        tier_allocation=allocation,
        **facts,
    )
    plan = terms(charge, calendars={"halves": HALVES})
    rated = rate(request(plan, DAY, series(DAY, 60, quantities)))
    for line in rated:
        replayed = replay(line.trace)
        assert (replayed.quantity, replayed.exact_amount) == (line.quantity, line.exact_amount)
    return {(line.bucket, line.tier): line.quantity for line in rated}


USED = [1] * 12 + [2] * 12  # 12 in the morning, 24 in the afternoon


def test_cuts_tiers_on_the_total_and_shares_them_by_the_buckets_part():
    found = lines(TierAllocation.PROPORTIONAL, USED)
    assert {key: round(quantity, 20) for key, quantity in found.items()} == {
        ("am", 1): round(Decimal(10) / 3, 20),
        ("am", 2): round(Decimal(26) / 3, 20),
        ("pm", 1): round(Decimal(20) / 3, 20),
        ("pm", 2): round(Decimal(52) / 3, 20),
    }


def test_runs_one_counter_through_the_period():
    assert lines(TierAllocation.CHRONOLOGICAL, USED) == {("am", 1): 10, ("am", 2): 2, ("pm", 2): 24}


def test_every_bucket_has_tiers_of_its_own_otherwise():
    assert lines(TierAllocation.PER_BUCKET, USED) == {
        ("am", 1): 10,
        ("am", 2): 2,
        ("pm", 1): 10,
        ("pm", 2): 14,
    }


def test_splits_the_interval_that_crosses_a_bound():
    assert lines(TierAllocation.CHRONOLOGICAL, [4] * 3 + [0] * 21) == {
        ("am", 1): 10,
        ("am", 2): 2,
        ("pm", None): 0,
    }


@pytest.mark.parametrize("allocation", [TierAllocation.PROPORTIONAL, TierAllocation.CHRONOLOGICAL])
def test_keeps_an_empty_line_for_a_bucket_without_usage(allocation):
    assert lines(allocation, [0] * 24) == {("am", None): 0, ("pm", None): 0}


def test_refuses_to_run_backwards():
    with pytest.raises(UnableToRate, match="never negative"):
        lines(TierAllocation.CHRONOLOGICAL, [-1] + [1] * 23)


def test_shares_hours_of_use_by_bucket():
    block = HoursUsePrice((HoursBlock(Decimal(5), tiers((None, "1"))), HoursBlock(None, tiers((None, "2")))))
    found = lines(
        TierAllocation.PROPORTIONAL,
        [1] * 12 + [3] * 12,
        {"am": block, "pm": block},
        demand=PeakDemand(METRIC, 60),
    )
    # 48 in all, 3 kW: 15 in the first block.
    assert {key: round(quantity, 6) for key, quantity in found.items()} == {
        ("am", 1): Decimal("3.75"),
        ("am", 2): Decimal("8.25"),
        ("pm", 1): Decimal("11.25"),
        ("pm", 2): Decimal("24.75"),
    }


@given(
    quantities=st.lists(st.integers(0, 50), min_size=24, max_size=24),
    tops=st.lists(st.integers(1, 400), min_size=1, max_size=3, unique=True),
)
def test_counts_in_order_of_time_as_one_interval_after_another_does(quantities, tops):
    rows = tiers(*[(str(top), "1") for top in sorted(tops)], (None, "1"))
    price = GraduatedPrice(rows)
    expected: dict[tuple[str, int], Fraction] = defaultdict(Fraction)
    so_far = Fraction(0)
    for hour, quantity in enumerate(quantities):
        bottom = Fraction(0)
        for number, tier in enumerate(rows, start=1):
            top = None if tier.up_to is None else Fraction(tier.up_to)
            high = so_far + quantity if top is None else min(so_far + quantity, top)
            inside = max(high - max(so_far, bottom), Fraction(0))
            if inside:
                expected["am" if hour < 12 else "pm", number] += inside
            bottom = top if top is not None else bottom
        so_far += quantity
    found = lines(TierAllocation.CHRONOLOGICAL, quantities, {"am": price, "pm": price})
    assert {key: Fraction(quantity) for key, quantity in found.items() if quantity} == expected
    assert sum(found.values()) == sum(quantities)
