"""Calls by their seconds: increments, bands, connect fees (semantics §18)."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.rating.plan_terms import EachEvent, RateBand, RatedDurationPrice, RateGroup
from pricing.rating.price_terms import AtMaxCost
from pricing.rating.prices.rate_clock import rate_clock
from pricing.rating.prices.rated_duration import cost_of_call
from pricing.rating.progress import Progress
from pricing.rating.unable_to_rate import UnableToRate
from tests.unit.pricing.rating.builders import METRIC, charge, terms
from tests.unit.pricing.rating.events import event, rated_events
from tests.unit.pricing.rating.properties.strategies import ALWAYS_THE_SAME

EVERY_DAY, WORKDAYS = frozenset(range(7)), frozenset(range(5))


def groups(*rows):
    """Rate groups from (start, rate, per, increment)."""
    return tuple(RateGroup(*map(Decimal, row)) for row in rows)


def band(hour, *rows, fee="0", days=EVERY_DAY):
    return RateBand(hour * 3600, days, Decimal(fee), groups(*rows))


def by_second(first, then, fee="0"):
    """1 a second, in a first increment and then in others."""
    return RatedDurationPrice((band(0, (0, 1, 1, first), (first, 1, 1, then), fee=fee),))


def cost(price, seconds, at="5 12:00", **properties):
    call = event(at, seconds, **properties)
    return cost_of_call(price, rate_clock(price.bands, "UTC", price.holidays), call)


@pytest.mark.parametrize(
    ("first", "then", "seconds", "billed"),
    [
        # 83 seconds on 60/10, 60/1 and 60/60: itwissen.info, "billing increment".
        (60, 10, 83, 90),
        (60, 1, 83, 83),
        (60, 60, 83, 120),
        # Every 15 seconds begun, and 30/6: 30, then every 6 begun.
        (15, 15, 1, 15),
        (15, 15, 45, 45),
        (15, 15, 46, 60),
        (30, 6, 30, 30),
        (30, 6, 31, 36),
        (30, 6, 75, 78),
        (60, 1, "60.2", 61),
    ],
)
def test_bills_increments_begun(first, then, seconds, billed):
    assert cost(by_second(first, then), seconds) == billed


def test_charges_the_connect_fee_once_and_none_for_a_continuation_or_a_call_of_no_length():
    price = by_second(1, 1, fee="7")
    assert (cost(price, 10), cost(price, 0), cost(price, 10, continuation="true")) == (17, 0, 10)


EVENING = band(18, (0, "0.5", 1, 1), days=WORKDAYS)
DAY_AND_EVENING = (band(8, (0, 1, 1, 1), fee="3", days=WORKDAYS), EVENING)


def test_goes_on_at_the_prices_of_the_band_that_begins_within_a_call():
    price = RatedDurationPrice(DAY_AND_EVENING)
    # 10 seconds of the day and 20 of the evening; the fee is that of the band of the start.
    assert cost(price, 30, "5 17:59") == 33
    assert cost(price, 80, "5 17:59") == 3 + 60 + 10
    assert cost(RatedDurationPrice(DAY_AND_EVENING, split_at_bands=False), 80, "5 17:59") == 83
    assert cost(price, 80, "5 18:00") == 40
    # Monday at 07:59 is still Friday's evening.
    assert cost(price, 80, "12 07:59") == 30 + 20


def test_finishes_an_increment_that_was_begun_before_the_next_band_begins():
    price = RatedDurationPrice((band(8, (0, 1, 1, 45), days=WORKDAYS), EVENING))
    # 17:59: two increments of 45 s reach 18:00:30, the rest of 10 s is the evening's.
    assert cost(price, 100, "5 17:59") == 90 + 5


def test_goes_on_with_the_rate_of_the_seconds_spoken():
    tapered = RatedDurationPrice((band(0, (0, 3, 1, 1), (10, 2, 1, 1), (20, 1, 1, 1)),))
    assert cost(tapered, 25) == 30 + 20 + 5
    late = RatedDurationPrice((band(0, (30, 1, 1, 1)),))
    assert cost(late, 5) == 5


def test_knows_a_shortest_call_and_free_seconds():
    price = RatedDurationPrice((band(0, (0, 1, 1, 1), fee="7"),), minimum_s=Decimal(30), free_s=Decimal(10))
    assert [cost(price, seconds) for seconds in (0, 5, 45)] == [0, 27, 42]
    free = RatedDurationPrice(price.bands, free_s=Decimal(10))
    assert [cost(free, seconds) for seconds in (10, 11)] == [0, 8]


def test_caps_a_call_unless_it_should_have_been_cut_off():
    bands = (band(0, (0, 1, 1, 1), fee="7"),)
    assert cost(RatedDurationPrice(bands, max_cost=Decimal(20)), 30) == 20
    cut = RatedDurationPrice(bands, max_cost=Decimal(20), at_max_cost=AtMaxCost.DISCONNECT)
    assert cost(cut, 30) == 37


@pytest.mark.parametrize(
    ("mode", "scale", "expected"),
    [("half_up", 4, "0.1667"), ("up", 2, "0.17"), ("down", 2, "0.16"), ("half_up", 0, "0")],
)
def test_rounds_each_call_once(mode, scale, expected):
    price = RatedDurationPrice((band(0, (0, 1, 60, 1)),), scale, mode)
    assert cost(price, 10) == Decimal(expected)


def test_adds_up_thirds_of_a_price_before_it_divides():
    thirds = (band(8, (0, 1, 3, 1), days=WORKDAYS), band(18, (0, 1, 3, 1), days=WORKDAYS))
    # 20 thirds of the day and 40 of the evening are 20, not a little more that "up" would make 20.0001.
    for start in ("5 17:59", "5 17:58"):
        assert cost(RatedDurationPrice(thirds, mode="up"), 120, start) == 40
    mixed = RatedDurationPrice((band(0, (0, 1, 3, 1), (1, 1, 6, 1)),), mode="up")
    assert cost(mixed, 5) == 1


def calls_charge(price):
    return charge("calls", EachEvent(METRIC), price)


CALLS = [event("5 17:59", 80), event("5 12:00", 10), event("5 20:00", 7), event("6", 0)]


def test_adds_up_the_rounded_calls_and_shows_them_by_the_band_of_their_start():
    (line,) = rated_events(terms(calls_charge(RatedDurationPrice(DAY_AND_EVENING, 0))), *CALLS).lines
    assert (line.quantity, line.amount, line.trace["n"]) == (97, Decimal("90.00"), 4)
    assert line.trace["a"] == [[1, 2, "90", "86"], [2, 2, "7", "4"]]
    assert len(str(line.trace)) <= 190


def test_bills_late_calls_with_the_next_invoice():
    plan = terms(calls_charge(RatedDurationPrice(DAY_AND_EVENING, 0)))
    (early,) = rated_events(plan, CALLS[0], CALLS[2], progress=[Progress(is_last=False)]).lines
    billed = Progress(amounts={"calls": early.amount}, is_first=False)
    lines = rated_events(plan, *CALLS, progress=[billed]).lines
    assert [line.amount for line in lines] == [Decimal("90.00"), Decimal("-77.00")]


@pytest.mark.parametrize(
    ("call", "message"),
    [(event("5", -1, "c1"), "the call c1 is -1 s long"), (event("5", 5), "no band of prices holds")],
)
def test_refuses_a_call_it_cannot_price(call, message):
    bands = DAY_AND_EVENING if call.key else ()
    with pytest.raises(UnableToRate, match=message):
        rated_events(terms(calls_charge(RatedDurationPrice(bands))), call)


@ALWAYS_THE_SAME
@given(
    st.integers(0, 7 * 86400 // 60 - 1),
    st.integers(0, 90000),
    st.sampled_from([1, 6, 30, 60]),
    st.integers(1, 9),
)
def test_agrees_with_a_clock_that_ticks(minute, seconds, increment, rate):
    day = (band(8, (0, rate, 7, increment), days=WORKDAYS), band(18, (0, 1, 7, increment), days=WORKDAYS))
    price = RatedDurationPrice(day, scale=12)
    start = f"{5 + minute // 1440} {minute // 60 % 24}:{minute % 60:02}"
    expected, second = Fraction(0), 0
    while second < seconds:
        now = minute * 60 + second
        weekday, in_day = now // 86400 % 7, now % 86400
        is_day = weekday < 5 and 8 * 3600 <= in_day < 18 * 3600
        expected += Fraction(increment * (rate if is_day else 1), 7)
        second += increment
    assert abs(Fraction(cost(price, seconds, start)) - expected) <= Fraction(1, 2 * 10**12)
