"""The parts of a charge and their paths."""

from pricing.plan_documents.charge_parts import (
    determinants_of,
    has_buckets,
    metrics_named,
    metrics_of,
    prices_of,
    shapes_of,
)

ONE = {"shape": "per_unit", "unit_price": "1"}
DEMAND = {
    "kind": "billed_demand",
    "metric": "KWH",
    "window_minutes": 30,
    "power_factor": {"reactive_metric": "KVARH", "target": "0.9"},
}


def test_prices_have_paths_and_free_buckets_have_none():
    charge = {"prices": {"peak": ONE, "off peak": ONE, "free": None}}
    assert [path for path, _ in prices_of(charge, "$.charges[2]")] == [
        "$.charges[2].prices.peak",
        '$.charges[2].prices["off peak"]',
    ]
    assert shapes_of({"price": ONE}) == {"per_unit"}


def test_metrics_of_a_charge_are_those_of_its_demand_too():
    charge = {"determinant": {"kind": "total", "metric": "KWH"}, "demand": DEMAND}
    assert [path for path, _ in determinants_of(charge)] == ["$.determinant", "$.demand"]
    assert metrics_of(charge) == ("KWH", "KVARH")
    assert metrics_named(DEMAND, "$.demand") == [
        ("$.demand.metric", "KWH"),
        ("$.demand.power_factor.reactive_metric", "KVARH"),
    ]
    assert metrics_named({"kind": "several_totals", "metrics": ["A", "B"]})[1] == ("$.metrics[1]", "B")


def test_excess_over_a_bucket_is_one_quantity():
    assert has_buckets({"kind": "bucket_total", "metric": "KWH", "calendar": "tou"})
    assert has_buckets({"kind": "each_event", "metric": "CALLS", "by": "zone"})
    assert not has_buckets({"kind": "excess_demand", "calendar": "tou"})
