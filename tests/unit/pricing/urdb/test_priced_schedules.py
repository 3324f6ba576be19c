"""Structures with their schedules, and what only both together show."""

import pytest

from pricing.urdb.findings import Review
from pricing.urdb.priced_schedules import read_energy, read_flat_demand, read_timed_demand
from tests.unit.pricing.urdb.records import hours, numbers, told

TIERS = [{"rate": "0.1", "max": "100", "unit": "kWh"}, {"rate": "0.2", "unit": "kWh"}]
DEARER = [{"rate": "0.3", "max": "100", "unit": "kWh"}, {"rate": "0.4", "unit": "kWh"}]
WIDER = [{"rate": "0.3", "max": "200", "unit": "kWh"}, {"rate": "0.4", "unit": "kWh"}]


def energy(*periods, rows=None, answers=None):
    review = Review(answers or {})
    rows = rows or hours(0, hot={range(16, 21): 1})
    fields = {
        "energyratestructure": list(periods),
        "energyweekdayschedule": rows,
        "energyweekendschedule": rows,
    }
    return read_energy(numbers(fields), review), review


HUNDRED_A_DAY = [{"rate": "0.3", "max": "100", "unit": "kWh daily"}, {"rate": "0.4", "unit": "kWh daily"}]
SHARED = ["stop", "proportional", "chronological", "per_bucket"]
HOURS_USE = [{"rate": "0.1", "max": "200", "unit": "kWh/kW"}, {"rate": "0.05", "unit": "kWh/kW"}]
LESS_USE = [{"rate": "0.2", "max": "200", "unit": "kWh/kW"}, {"rate": "0.15", "unit": "kWh/kW"}]


@pytest.mark.parametrize(
    ("first", "other", "alike", "options"),
    [
        (TIERS, DEARER, "the same", SHARED),
        (TIERS, WIDER, "different", ["stop", "per_bucket"]),
        (TIERS, HUNDRED_A_DAY, "different", ["stop", "per_bucket"]),
        (TIERS, [{"rate": "1", "unit": "kWh"}], "different", ["stop", "per_bucket"]),
        (HOURS_USE, LESS_USE, "the same", ["stop", "per_bucket"]),
    ],
)
def test_asks_whose_usage_fills_tiers_that_meet_in_a_month(first, other, alike, options):
    priced, review = energy(first, other)
    (finding,) = review.findings
    assert told(review) == [("BLOCKS", "$.energyratestructure")]
    assert "periods 0, 1 meet in Jan, Feb" in finding.message
    assert f"have {alike} tiers" in finding.message
    assert [option.value for option in finding.choice.options] == options
    for option in options[1:]:
        priced, review = energy(first, other, answers={"tiers_across_periods": option})
        assert (priced.allocation, told(review)) == (option, [("ASSUMED", "$.energyratestructure")])


def test_takes_equal_tiers_together_without_asking():
    priced, review = energy(TIERS, TIERS)
    assert (len(priced.periods), told(review)) == (1, [])


def test_tells_that_tiers_change_by_season():
    rows = [[int(month > 5)] * 24 for month in range(12)]
    priced, review = energy(TIERS, WIDER, rows=rows)
    assert (len(priced.periods), told(review)) == (2, [("LOOK", "$.energyratestructure")])


def test_tells_a_record_without_energy():
    review = Review({})
    assert read_energy({}, review) is None
    assert told(review) == [("LOOK", "$.energyratestructure")]


def test_looks_at_prices_even_where_the_schedule_is_wrong():
    priced, review = energy([{"rate": "x"}], [{"rate": "1"}], rows=hours(5))
    assert priced is None
    paths = {path for _, path in told(review)}
    assert {"$.energyweekdayschedule[0][0]", "$.energyratestructure[0][0].rate"} <= paths


def flat(answers=None, **fields):
    review = Review(answers or {})
    return read_flat_demand(numbers(fields), review), review


def test_joins_months_of_one_demand_price():
    structure = [[{"rate": "0"}], *[[{"rate": "21.3"}] for _ in range(12)]]
    priced, review = flat(
        flatdemandstructure=structure, flatdemandmonths=list(range(1, 13)), flatdemandunit="kW"
    )
    assert (len(priced.periods), told(review)) == (1, [])


def test_tells_demand_prices_that_change_by_month():
    priced, review = flat(
        flatdemandstructure=[[{"rate": "5"}], [{"rate": "9"}]],
        flatdemandmonths=[0] * 6 + [1] * 6,
        flatdemandunit="kW",
    )
    assert (len(priced.periods), told(review)) == (2, [("LOOK", "$.flatdemandmonths")])


@pytest.mark.parametrize(
    ("unit", "found"),
    [
        (None, [("ASSUMED", "$.flatdemandunit")]),
        ("kVA", [("BLOCKS", "$.flatdemandunit")]),
        ("kW daily", [("BLOCKS", "$.flatdemandunit")]),
        ("hp", [("BLOCKS", "$.flatdemandunit")]),
        ("kW", []),
    ],
)
def test_takes_demand_in_kilowatts_only(unit, found):
    fields = {"flatdemandstructure": [[{"rate": "5"}]], "flatdemandmonths": [0] * 12}
    priced, review = flat(**fields, **({"flatdemandunit": unit} if unit else {}))
    assert told(review) == found
    assert (priced is None) == ("BLOCKS" in str(found))


def test_passes_over_demand_that_costs_nothing():
    assert flat(flatdemandstructure=[[{"rate": "0", "adj": "0"}]], flatdemandmonths=[0] * 12)[0] is None
    assert flat()[0] is None


def test_keeps_demand_periods_of_equal_price_apart():
    rows = hours(0, hot={range(16, 21): 1})
    review = Review({})
    fields = {
        "demandratestructure": [[{"rate": "5"}], [{"rate": "5"}]],
        "demandweekdayschedule": rows,
        "demandweekendschedule": rows,
        "demandrateunit": "kW",
    }
    assert len(read_timed_demand(numbers(fields), review).periods) == 2
    assert told(review) == []
    assert read_timed_demand({}, review) is None
