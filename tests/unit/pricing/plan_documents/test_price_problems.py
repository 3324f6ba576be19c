"""Tiers and packages."""

import pytest

from tests.unit.pricing.plan_documents.documents import charge_plan, errors, total_plan, warnings


def tiered(*tops, shape="graduated", prices=("0.10", "0.20", "0.30"), **more):
    tiers = [{"up_to": top, "unit_price": price} for top, price in zip(tops, prices, strict=False)]
    return total_plan({"shape": shape, "tiers": tiers, **more})


@pytest.mark.parametrize(
    ("tops", "message"),
    [
        (("300", "100", None), "tiers[1].up_to: 100 is not above 300, the tier before"),
        (("300", "300.0", None), "tiers[1].up_to: 300.0 is not above 300, the tier before"),
        (("0", None), "tiers[0].up_to: the first tier holds nothing"),
        (("300", "600"), "tiers[1].up_to: nothing says what usage above 600 costs"),
        (("300", None, None), "tiers[1].up_to: only the last tier may be open"),
    ],
)
def test_tops_rise_and_only_the_last_tier_is_open(tops, message):
    assert errors(tiered(*tops))[0].startswith(f"$.charges[0].price.{message} (")


def test_takes_tops_that_rise_by_a_fraction():
    assert errors(tiered("0.1", "0.11", None)) == []


def test_warns_where_a_volume_total_falls():
    # 100 at 0.20 cost 20, but 100.01 at 0.10 cost 10.001.
    plan = tiered("100", None, shape="volume", prices=("0.20", "0.10"))
    assert warnings(plan) == [
        (
            "$.charges[0].price.tiers[1]: just above 100 the total falls from 20.00 to 10.00"
            ' (make sure that is meant; "graduated" never falls)'
        )
    ]
    assert warnings(tiered("100", None, prices=("0.20", "0.10"))) == []


def test_warns_of_a_flat_fee_at_zero_that_is_none():
    assert warnings(tiered("100", None, flat_at_zero=True))[0].startswith("$.charges[0].price.flat_at_zero")


def test_refuses_packages_of_nothing():
    price = {"shape": "package", "package_size": "0.0", "package_price": "5", "partial": "up"}
    assert errors(total_plan(price)) == [
        "$.charges[0].price.package_size: a package of nothing cannot be counted (write more than 0)"
    ]


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"missing": "fallback"}, 'fallback: no fallback price is given (add "fallback")'),
        (
            {"missing": "refuse", "floor": "2", "cap": "1"},
            "floor: the floor lies above the cap, 1 (let the cap be the higher one)",
        ),
    ],
)
def test_refuses_an_index_price_that_cannot_be(more, problem):
    plan = total_plan({"shape": "index", "index": "SPOT", **more})
    assert errors(plan) == [f"$.charges[0].price.{problem}"]


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({}, 'missing: a bill waits whenever "SPOT" has no price for an interval'),
        ({"missing": "previous", "fallback": "1"}, "fallback: it is never used"),
        ({"missing": "refuse", "factor": "0"}, "factor: every interval has the same price"),
    ],
)
def test_warns_of_an_index_price(more, problem):
    plan = total_plan({"shape": "index", "index": "SPOT", **more})
    assert errors(plan) == []
    (warning,) = warnings(plan)
    assert warning.startswith(f"$.charges[0].price.{problem}")


def test_looks_at_percentages():
    events = {"kind": "each_event", "metric": "SALES"}
    price = {"shape": "percentage", "percent": "101", "free_events": 3, "free_until": "both"}
    plan = charge_plan(events, {**price, "event_minimum": "2", "event_maximum": "1"}, unit="USD")
    assert errors(plan) == [
        (
            "$.charges[0].price.event_minimum: an event cannot cost at least 2 and at most 1"
            " (let the maximum be the higher one)"
        )
    ]
    assert [warning.split(":")[0] for warning in warnings(plan)] == [
        "$.charges[0].price.percent",
        "$.charges[0].price.free_until",
    ]
