"""Which readings bound usage, and what it is between them."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from metering.usage.register_spans import KeptReading, readings_that_bound, spans_between
from metering.usage.register_usage import DialReading

FIRST = date(2026, 1, 1)


def reading(number, day, value, kind="ACTUAL", meter="4711", digits=5):
    dial = DialReading(
        FIRST + timedelta(days=day),
        Decimal(value),
        digits,
        meter=meter,
        is_estimate=kind == "ESTIMATED",
    )
    return KeptReading(number, kind, dial)


def used(readings):
    return [span.usage and span.usage.quantity for span in spans_between(readings)]


def test_goes_from_each_reading_to_the_next_in_order_of_date():
    assert used([reading(2, 30, 1_250), reading(1, 0, 1_000), reading(3, 59, 1_400)]) == [250, 150]


def test_a_dial_passes_its_end():
    spans = spans_between([reading(1, 0, 99_950), reading(2, 30, 40)])
    assert [(span.usage.quantity, span.usage.rolled_over) for span in spans] == [(90, True)]


def test_of_one_day_the_better_reading_counts():
    customer, utility = reading(1, 30, 1_260, "CUSTOMER"), reading(2, 30, 1_250)
    for both in ([customer, utility], [utility, customer]):
        assert used([reading(0, 0, 1_000), *both, reading(3, 40, 1_300)]) == [250, 50]


def test_a_meter_exchange_has_two_readings_of_one_day_and_nothing_between_them():
    readings = [
        reading(1, 0, 1_000),
        reading(4, 40, 25, meter="4712"),
        reading(3, 30, 5, "OPENING", meter="4712"),
        reading(2, 30, 1_100, "CLOSING"),
    ]
    assert [one.number for one in readings_that_bound(readings)] == [1, 2, 3, 4]
    assert used(readings) == [100, 20]


def test_says_why_usage_cannot_be_told():
    below = spans_between([reading(1, 0, 1_000), reading(2, 30, 900)])[0]
    assert (below.usage, below.unknown) == (None, "the dial shows 900, less than 1000 on 2026-01-01")
    swapped = spans_between([reading(1, 0, 1_000), reading(2, 30, 900, meter="4712")])[0]
    assert swapped.unknown == "meter 4711 was replaced by 4712: both need a reading that day"


def test_is_an_estimate_when_either_end_is():
    readings = [reading(1, 0, 10), reading(2, 5, 20, "ESTIMATED"), reading(3, 9, 30), reading(4, 12, 40)]
    assert [span.is_estimated for span in spans_between(readings)] == [True, True, False]


def test_gives_back_what_an_estimate_had_too_much():
    assert used([reading(1, 0, 10), reading(2, 5, 50, "ESTIMATED"), reading(3, 9, 30)]) == [40, -20]


kinds = st.sampled_from(["ACTUAL", "CUSTOMER", "ESTIMATED"])
several = st.lists(
    st.tuples(st.integers(0, 400), kinds, st.integers(0, 99_999)), unique_by=lambda one: one[:2], max_size=12
).map(lambda rows: [reading(n, day, value, kind) for n, (day, kind, value) in enumerate(rows)])


@given(several, st.randoms())
def test_order_of_recording_does_not_matter(readings, random):
    shuffled = random.sample(readings, len(readings))
    assert spans_between(shuffled) == spans_between(readings)


@given(several)
def test_spans_follow_each_other_without_a_gap(readings):
    spans = spans_between(readings)
    assert [span.to_date for span in spans[:-1]] == [span.from_date for span in spans[1:]]
    assert all(span.from_date < span.to_date for span in spans)
