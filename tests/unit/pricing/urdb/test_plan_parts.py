"""Structures as charges: one price, prices by bucket, tiers by month and by day."""

from pricing.urdb.findings import Review
from pricing.urdb.plan_parts import PlanParts, PricedSchedule
from pricing.urdb.rate_structures import read_periods
from pricing.urdb.schedules import Schedule
from tests.unit.pricing.urdb.records import numbers

HALVES = [tuple([0] * 12 + [1] * 12)] * 12
SEASONS = [tuple([int(month in range(5, 9))] * 24) for month in range(12)]
TIERS = [{"rate": "0.1", "max": "100", "unit": "kWh"}, {"rate": "0.2", "unit": "kWh"}]
DAILY = [{"rate": "0.1", "max": "8", "unit": "kWh daily"}, {"rate": "0.2", "unit": "kWh daily"}]


def priced(rows, *periods, unit=""):
    schedule = Schedule(tuple(rows), tuple(rows))
    structure = numbers({"s": list(periods)})
    return PricedSchedule(schedule, read_periods(structure, "s", schedule.periods, unit, Review({})))


def energy(one, tier_bounds="prorated"):
    parts = PlanParts()
    parts.add_energy(one, labels=None, holidays=None, tier_bounds=tier_bounds)
    return parts


def test_one_price_needs_no_calendar():
    parts = energy(priced([(0,) * 24] * 12, TIERS), "full")
    (charge,) = parts.charges
    assert charge["determinant"] == {"kind": "total", "metric": "ELECTRICITY_IMPORT"}
    assert charge["tier_bounds"] == "full"
    assert charge["price"]["tiers"] == [
        {"up_to": "100", "unit_price": "0.1"},
        {"up_to": None, "unit_price": "0.2"},
    ]
    assert parts.calendars == {}


def test_prices_by_bucket_the_dearest_first():
    parts = energy(priced(HALVES, [{"rate": "0.1"}], [{"rate": "0.3"}]))
    (charge,) = parts.charges
    assert list(charge["prices"]) == parts.calendars["energy"]["buckets"] == ["peak", "off_peak"]
    assert charge["prices"]["peak"] == {"shape": "per_unit", "unit_price": "0.3"}
    assert "tier_bounds" not in charge


def test_tiers_for_a_day_and_for_a_month_are_two_charges():
    parts = energy(priced(SEASONS, TIERS, DAILY))
    assert [(charge["code"], charge["tier_bounds"]) for charge in parts.charges] == [
        ("ENERGY", "prorated"),
        ("ENERGY_2", "per_day"),
    ]
    first, second = (charge["prices"] for charge in parts.charges)
    assert [bucket for bucket in first if first[bucket]] == ["winter"]
    assert [bucket for bucket in second if second[bucket]] == ["summer"]


def test_a_price_without_tiers_goes_with_those_that_have_some():
    parts = energy(priced(SEASONS, TIERS, [{"rate": "0.3"}]))
    (charge,) = parts.charges
    assert charge["tier_bounds"] == "prorated"
    assert None not in charge["prices"].values()


def test_tiers_of_equal_price_are_one_count():
    mixed = priced(HALVES, TIERS, TIERS)
    assert mixed.months_of_mixed_tiers() == list(range(12))
    joined = mixed.with_equal_periods_joined(only_tiered=True)
    assert list(joined.periods) == [0]
    assert joined.schedule.periods == (0,)
    assert joined.months_of_mixed_tiers() == []
    flat = priced(HALVES, [{"rate": "1"}], [{"rate": "1"}])
    assert list(flat.with_equal_periods_joined(only_tiered=True).periods) == [0, 1]
    assert list(flat.with_equal_periods_joined(only_tiered=False).periods) == [0]


def test_demand_has_whole_tiers_and_says_what_is_free():
    parts = PlanParts()
    tiers = [{"rate": "5", "max": "50"}, {"rate": "7"}]
    parts.add_demand("DEMAND", "Demand", priced([(0,) * 24] * 12, tiers, unit="kW"), 30)
    parts.add_demand("TOU_DEMAND", "By time", priced(HALVES, [{"rate": "0"}], [{"rate": "9"}], unit="kW"), 15)
    whole, by_time = parts.charges
    assert whole["tier_bounds"] == "full"
    assert whole["determinant"]["window_minutes"] == 30
    assert by_time["determinant"]["calendar"] == "tou_demand"
    assert by_time["prices"] == {"peak": {"shape": "per_unit", "unit_price": "9"}, "off_peak": None}
    assert priced(HALVES, [{"rate": "0"}], [{"rate": "0"}]).is_free
