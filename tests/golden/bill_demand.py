"""The demand part of a bill case's tariff as charges: flat by month, time of use, ratchet."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from pricing.rating.plan_terms import (
    BilledDemand,
    Charge,
    Determinant,
    GraduatedPrice,
    PeakDemand,
    PerUnitPrice,
    Price,
    Ratchet,
    Tier,
)
from pricing.rating.tou_calendar import TouCalendar
from tests.golden.bill_calendars import bucket_name, calendar_of_schedules, schedules_of
from tests.golden.bill_energy import IMPORT

TOU_CALENDAR: Final = "tou_demand"


def billed_demand(tariff: dict[str, Any], window_minutes: int, calendar: str | None = None) -> Determinant:
    """The demand that is billed: the peak, with the ratchet where the tariff has one."""
    peak = PeakDemand(IMPORT, window_minutes, calendar)
    ratchet = (tariff["demand"] or {}).get("ratchet")
    if not ratchet:
        return peak
    percents = tuple(Decimal(percent) for percent in ratchet["percent_by_month"])
    full = ratchet["current_month_full_by_month"]
    return BilledDemand(
        peak,
        current_percents=tuple(
            Decimal(100) if is_full else percent for is_full, percent in zip(full, percents, strict=True)
        ),
        ratchet=Ratchet(ratchet["lookback_months"], percents),
        minimum=Decimal(ratchet["minimum_billing_kw"]),
    )


def demand_charges(
    tariff: dict[str, Any], window_minutes: int, calendars: dict[str, TouCalendar]
) -> list[Charge]:
    """The charges, whose calendars are added to `calendars`."""
    demand = tariff["demand"]
    assert demand.keys() <= {"window_minutes", "flat", "tou", "ratchet"}
    charges = []
    if demand["flat"]:
        prices = {row["month"]: _price(row["tiers"]) for row in demand["flat"]}
        charges += _flat(tariff, prices, window_minutes)
    if demand["tou"]:
        calendars[TOU_CALENDAR] = calendar_of_schedules(TOU_CALENDAR, schedules_of(demand["tou"]))
        by_bucket: dict[str | None, Price] = {
            bucket_name(row["period"]): _price(row["tiers"]) for row in demand["tou"]["periods"]
        }
        counted = PeakDemand(IMPORT, window_minutes, TOU_CALENDAR)
        charges.append(Charge("tou_demand", "Time-of-use demand", counted, by_bucket))
    return charges


def _flat(tariff: dict[str, Any], prices: Mapping[int, Price], window_minutes: int) -> list[Charge]:
    """One peak a month at the month's price: a charge for each price, owed in its months."""
    counted = billed_demand(tariff, window_minutes)
    distinct = list(dict.fromkeys(prices[month] for month in range(1, 13)))
    return [
        Charge(
            f"flat_demand_{number}",
            "Demand",
            counted,
            {None: price},
            months=frozenset(month for month in prices if prices[month] == price),
        )
        for number, price in enumerate(distinct, start=1)
    ]


def _price(rows: list[dict[str, Any]]) -> Price:
    tiers = tuple(
        Tier(None if row["up_to_kw"] is None else Decimal(row["up_to_kw"]), Decimal(row["rate"]))
        for row in rows
    )
    return PerUnitPrice(tiers[0].unit_price) if len(tiers) == 1 else GraduatedPrice(tiers)
