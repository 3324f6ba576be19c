"""What a determinant reads."""

from dataclasses import replace
from decimal import Decimal

import pytest

from pricing.rating.aggregation import Aggregation
from pricing.rating.plan_terms import (
    ApparentDemand,
    BilledDemand,
    BucketTotal,
    Contracted,
    DailyPeaks,
    Days,
    Determinant,
    EventTotal,
    ExcessDemand,
    ExcessReactive,
    NetSide,
    Netting,
    NetUsage,
    PeakDemand,
    Percentile,
    PerPeriod,
    SeveralTotals,
    Total,
    calendar_of,
    is_level,
    metrics_counted,
)

PEAK = PeakDemand("E", 15, "tou")


@pytest.mark.parametrize(
    ("determinant", "metrics", "calendar"),
    [
        (PerPeriod(), (), None),
        (Days(), (), None),
        (Contracted("seats", "seat"), (), None),
        (Total("E"), ("E",), None),
        (BucketTotal("E", "tou"), ("E",), "tou"),
        (NetUsage("E", "X", Netting.HOUR, NetSide.IMPORT, "tou"), ("E", "X"), "tou"),
        (PEAK, ("E",), "tou"),
        (BilledDemand(PEAK), ("E",), "tou"),
        (BilledDemand(PEAK, reactive_metric="R"), ("E", "R"), "tou"),
        (ExcessDemand(PEAK, "kw"), ("E",), None),
        (ApparentDemand("E", "R", 15), ("E", "R"), None),
        (ExcessReactive("E", "R", Decimal("0.5")), ("E", "R"), None),
        (Percentile("B", Decimal(95)), ("B",), None),
        (EventTotal("CALLS", Aggregation.COUNT), ("CALLS",), None),
        (SeveralTotals(("A", "B")), ("A", "B"), None),
    ],
)
def test_tells_which_metrics_and_calendar_it_reads(determinant: Determinant, metrics, calendar):
    assert metrics_counted(determinant) == metrics
    assert calendar_of(determinant) == calendar


def test_a_peak_or_a_contract_is_a_level_and_usage_is_not():
    levels = [PerPeriod(), Contracted("kw", "kW"), PEAK, BilledDemand(PEAK), Percentile("B", Decimal(95))]
    assert all(is_level(determinant) for determinant in levels)
    assert not any(is_level(one) for one in (Days(), Total("E"), replace(PEAK, daily=DailyPeaks.SUM_OF_DAYS)))
