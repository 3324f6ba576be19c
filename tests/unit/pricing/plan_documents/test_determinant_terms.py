"""What is counted, from JSON to terms."""

from decimal import Decimal

import pytest

from pricing.plan_documents.determinant_terms import determinant_terms
from pricing.rating.aggregation import Aggregation
from pricing.rating.plan_terms import (
    ApparentDemand,
    BilledDemand,
    CoincidentPeak,
    Contracted,
    DailyPeaks,
    Days,
    EachEvent,
    EventTotal,
    ExcessDemand,
    ExcessReactive,
    NetSide,
    Netting,
    NetUsage,
    PeakDemand,
    Percentile,
    Ratchet,
    RecurringUnits,
    SeveralTotals,
    TimeWeighted,
)

DEMAND = {"metric": "KWH", "window_minutes": 15}
PEAK = PeakDemand("KWH", 15)


@pytest.mark.parametrize(
    ("document", "terms"),
    [
        ({"kind": "days"}, Days()),
        (
            {"kind": "contracted", "contract_value": "SEATS", "unit": "seat"},
            Contracted("SEATS", "seat"),
        ),
        (
            {
                "kind": "net_usage",
                "import_metric": "IN",
                "export_metric": "OUT",
                "netting": "hour",
                "side": "export",
                "calendar": "tou",
            },
            NetUsage("IN", "OUT", Netting.HOUR, NetSide.EXPORT, "tou"),
        ),
        (
            {"kind": "peak_demand", **DEMAND, "calendar": "tou", "sliding": True, "daily": "sum_of_days"},
            PeakDemand("KWH", 15, "tou", sliding=True, daily=DailyPeaks.SUM_OF_DAYS),
        ),
        ({"kind": "billed_demand", **DEMAND}, BilledDemand(PEAK)),
        (
            {
                "kind": "billed_demand",
                **DEMAND,
                "current_percents": ["100", "95", *["90"] * 10],
                "ratchet": {"months": 11, "percent": "80"},
                "minimum": "5",
                "contract_value": "KW",
                "contract_percent": "50",
                "power_factor": {"reactive_metric": "KVARH", "target": "0.9", "decimals": 3},
            },
            BilledDemand(
                PEAK,
                current_percents=(Decimal(100), Decimal(95), *[Decimal(90)] * 10),
                ratchet=Ratchet(11, (Decimal(80),) * 12),
                minimum=Decimal(5),
                contract="KW",
                contract_percent=Decimal(50),
                reactive_metric="KVARH",
                target_power_factor=Decimal("0.9"),
                power_factor_decimals=3,
            ),
        ),
        (
            {
                "kind": "billed_demand",
                **DEMAND,
                "ratchet": {"months": 6, "percents": [*["0"] * 5, *["95"] * 7]},
            },
            BilledDemand(PEAK, ratchet=Ratchet(6, (*[Decimal(0)] * 5, *[Decimal(95)] * 7))),
        ),
        (
            {"kind": "excess_demand", **DEMAND, "contract_value": "KW"},
            ExcessDemand(PEAK, over_contract="KW"),
        ),
        (
            {
                "kind": "excess_demand",
                **DEMAND,
                "calendar": "tou",
                "bucket": "off_peak",
                "over_bucket": "peak",
            },
            ExcessDemand(PeakDemand("KWH", 15, "tou"), bucket="off_peak", over_bucket="peak"),
        ),
        (
            {"kind": "apparent_demand", **DEMAND, "reactive_metric": "KVARH"},
            ApparentDemand("KWH", "KVARH", 15),
        ),
        (
            {"kind": "excess_reactive", "metric": "KWH", "reactive_metric": "KVARH", "allowed": "0.5"},
            ExcessReactive("KWH", "KVARH", Decimal("0.5")),
        ),
        ({"kind": "coincident_peak", **DEMAND, "peaks": "FIVE_CP"}, CoincidentPeak("KWH", 15, "FIVE_CP")),
        ({"kind": "percentile", "metric": "GB", "percent": "95"}, Percentile("GB", Decimal(95))),
        (
            {
                "kind": "event_total",
                "metric": "CALLS",
                "aggregation": "unique_count",
                "where": {"tier": "pro", "region": "eu"},
                "by": "model",
                "unique_by": "user",
            },
            EventTotal(
                "CALLS", Aggregation.UNIQUE_COUNT, (("region", "eu"), ("tier", "pro")), "model", "user"
            ),
        ),
        ({"kind": "time_weighted", "metric": "GB"}, TimeWeighted("GB")),
        (
            {"kind": "recurring_units", "metric": "SEATS", "where": {"plan": "pro"}},
            RecurringUnits("SEATS", (("plan", "pro"),)),
        ),
        ({"kind": "each_event", "metric": "CALLS", "by": "zone"}, EachEvent("CALLS", (), "zone")),
        ({"kind": "several_totals", "metrics": ["B", "A"]}, SeveralTotals(("B", "A"))),
    ],
)
def test_keeps_everything_the_document_says(document, terms):
    assert determinant_terms(document) == terms
