"""What can be wrong with what is counted."""

import pytest

from tests.unit.pricing.plan_documents.documents import charge_plan, errors, tou_plan, warnings

PER_UNIT = {"shape": "per_unit", "unit_price": "1"}
DEMAND = {"metric": "KWH", "window_minutes": 15}
BILLED = {"kind": "billed_demand", **DEMAND}
NET = {"kind": "net_usage", "import_metric": "IN", "export_metric": "OUT", "netting": "hour", "side": "net"}


@pytest.mark.parametrize(
    ("determinant", "problem"),
    [
        (
            {**NET, "export_metric": "IN"},
            'export_metric: "IN" is set against itself, which is always zero (name the metric of what is fed in)',
        ),
        (
            {**BILLED, "power_factor": {"reactive_metric": "KVARH", "target": "90"}},
            'power_factor.target: a power factor lies between 0 and 1, and 90 does not (write it as "0.9")',
        ),
        (
            {**BILLED, "ratchet": {"months": 11, "percent": "80", "percents": ["80"] * 12}},
            'ratchet: a ratchet has either one percentage or twelve (give "percent" or "percents")',
        ),
        (
            {**BILLED, "ratchet": {"months": 11, "percents": ["80"] * 11}},
            (
                f"ratchet.percents: {str(['80'] * 11).replace(chr(39), chr(34))[:57]}… is not a list of twelve percentages"
                " as text, January first (write a list of twelve percentages as text, January first)"
            ),
        ),
        (
            {"kind": "excess_demand", **DEMAND, "contract_value": "KW", "daily": "sum_of_days"},
            'daily: the sum of the days\' peaks cannot be set against a contracted value (use "highest")',
        ),
        (
            {"kind": "excess_demand", **DEMAND},
            (
                ": excess is either over a contracted value or over the peak of another bucket"
                ' (give "contract_value", or "bucket" and "over_bucket")'
            ),
        ),
        (
            {"kind": "excess_demand", **DEMAND, "bucket": "a", "over_bucket": "b"},
            ': a bucket needs its calendar, and a calendar the bucket (give "calendar" and "bucket")',
        ),
        (
            {"kind": "percentile", "metric": "GB", "percent": "100.5"},
            'percent: 100.5 is no percentile (write more than 0 and at most 100, such as "95")',
        ),
    ],
)
def test_refuses(determinant, problem):
    dot = "" if problem.startswith(":") else "."
    assert errors(charge_plan(determinant, PER_UNIT)) == [f"$.charges[0].determinant{dot}{problem}"]


def test_refuses_one_metric_twice():
    stairs = {"shape": "stairstep", "stairs": [{"limits": {"A": None}, "amount": "1"}]}
    assert errors(charge_plan({"kind": "several_totals", "metrics": ["A", "A"]}, stairs)) == [
        '$.charges[0].determinant.metrics[1]: "A" is named twice (remove one of them)'
    ]


def test_refuses_units_that_cannot_be_set_against_each_other():
    plan = charge_plan(NET, PER_UNIT)
    plan["metrics"]["OUT"]["unit"] = "m3"
    assert errors(plan) == [
        "$.charges[0].determinant.export_metric: kWh and m3 cannot be set against each other (give both metrics one unit)"
    ]


@pytest.mark.parametrize("name", ["bucket", "over_bucket"])
def test_refuses_a_bucket_that_the_calendar_has_not(name):
    plan = tou_plan()
    excess = {
        "kind": "excess_demand",
        **DEMAND,
        "calendar": "tou",
        "bucket": "off_peak",
        "over_bucket": "peak",
    }
    plan["charges"].append(
        {
            "code": "EXCESS",
            "label": "Excess",
            "determinant": {**excess, "metric": "ELECTRICITY_IMPORT"},
            "price": PER_UNIT,
        }
    )
    assert errors(plan) == []
    plan["charges"][2]["determinant"][name] = "night"
    assert errors(plan) == [
        f'$.charges[2].determinant.{name}: the calendar "tou" has no bucket "night" (use one of peak, off_peak)'
    ]


@pytest.mark.parametrize(
    ("determinant", "problem"),
    [
        (
            {**BILLED, "contract_percent": "50"},
            (
                ".contract_percent: no contracted value is named, so it changes nothing"
                ' (remove it or name "contract_value")'
            ),
        ),
        (
            {**BILLED, "ratchet": {"months": 11, "percent": "0"}},
            ".ratchet: no earlier peak counts, so it changes nothing (remove it)",
        ),
        (
            {**BILLED, "ratchet": {"months": 11, "percent": "110"}},
            ".ratchet: 110 % is more than the earlier peak itself (make sure that is meant)",
        ),
        (
            {"kind": "event_total", "metric": "CALLS", "aggregation": "sum", "unique_by": "user"},
            '.unique_by: "sum" does not look at it (remove it or use "unique_count")',
        ),
        (
            {"kind": "event_total", "metric": "CALLS", "aggregation": "unique_count"},
            (
                ": every event has a key of its own, so this counts all of them"
                ' (name the property that tells them apart: "unique_by")'
            ),
        ),
    ],
)
def test_warns(determinant, problem):
    plan = charge_plan(determinant, PER_UNIT)
    assert errors(plan) == []
    assert warnings(plan) == [f"$.charges[0].determinant{problem}"]


@pytest.mark.parametrize("kind", [{"kind": "event_total", "aggregation": "sum"}, {"kind": "each_event"}])
def test_warns_of_prices_by_a_property_that_is_fixed(kind):
    share = {"shape": "dynamic"}
    plan = charge_plan({**kind, "metric": "SALES", "by": "zone", "where": {"zone": "eu"}}, share, unit="USD")
    plan["charges"][0]["prices"] = {"eu": plan["charges"][0].pop("price")}
    assert warnings(plan) == [
        '$.charges[0].determinant.by: "where" lets only one value of "zone" pass (remove one of them)'
    ]
