"""What is counted, in a customer's words."""

import pytest

from pricing.plan_documents.determinant_sheet import counted_unit, counts_words, determinant_notes

DEMAND = {"metric": "POWER", "window_minutes": 15}
DOCUMENT = {"metrics": {"POWER": {"unit": "kWh"}, "REACTIVE": {"unit": "kvarh"}, "CALLS": {"unit": "call"}}}
NET = {"kind": "net_usage", "import_metric": "POWER", "export_metric": "SOLAR", "netting": "hour"}
PEAK = "the highest 15-minute demand of power"


@pytest.mark.parametrize(
    ("determinant", "words", "unit"),
    [
        (
            {"kind": "contracted", "contract_value": "FUSE_SIZE", "unit": "A"},
            "on the contracted fuse size",
            "A",
        ),
        ({**NET, "side": "import"}, "on power beyond solar, set off hour by hour", "kWh"),
        ({**NET, "side": "export"}, "on solar beyond power, set off hour by hour", "kWh"),
        (
            {**NET, "side": "net", "calendar": "tou"},
            "on power less solar, set off hour by hour, by time of use",
            "kWh",
        ),
        ({"kind": "peak_demand", **DEMAND}, f"on {PEAK}", "kW"),
        ({"kind": "billed_demand", **DEMAND}, f"on the billed demand, from {PEAK}", "kW"),
        (
            {"kind": "excess_demand", **DEMAND, "contract_value": "CONTRACT"},
            f"on {PEAK} above the contracted contract",
            "kW",
        ),
        (
            {"kind": "excess_demand", **DEMAND, "calendar": "t", "bucket": "off_peak", "over_bucket": "peak"},
            f"on {PEAK} in off peak above that in peak",
            "kW",
        ),
        (
            {"kind": "apparent_demand", **DEMAND, "reactive_metric": "REACTIVE"},
            "on the highest 15-minute apparent demand of power and reactive",
            "kVA",
        ),
        (
            {"kind": "excess_reactive", "metric": "POWER", "reactive_metric": "REACTIVE", "allowed": "0.5"},
            "on reactive beyond 0.5 times power",
            "kvarh",
        ),
        (
            {"kind": "coincident_peak", **DEMAND, "peaks": "FIVE_CP"},
            f"on {PEAK} while the whole system peaked (five cp)",
            "kW",
        ),
        (
            {"kind": "percentile", "metric": "POWER", "percent": "95"},
            "on the rate of power that no more than 5 % of the readings exceed",
            "kW",
        ),
        (
            {
                "kind": "event_total",
                "metric": "CALLS",
                "aggregation": "count",
                "where": {"zone": "eu", "tier": "pro"},
                "by": "model_name",
            },
            "on the number of calls, only where zone is eu and tier is pro, by model name",
            "call",
        ),
        (
            {"kind": "event_total", "metric": "CALLS", "aggregation": "unique_count", "unique_by": "user"},
            "on the number of calls with a different user",
            "call",
        ),
        ({"kind": "event_total", "metric": "CALLS", "aggregation": "sum"}, "on all calls", "call"),
        ({"kind": "event_total", "metric": "CALLS", "aggregation": "max"}, "on the largest calls", "call"),
        ({"kind": "event_total", "metric": "CALLS", "aggregation": "latest"}, "on the latest calls", "call"),
        ({"kind": "time_weighted", "metric": "CALLS"}, "on the average calls over the period", "call"),
        ({"kind": "recurring_units", "metric": "CALLS"}, "on calls, from the day each is added", "call"),
        ({"kind": "each_event", "metric": "CALLS"}, "on each of the calls", "call"),
        ({"kind": "several_totals", "metrics": ["POWER", "CALLS"]}, "on power and calls together", ""),
    ],
)
def test_says_what_is_counted_and_in_which_unit(determinant, words, unit):
    assert counts_words(determinant) == words
    assert counted_unit(determinant, DOCUMENT) == unit


def test_tells_how_billed_demand_comes_about():
    determinant = {
        "kind": "billed_demand",
        **DEMAND,
        "sliding": True,
        "daily": "sum_of_days",
        "current_percents": [*["60"] * 5, *["100"] * 4, *["60"] * 3],
        "ratchet": {"months": 11, "percent": "95"},
        "minimum": "1000",
        "contract_value": "CONTRACT_KW",
        "contract_percent": "50",
        "power_factor": {"reactive_metric": "REACTIVE", "target": "0.9"},
    }
    assert determinant_notes(determinant, DOCUMENT) == [
        "The time looked at may begin with any reading.",
        "The highest demand of every day is added up.",
        (
            "Of the period's own demand count 60 % in January to May, 100 % in June to September,"
            " 60 % in October to December."
        ),
        "Never less than a share of the highest demand of the 11 months before: 95 %.",
        "Never less than 1,000 kW.",
        "Never less than 50 % of the contracted contract kw.",
        "Raised by the ratio of 0.9 to the power factor where that is below 0.9.",
    ]


def test_tells_a_ratchet_by_month():
    ratchet = {"months": 1, "percents": ["0", *["80"] * 11]}
    assert determinant_notes({"kind": "billed_demand", **DEMAND, "ratchet": ratchet}, DOCUMENT) == [
        (
            "Never less than a share of the highest demand of the month before:"
            " 0 % in January, 80 % in February to December."
        )
    ]
