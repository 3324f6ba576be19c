"""Whole plans: traces, minimums, batches."""

import json
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from pricing.money import round_amount
from pricing.rating import rate, rate_batch, replay
from pricing.rating.proration import prorate
from tests.unit.pricing.rating.builders import batch, request
from tests.unit.pricing.rating.properties.strategies import (
    ALWAYS_THE_SAME,
    FEWER,
    FULL_PERIOD,
    PERIOD,
    USAGE,
    plans,
)


def rated(plan, usage):
    return rate(request(plan, PERIOD, usage, zone_name="Europe/Berlin", full_period=FULL_PERIOD))


@ALWAYS_THE_SAME
@given(plans(), USAGE)
def test_every_line_follows_from_its_trace(plan, usage):
    for line in rated(plan, usage):
        replayed = replay(json.loads(json.dumps(line.trace)))
        assert replayed.quantity == line.quantity
        assert replayed.exact_amount == line.exact_amount
        assert replayed.amount == line.amount


@ALWAYS_THE_SAME
@given(plans(), USAGE)
def test_amounts_are_whole_minor_units_less_than_one_from_exact(plan, usage):
    unit = Decimal(1).scaleb(-plan.rounding.scale)
    for line in rated(plan, usage):
        assert line.amount % unit == 0
        assert abs(line.amount - line.exact_amount) < unit


@ALWAYS_THE_SAME
@given(plans(), USAGE)
def test_lines_reach_the_minimum_and_pass_it_only_without_a_top_up(plan, usage):
    lines = rated(plan, usage)
    total = sum((line.amount for line in lines), Decimal(0))
    for minimum in plan.minimums:
        floor = round_amount(
            prorate(minimum.amount, Fraction(10, 31)), plan.rounding.scale, plan.rounding.mode
        )
        topped_up = [line for line in lines if line.charge_code == "m"]
        assert total >= floor
        assert total == floor or not topped_up


def in_one_batch(plan, rows):
    return rate_batch(batch(plan, PERIOD, rows, zone_name="Europe/Berlin", full_period=FULL_PERIOD))


@FEWER
@given(plans(), st.lists(USAGE, min_size=1, max_size=6))
def test_a_batch_gives_each_account_what_it_gets_alone(plan, rows):
    assert list(in_one_batch(plan, rows)) == [rated(plan, row) for row in rows]


@FEWER
@given(plans(), st.lists(USAGE, min_size=2, max_size=5), st.randoms(use_true_random=False))
def test_shuffled_accounts_give_shuffled_lines(plan, rows, random):
    order = list(range(len(rows)))
    random.shuffle(order)
    lines = in_one_batch(plan, rows)
    assert list(in_one_batch(plan, [rows[n] for n in order])) == [lines[n] for n in order]
