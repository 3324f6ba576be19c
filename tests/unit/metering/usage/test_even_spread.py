"""Spreading a quantity evenly: whole units that add up."""

from hypothesis import given
from hypothesis import strategies as st

from metering.usage.even_spread import spread_evenly, spread_over_days

quantities = st.integers(-(10**15), 10**15)


def test_no_part_is_more_than_a_unit_from_the_others():
    assert spread_evenly(10, 4) == [3, 2, 3, 2]
    assert spread_evenly(-10, 4) == [-2, -3, -2, -3]
    assert spread_evenly(0, 3) == [0, 0, 0]


@given(quantities, st.integers(1, 800))
def test_parts_add_up_to_it_exactly_and_are_alike(quantity, part_count):
    parts = spread_evenly(quantity, part_count)
    assert len(parts) == part_count
    assert sum(parts) == quantity
    assert max(parts) - min(parts) <= 1


def test_each_day_gets_the_same_whatever_its_length():
    spread = spread_over_days(2_222, [24, 23, 25])
    assert [int(day.sum()) for day in (spread[:24], spread[24:47], spread[47:])] == [741, 740, 741]


@given(quantities, st.lists(st.sampled_from([23, 24, 25, 46, 48, 50, 96]), min_size=1, max_size=400))
def test_intervals_of_all_days_add_up_to_it_exactly(quantity, interval_counts):
    spread = spread_over_days(quantity, interval_counts)
    assert len(spread) == sum(interval_counts)
    assert sum(spread.tolist()) == quantity
