"""What a customer should know besides the prices."""

import pytest

from pricing.plan_documents.charge_notes import charge_notes, priced_unit
from tests.unit.pricing.plan_documents.documents import charge_plan

TOTAL = {"kind": "total", "metric": "WATER"}
PER_UNIT = {"shape": "per_unit", "unit_price": "1"}
PEAK = {"kind": "peak_demand", "metric": "WATER", "window_minutes": 30}
NET = {"kind": "net_usage", "import_metric": "IN", "export_metric": "OUT", "netting": "day", "side": "net"}
TIERS = [{"up_to": "5", "unit_price": "1"}, {"up_to": None, "unit_price": "2"}]
BAND = {"from": "00:00", "rates": [{"from_s": "0", "price": "1", "per_s": "60", "increment_s": "1"}]}


def notes(determinant, price, **charge):
    plan = charge_plan(determinant, price, unit="m3", **charge)
    return list(charge_notes(plan["charges"][0], plan))


@pytest.mark.parametrize(
    ("charge", "expected"),
    [
        (
            {"conversion": {"multiply": "11.2", "unit": "kWh"}},
            ["Counted in m³ and priced in kWh: times 11.2."],
        ),
        (
            {"conversion": {"divide": "1000", "unit": "kl", "mode": "ceiling"}},
            ["Counted in m³ and priced in kl: divided by 1,000, rounded to whole units (ceiling)."],
        ),
        (
            {
                "allowance": {
                    "quantity": "10",
                    "prorated": True,
                    "rollover_periods": 2,
                    "most_rolled_over": "15",
                }
            },
            [
                "The first 10 m³ of each period are free, fewer when it is cut short.",
                "What is left of them may be used in the next 2 periods, up to 15 m³.",
            ],
        ),
        (
            {"demand": PEAK},
            ["Hours of use are the usage divided by the highest 30-minute demand of water."],
        ),
        ({"prorated": False}, ["Not reduced when only part of the period is supplied."]),
        ({"month_days": 30}, ["For part of a period every month counts 30 days."]),
    ],
)
def test_tells_modifiers(charge, expected):
    assert notes(TOTAL, PER_UNIT, **charge) == expected


@pytest.mark.parametrize(
    ("bank", "rest"),
    [
        ({}, "."),
        ({"true_up_month": 4}, "; what is left at the end of April is lost."),
        (
            {"true_up_month": 4, "payout_price": "0.05"},
            "; what is left at the end of April is paid at 0.05 USD per m³.",
        ),
    ],
)
def test_tells_what_becomes_of_a_surplus(bank, rest):
    assert notes(NET, PER_UNIT, bank={"label": "Rest", **bank}) == [
        f"A surplus is kept for later periods{rest}"
    ]


@pytest.mark.parametrize(
    ("price", "expected"),
    [
        ({"shape": "index", "index": "SPOT"}, ["The bill waits while a price of the index is not known."]),
        (
            {"shape": "index", "index": "SPOT", "missing": "previous"},
            ["Where the index has no price, its last known price holds."],
        ),
        (
            {"shape": "index", "index": "SPOT", "missing": "fallback", "fallback": "0.2"},
            ["Where the index has no price, 0.2 USD per m³ hold."],
        ),
        (
            {"shape": "percentage", "percent": "1", "free_events": 1000},
            ["The first 1,000 events of each period are free."],
        ),
        (
            {"shape": "percentage", "percent": "1", "free_events": 3, "free_amount": "50"},
            ["The first 3 events and 50 USD of each period are free, until either is used up."],
        ),
        (
            {"shape": "stairstep", "stairs": [], "zero_is_free": True, "refuse_above": True},
            [
                "Nothing is owed when nothing is used.",
                "More than the last step holds is not supplied at this price.",
            ],
        ),
        (
            {"shape": "block_tiers", "tiers": [], "graduated": False},
            ["A block begun counts whole.", "All blocks cost the price of the highest step reached."],
        ),
        (
            {
                "shape": "rated_duration",
                "bands": [BAND, BAND],
                "minimum_s": "30",
                "free_s": "5",
                "max_cost": "3",
                "split_at_bands": False,
            },
            [
                "A call counts at least 30 s.",
                "The first 5 s of a call are free.",
                "A call costs at most 3 USD.",
                "The price at the beginning of a call holds until its end.",
            ],
        ),
        (
            {"shape": "volume", "tiers": TIERS},
            [
                "All of the quantity costs the price of the tier it reaches.",
                "Tiers are for the billing period; scaled when it is cut short.",
            ],
        ),
    ],
)
def test_tells_what_a_price_does(price, expected):
    assert notes(TOTAL, price) == expected


def test_tells_how_tiers_and_buckets_meet():
    price = {"shape": "graduated", "tiers": TIERS}
    assert notes(TOTAL, price, tier_allocation="chronological", tier_bounds="per_month") == [
        "One counter runs through the period, whatever the time of use.",
        "Tiers are for each calendar month; a period of two months has twice as much.",
    ]


def test_prices_in_the_converted_unit():
    plan = charge_plan(TOTAL, PER_UNIT, unit="m3")
    assert priced_unit(plan["charges"][0], plan) == "m3"
    plan["charges"][0]["conversion"] = {"multiply": "11.2", "unit": "kWh"}
    assert priced_unit(plan["charges"][0], plan) == "kWh"
