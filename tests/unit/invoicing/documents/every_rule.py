"""A month that has a line of nearly every rule, as the engine rates it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np

from metering.usage.interval_grid import IntervalGrid
from metering.usage.usage_matrix import UsageMatrix
from pricing.rating import RatedLine, RatingBatch, rate_accounts
from pricing.rating.carried import Carried
from pricing.rating.index_series import IndexSeries
from pricing.rating.plan_terms import (
    Allowance,
    BucketTotal,
    Commitment,
    FixedDiscount,
    GraduatedPrice,
    HoursBlock,
    HoursUsePrice,
    IndexPrice,
    MaximumBill,
    MetricTerms,
    MoneyBank,
    NetSide,
    Netting,
    NetUsage,
    PeakDemand,
    PerUnitPrice,
    QuantityBank,
    Rider,
    TierAllocation,
    TierBounds,
    Total,
    UnitConversion,
)
from pricing.rating.tou_calendar import TouCalendar, TouWindow
from tests.unit.pricing.rating.builders import charge, local_days, series, terms, tiers

MARCH = local_days("Europe/Berlin", date(2026, 3, 1), date(2026, 4, 1))
DAY_AND_NIGHT = TouCalendar("c", ("night", "day"), (TouWindow("night", to_minute=360), TouWindow("day")))
_GRADUATED = GraduatedPrice(tiers(("100", "0.3"), (None, "0.2")))
_BY_BUCKET = {"night": _GRADUATED, "day": _GRADUATED}


def lines_of_every_rule() -> tuple[RatedLine, ...]:
    """The lines of one account that uses 0.743 kWh and feeds in 1 kWh every hour."""
    hours_use = HoursUsePrice(
        (HoursBlock(Decimal(200), _GRADUATED.tiers), HoursBlock(None, _GRADUATED.tiers))
    )
    whole = {"tier_bounds": TierBounds.FULL}
    net = NetUsage("I", "X", Netting.PERIOD, NetSide.NET)
    plan = terms(
        charge("shared", BucketTotal("I", "c"), _BY_BUCKET, tier_allocation=TierAllocation.PROPORTIONAL, **whole),
        charge("run", BucketTotal("I", "c"), _BY_BUCKET, tier_allocation=TierAllocation.CHRONOLOGICAL, **whole),
        charge("hours", Total("I"), hours_use, demand=PeakDemand("I", 60)),
        charge("spot", Total("I"), IndexPrice("SPOT")),
        charge("net", net, _GRADUATED, bank=QuantityBank("Payout", 3, Decimal("0.05")), **whole),
        charge("sold", Total("X"), PerUnitPrice(Decimal("-0.1"))),
        charge("bytes", Total("I"), PerUnitPrice(Decimal(2)), conversion=UnitConversion("divide", Decimal(7), "box", "ceiling")),
        charge("free", Total("I"), PerUnitPrice(Decimal("0.5")), allowance=Allowance(Decimal(30))),
        metrics={"I": MetricTerms("kWh"), "X": MetricTerms("kWh")},
        calendars={"c": DAY_AND_NIGHT},
        discounts=(FixedDiscount("coupon", "Coupon", Decimal("12.34")),),
        banks=(MoneyBank("credit", "Credit", ("shared",), ("sold",), used_at_once=False, true_up_month=3),),
        maximums=(MaximumBill("most", "Most", Decimal(90), charges=("free",)),),
        commitments=(
            Commitment("over", "Over", Decimal(50), Decimal("1.5"), charges=("run",)),
            Commitment("under", "Under", Decimal(500), charges=("run",)),
        ),
        riders=(Rider("fuel", "Fuel", Decimal("3.3"), charges=("run",)),),
    )  # fmt: skip
    usage = {
        name: UsageMatrix.of_one(series(MARCH, 60, quantity, decimals=3))
        for name, quantity in (("I", 743), ("X", 1000))
    }
    grid = IntervalGrid.filling(MARCH, 60)
    index = IndexSeries(
        grid, np.arange(grid.count, dtype=np.int64), np.ones(grid.count, dtype=np.bool_), 4, "r1"
    )
    carried = [Carried({"credit": {"balance": "7.00"}, "net": {"bank": "5"}})]
    batch = RatingBatch(
        plan, "Europe/Berlin", MARCH, MARCH, 1, usage, carried=carried, indices={"SPOT": index}
    )
    return rate_accounts(batch)[0].lines
