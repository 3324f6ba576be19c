"""What can be wrong between counting and pricing."""

import pytest

from tests.unit.pricing.plan_documents.documents import charge_plan, errors, tou_plan, warnings

PER_UNIT = {"shape": "per_unit", "unit_price": "1"}
TOTAL = {"kind": "total", "metric": "KWH"}
PERIOD = {"kind": "period"}
FIXED = {"shape": "fixed", "amount": "9"}
NET = {"kind": "net_usage", "import_metric": "IN", "export_metric": "OUT", "netting": "period", "side": "net"}
INDEX = {"shape": "index", "index": "SPOT", "missing": "refuse"}
HOURS = {"shape": "hours_use", "blocks": [{"hours": None, "tiers": [{"up_to": None, "unit_price": "1"}]}]}
PEAK = {"kind": "peak_demand", "metric": "KWH", "window_minutes": 30}
TIERS = {
    "shape": "graduated",
    "tiers": [{"up_to": "100", "unit_price": "1"}, {"up_to": None, "unit_price": "2"}],
}


@pytest.mark.parametrize(
    ("determinant", "price", "modifier", "problem"),
    [
        (
            TOTAL,
            PER_UNIT,
            {"tier_allocation": "proportional"},
            "tier_allocation: nothing is counted by bucket",
        ),
        (
            TOTAL,
            INDEX,
            {"allowance": {"quantity": "5"}},
            'allowance: a "index" price does not go by a quantity',
        ),
        (
            TOTAL,
            INDEX,
            {"conversion": {"divide": "5", "unit": "MWh"}},
            'conversion: a "index" price does not go by a quantity',
        ),
        (
            TOTAL,
            PER_UNIT,
            {"conversion": {"divide": "0", "unit": "MWh"}},
            "conversion.divide: nothing would be left of the quantity",
        ),
        (
            TOTAL,
            PER_UNIT,
            {"conversion": {"divide": "2", "multiply": "2", "unit": "MWh"}},
            "conversion: a conversion either multiplies or divides",
        ),
        (PERIOD, FIXED, {"allowance": {"quantity": "5"}}, "allowance: periods and days are not used up"),
        (
            TOTAL,
            PER_UNIT,
            {"bank": {"label": "Rest"}},
            "bank: a bank keeps the surplus of import over export",
        ),
        (
            {**NET, "side": "import"},
            PER_UNIT,
            {"bank": {"label": "Rest"}},
            'bank: the side "import" never has a surplus to keep',
        ),
        (TOTAL, HOURS, {}, "demand: hours of use are counted by a demand, and none is named"),
        (TOTAL, HOURS, {"demand": TOTAL}, 'demand.kind: "total" is no demand'),
        (
            TOTAL,
            HOURS,
            {"demand": {**PEAK, "calendar": "tou"}},
            "demand.calendar: hours of use go by one demand",
        ),
        (PERIOD, FIXED, {"month_days": 31}, "month_days: 31 is none of the choices"),
    ],
)
def test_refuses(determinant, price, modifier, problem):
    plan = charge_plan(determinant, price, **modifier) | {"calendars": tou_plan()["calendars"]}
    assert [text[: len("$.charges[0].") + len(problem)] for text in errors(plan)] == [
        f"$.charges[0].{problem}"
    ]


@pytest.mark.parametrize(
    ("determinant", "price", "modifier", "problem"),
    [
        (TOTAL, PER_UNIT, {"demand": PEAK}, 'demand: only "hours_use" prices look at it (remove it)'),
        (
            TOTAL,
            PER_UNIT,
            {"tier_bounds": "full"},
            "tier_bounds: there are no tiers here, so it changes nothing",
        ),
        (TOTAL, PER_UNIT, {"allowance": {"quantity": "0"}}, "allowance.quantity: nothing is free"),
        (
            TOTAL,
            TIERS,
            {"allowance": {"quantity": "101"}},
            "allowance.quantity: more is free than all tiers but the last hold (100)",
        ),
        (
            TOTAL,
            PER_UNIT,
            {"allowance": {"quantity": "5", "most_rolled_over": "7"}},
            "allowance.most_rolled_over: nothing is carried to a later period",
        ),
        (
            TOTAL,
            PER_UNIT,
            {"conversion": {"multiply": "2", "unit": "MWh", "decimals": 3}},
            "conversion.decimals: nothing is rounded",
        ),
        (
            NET,
            PER_UNIT,
            {"bank": {"label": "Rest", "payout_price": "1"}},
            "bank.payout_price: nothing is ever paid",
        ),
        (PERIOD, FIXED, {"month_days": 30, "prorated": False}, "month_days: no amount is prorated here"),
        (TOTAL, PER_UNIT, {"month_days": 30}, "month_days: no amount is prorated here"),
    ],
)
def test_warns(determinant, price, modifier, problem):
    plan = charge_plan(determinant, price, **modifier)
    assert errors(plan) == []
    assert [text[: len("$.charges[0].") + len(problem)] for text in warnings(plan)] == [
        f"$.charges[0].{problem}"
    ]


def test_takes_what_belongs_together():
    for plan in (
        charge_plan(NET, PER_UNIT, bank={"label": "Rest", "true_up_month": 4, "payout_price": "0.05"}),
        charge_plan(TOTAL, HOURS, demand={**PEAK, "kind": "billed_demand"}),
        charge_plan(
            TOTAL, TIERS, tier_bounds="per_month", allowance={"quantity": "5", "rollover_periods": 2}
        ),
        charge_plan(PERIOD, FIXED, month_days=30),
        charge_plan(TOTAL, PER_UNIT, conversion={"multiply": "2", "unit": "MWh", "mode": "ceiling"}),
    ):
        assert (errors(plan), warnings(plan)) == ([], [])


def allocated(**changes):
    plan = tou_plan()
    charge = plan["charges"][1]
    charge["prices"] = {"peak": TIERS, "off_peak": TIERS}
    charge["tier_allocation"] = "chronological"
    charge |= changes
    return plan


def test_takes_tiers_over_several_buckets():
    plan = allocated()
    assert errors(plan) == []
    plan["charges"][1]["prices"]["peak"] = {
        "shape": "graduated",
        "tiers": [{"up_to": "100.0", "unit_price": "3"}, {"up_to": None, "unit_price": "4"}],
    }
    assert errors(plan) == []


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (
            {"allowance": {"quantity": "5"}},
            "allowance: tiers that run over several buckets cannot have free units",
        ),
        (
            {"conversion": {"divide": "5", "unit": "x"}},
            "conversion: tiers that run over several buckets cannot have",
        ),
        (
            {"prices": {"peak": TIERS, "off_peak": PER_UNIT}},
            "prices.off_peak.shape: tiers that run over several",
        ),
        (
            {"prices": {"peak": TIERS, "off_peak": {**TIERS, "tiers": [{"up_to": None, "unit_price": "1"}]}}},
            "prices: tiers that run over several buckets end at the same tops in each",
        ),
        (
            {
                "prices": {
                    "peak": {
                        "shape": "graduated",
                        "tiers": [{"up_to": None, "unit_price": "1", "flat_fee": "2"}],
                    },
                    "off_peak": None,
                }
            },
            "prices.peak.tiers: a flat fee belongs to no bucket when tiers run over several",
        ),
    ],
)
def test_refuses_tiers_over_several_buckets_that_cannot_be_cut(changes, problem):
    assert [text[: len("$.charges[1].") + len(problem)] for text in errors(allocated(**changes))] == [
        f"$.charges[1].{problem}"
    ]
