"""Structures as charges: one price, prices by bucket, tiers by month, by day and by hours of use."""

from dataclasses import replace

from pricing.urdb.document_prices import Buckets
from pricing.urdb.usage_charges import demand_charge, energy_charges
from tests.unit.pricing.urdb.records import DAILY, HALVES, SEASONS, TIERS, priced

ALWAYS = [(0,) * 24] * 12
HOURS_USE = [{"rate": "0.1", "max": "200", "unit": "kWh/kW"}, {"rate": "0.05", "unit": "kWh/kW"}]


def energy(one, tier_bounds="prorated"):
    return energy_charges(one, Buckets.of("energy", one), None, tier_bounds=tier_bounds, window_minutes=15)


def test_one_price_needs_no_calendar():
    (charge,) = energy(priced(ALWAYS, TIERS), "full")
    assert charge == {
        "code": "ENERGY",
        "label": "Energy",
        "determinant": {"kind": "total", "metric": "ELECTRICITY_IMPORT"},
        "price": {
            "shape": "graduated",
            "tiers": [{"up_to": "100", "unit_price": "0.1"}, {"up_to": None, "unit_price": "0.2"}],
        },
        "tier_bounds": "full",
    }


def test_prices_by_bucket_the_dearest_first():
    (charge,) = energy(priced(HALVES, [{"rate": "0.1"}], [{"rate": "0.3"}]))
    assert list(charge["prices"].items()) == [
        ("peak", {"shape": "per_unit", "unit_price": "0.3"}),
        ("off_peak", {"shape": "per_unit", "unit_price": "0.1"}),
    ]
    assert charge["determinant"]["calendar"] == "energy"
    assert "tier_bounds" not in charge


def test_tiers_for_a_day_and_for_a_month_are_two_charges():
    charges = energy(priced(SEASONS, TIERS, DAILY))
    assert [(charge["code"], charge["tier_bounds"]) for charge in charges] == [
        ("ENERGY", "prorated"),
        ("ENERGY_2", "per_day"),
    ]
    first, second = (charge["prices"] for charge in charges)
    assert [bucket for bucket in first if first[bucket]] == ["winter"]
    assert [bucket for bucket in second if second[bucket]] == ["summer"]


def test_a_price_without_tiers_goes_with_those_that_have_some():
    (charge,) = energy(priced(SEASONS, TIERS, [{"rate": "0.3"}]))
    assert charge["tier_bounds"] == "prorated"
    assert None not in charge["prices"].values()


def test_hours_of_use_are_blocks_of_the_billed_demand():
    (charge,) = energy(priced(ALWAYS, HOURS_USE))
    assert charge["demand"] == {"kind": "peak_demand", "metric": "ELECTRICITY_IMPORT", "window_minutes": 15}
    assert charge["price"]["shape"] == "hours_use"
    assert [block["hours"] for block in charge["price"]["blocks"]] == ["200", None]
    assert "tier_bounds" not in charge


def test_says_whose_usage_fills_the_tiers_and_makes_all_prices_tiers_then():
    shared = replace(priced(HALVES, TIERS, [{"rate": "0.3"}]), allocation="chronological")
    (charge,) = energy(shared)
    assert charge["tier_allocation"] == "chronological"
    assert {price["shape"] for price in charge["prices"].values()} == {"graduated"}


def test_demand_has_whole_tiers_and_says_what_is_free():
    tiers = priced(ALWAYS, [{"rate": "5", "max": "50"}, {"rate": "7"}], unit="kW")
    charge = demand_charge("DEMAND", "Demand", tiers, Buckets.of("demand", tiers), 30, {"prorated": False})
    assert charge["prorated"] is False
    assert charge["tier_bounds"] == "full"
    assert charge["determinant"]["window_minutes"] == 30
    timed = priced(HALVES, [{"rate": "0"}], [{"rate": "9"}], unit="kW")
    charge = demand_charge("TOU_DEMAND", "By time", timed, Buckets.of("tou_demand", timed), 15, {})
    assert "prorated" not in charge
    assert charge["determinant"]["calendar"] == "tou_demand"
    assert charge["prices"] == {"peak": {"shape": "per_unit", "unit_price": "9"}, "off_peak": None}
    assert "tier_bounds" not in charge
