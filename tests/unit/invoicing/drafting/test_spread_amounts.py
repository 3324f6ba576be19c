"""A bill's amounts spread over its intervals."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicing.drafting.spread_amounts import AmountToSpread, spread_amounts

TWO_DAYS = (2, 2)


def weighted(amount, *weights):
    return AmountToSpread(Decimal(amount), np.array(weights, dtype=np.int64))


def fixed(amount):
    return AmountToSpread(Decimal(amount))


def texts(amounts):
    return [f"{amount:f}" for amount in amounts]


def test_goes_where_the_usage_was():
    found = spread_amounts([weighted("1.00", 1, 0, 3, 0)], TWO_DAYS, 2)
    assert texts(found.by_day) == ["0.25", "0.75"]
    assert texts(found.by_interval) == ["0.2500", "0.0000", "0.7500", "0.0000"]


def test_is_the_same_every_day_for_what_counts_no_usage():
    found = spread_amounts([fixed("1.00")], (24, 23, 25), 2)
    assert texts(found.by_day) == ["0.34", "0.33", "0.33"]
    assert sum(found.by_interval) == Decimal("1.00")


def test_weights_that_say_nothing_are_as_none():
    assert texts(spread_amounts([weighted("1.00", 0, 0, 0, 0)], TWO_DAYS, 2).by_day) == ["0.50", "0.50"]
    assert texts(spread_amounts([weighted("1.00", 5, -5, 1, 1)], TWO_DAYS, 2).by_day) == ["0.50", "0.50"]


def test_a_credit_for_export_is_below_zero():
    found = spread_amounts([weighted("-3.00", 1, 1, 1, 0)], TWO_DAYS, 2)
    assert texts(found.by_day) == ["-2.00", "-1.00"]


def test_knows_currencies_without_cents():
    found = spread_amounts([weighted("100", 1, 1, 1, 0)], TWO_DAYS, 0)
    assert texts(found.by_day) == ["67", "33"]
    assert sum(found.by_interval) == 100


def test_wants_whole_minor_units():
    with pytest.raises(ValueError, match=r"1\.005 is no whole number of minor units"):
        spread_amounts([fixed("1.005")], TWO_DAYS, 2)


@given(
    st.lists(st.integers(1, 50), min_size=1, max_size=33),
    st.lists(
        st.tuples(st.integers(-(10**7), 10**7), st.sampled_from(["usage", "even", "both signs"])),
        max_size=8,
    ),
    st.integers(0, 2**32),
    st.sampled_from([0, 2, 3]),
)
def test_always_adds_up_to_the_bill(days, amounts, seed, scale):
    dice = np.random.default_rng(seed)
    to_spread = []
    for minor, kind in amounts:
        weights = None
        if kind in {"usage", "both signs"}:
            weights = dice.integers(-9 if kind == "both signs" else 0, 10**6, sum(days))
        to_spread.append(AmountToSpread(Decimal(minor).scaleb(-scale), weights))
    found = spread_amounts(to_spread, days, scale)
    assert sum(found.by_day) == sum((one.amount for one in to_spread), Decimal(0))
    first = 0
    for count, day in zip(days, found.by_day, strict=True):
        assert sum(found.by_interval[first : first + count]) == day
        assert day == day.quantize(Decimal(1).scaleb(-scale))
        first += count
    assert first == len(found.by_interval)


@given(st.integers(0, 10**6), st.integers(0, 2**32))
def test_a_day_is_never_a_minor_unit_away_from_its_share(cents, seed):
    weights = np.random.default_rng(seed).integers(0, 1000, 31 * 48)
    found = spread_amounts([AmountToSpread(Decimal(cents).scaleb(-2), weights)], [48] * 31, 2)
    for number, day in enumerate(found.by_day):
        share = Decimal(cents) * int(weights[number * 48 : number * 48 + 48].sum()) / int(weights.sum())
        assert abs(day * 100 - share) < 1
