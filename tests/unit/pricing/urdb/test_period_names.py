"""Buckets have names that people can read, no two alike."""

import pytest

from pricing.urdb.findings import Review
from pricing.urdb.period_names import month_runs, month_set_names, period_names
from pricing.urdb.rate_structures import read_periods
from pricing.urdb.schedules import Schedule
from tests.unit.pricing.urdb.records import hours, numbers

SUMMER, REST = range(5, 9), (*range(5), *range(9, 12))


def named(rows, prices, labels=None):
    schedule = Schedule(tuple(map(tuple, rows)), tuple(map(tuple, rows)))
    structure = numbers({"s": [[{"rate": price}] for price in prices]})
    return period_names(schedule, read_periods(structure, "s", schedule.periods, "", Review({})), labels)


def seasons(summer_row, rest_row):
    return [summer_row if month in SUMMER else rest_row for month in range(12)]


def test_says_peak_and_off_peak():
    assert named(hours(0, hot={range(16, 21): 1}), ["0.1", "0.3"]) == {0: "off_peak", 1: "peak"}


def test_says_the_season_where_prices_have_one():
    rows = seasons([0] * 16 + [1] * 8, [2] * 16 + [3] * 8)
    assert named(rows, ["0.1", "0.3", "0.08", "0.2"]) == {
        0: "summer_off_peak",
        1: "summer_peak",
        2: "winter_off_peak",
        3: "winter_peak",
    }


def test_ranks_up_to_four_prices_and_numbers_more():
    rows = [[0] * 6 + [1] * 6 + [2] * 6 + [3] * 6] * 12
    assert list(named(rows, ["0.1", "0.2", "0.3", "0.4"]).values()) == [
        "super_off_peak",
        "off_peak",
        "mid_peak",
        "peak",
    ]
    rows = [[hour % 5 for hour in range(24)]] * 12
    assert named(rows, ["5", "4", "3", "2", "1"])[0] == "level_5"


def test_names_single_months():
    rows = [[month] * 24 for month in range(12)]
    assert named(rows, [str(month) for month in range(12)])[1] == "february"


def test_tells_periods_of_equal_price_apart():
    assert named([[0] * 12 + [1] * 12] * 12, ["0.1", "0.1"]) == {0: "all_hours", 1: "all_hours_2"}


def test_prefers_the_labels_of_the_record():
    rows = [[0] * 12 + [1] * 12] * 12
    assert named(rows, ["0.1", "0.2"], ["Winter Super-Off-Peak", "On Peak (4 to 9 pm)"]) == {
        0: "winter_super_off_peak",
        1: "on_peak_4_to_9_pm",
    }
    for labels in (["only one"], ["a", "…"], "ab", [1, 2], ["", "b"]):
        assert named(rows, ["0.1", "0.2"], labels) == {0: "off_peak", 1: "peak"}


@pytest.mark.parametrize(
    ("months", "runs"),
    [
        ((0, 1, 10, 11), [(10, 1)]),
        ((2, 3, 7), [(2, 3), (7, 7)]),
        (tuple(range(12)), [(0, 11)]),
        ((5,), [(5, 5)]),
    ],
)
def test_finds_unbroken_months_past_new_year(months, runs):
    assert month_runs(months) == runs


def test_says_months_where_a_season_would_mislead():
    sets = {(5, 6, 7, 8), (4, 5, 6, 7, 8, 9), (0, 1, 2, 3, 10, 11), tuple(range(12))}
    assert month_set_names(sets) == {
        (5, 6, 7, 8): "jun_to_sep",
        (4, 5, 6, 7, 8, 9): "may_to_oct",
        (0, 1, 2, 3, 10, 11): "winter",
        tuple(range(12)): "",
    }


def test_keeps_names_short():
    names = month_set_names({tuple(range(0, 12, 2)), tuple(range(1, 12, 2))})
    assert len(set(names.values())) == 2
    assert max(map(len, names.values())) <= 40
