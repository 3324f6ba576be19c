"""Schedules: 12 rows of 24 periods that exist, or a finding at the place."""

import pytest

from pricing.urdb.findings import Review
from pricing.urdb.schedules import read_hours, read_months
from tests.unit.pricing.urdb.records import hours, numbers, told


def read(weekday, weekend=None, count=2):
    review = Review({})
    fields = {"energyweekdayschedule": weekday, "energyweekendschedule": weekend or hours(0)}
    return read_hours(numbers(fields), "energy", count, review), review


def test_reads_both_parts():
    schedule, review = read(hours(0, hot={range(16, 21): 1}, months=range(5, 9)))
    assert told(review) == []
    assert schedule.periods == (0, 1)
    assert schedule.months_of(1) == (5, 6, 7, 8)
    assert schedule.periods_in(0) == {0}
    assert schedule.weekday[5][16:22] == (1, 1, 1, 1, 1, 0)
    assert set(schedule.weekend[5]) == {0}


def test_names_the_first_hour_of_a_period_that_does_not_exist():
    schedule, review = read(hours(0, hot={range(7, 9): 2}, months=range(3, 4)))
    assert schedule is None
    assert told(review) == [("BLOCKS", "$.energyweekdayschedule[3][7]")]
    assert review.findings[0].message == "period 2 has no prices: the record has 2 periods, from 0 to 1"


@pytest.mark.parametrize(
    ("weekday", "path"),
    [
        ("no list", "$.energyweekdayschedule"),
        (hours(0)[:11], "$.energyweekdayschedule"),
        ([*hours(0)[:11], [0] * 23], "$.energyweekdayschedule[11]"),
        ([*hours(0)[:11], [0] * 23 + [-1]], "$.energyweekdayschedule[11][23]"),
        ([*hours(0)[:11], [0] * 23 + ["a"]], "$.energyweekdayschedule[11][23]"),
    ],
)
def test_blocks_other_shapes(weekday, path):
    schedule, review = read(weekday)
    assert schedule is None
    assert told(review) == [("BLOCKS", path)]


def test_reads_whole_numbers_written_as_fractions_and_tells():
    from decimal import Decimal

    rows = [[Decimal("1.0")] * 24] * 12
    schedule, review = read(rows)
    assert schedule.weekday[0][0] == 1
    assert told(review) == [("LOOK", "$.energyweekdayschedule")]
    schedule, review = read([[Decimal("0.5")] * 24] * 12)
    assert schedule is None
    assert ("BLOCKS", "$.energyweekdayschedule[0][0]") in told(review)


def test_takes_the_only_period_for_all_hours_when_the_schedule_is_missing():
    review = Review({})
    assert read_hours({}, "energy", 1, review).periods == (0,)
    assert told(review) == [("ASSUMED", "$.energyweekdayschedule")]
    review = Review({})
    assert read_hours({}, "energy", 2, review) is None
    assert told(review) == [("BLOCKS", "$.energyweekdayschedule")]


def test_reads_months():
    review = Review({})
    assert read_months(numbers({"m": [0] * 6 + [1] * 6}), "m", 2, review).months_of(1) == tuple(range(6, 12))
    assert told(review) == []
    for record, count, found in [
        ({}, 1, ("ASSUMED", "$.m")),
        ({}, 2, ("BLOCKS", "$.m")),
        ({"m": [0] * 11}, 1, ("BLOCKS", "$.m")),
        ({"m": [0] * 11 + [1]}, 1, ("BLOCKS", "$.m[11]")),
    ]:
        review = Review({})
        read_months(numbers(record), "m", count, review)
        assert told(review) == [found]
