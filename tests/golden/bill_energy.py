"""The energy part of a bill case's tariff as charges: tiers, time of use, metering rule, hourly prices."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from pricing.rating.plan_terms import (
    BucketTotal,
    Charge,
    Determinant,
    GraduatedPrice,
    HoursBlock,
    HoursUsePrice,
    IndexPrice,
    MoneyBank,
    NetSide,
    Netting,
    NetUsage,
    PerUnitPrice,
    Price,
    QuantityBank,
    Tier,
    TierAllocation,
    TierBounds,
    Total,
)
from tests.golden.bill_calendars import bucket_name, scheduled_periods, schedules_of
from tests.golden.missing_features import MissingFeature

IMPORT: Final = "IMPORT"
EXPORT: Final = "EXPORT"
DRAWN: Final = "DRAWN"
"""Of two meters: what the generation meter draws at night."""
CALENDAR: Final = "energy"
BUY_INDEX, SELL_INDEX = "BUY", "SELL"

_BOUNDS: Final = {
    "kWh_per_month": TierBounds.FULL,
    "kWh_per_day": TierBounds.PER_DAY,
    "kWh_per_kW": TierBounds.FULL,
}
_NETTED: Final = ("net_billing", "net_billing_carryover")


def energy_charges(tariff: dict[str, Any], demand: Determinant) -> list[Charge]:
    """Charges for what is bought (codes energy…) and credits for what is sold (sold…)."""
    energy, rule = tariff["energy"], tariff["metering"]["rule"]
    periods = scheduled_periods(schedules_of(energy))
    calendar = CALENDAR if len(periods) > 1 else None
    if energy["hourly_prices"] is not None:
        return _hourly(energy["hourly_prices"], rule)
    rows = {row["period"]: row["tiers"] for row in energy["periods"] if row["period"] in periods}
    bought, sold = _determinants(rule, calendar)
    charges = []
    for unit in sorted({_unit(tiers) for tiers in rows.values()}):
        of_unit = {period: tiers for period, tiers in rows.items() if _unit(tiers) == unit}
        charges += _priced(f"energy_{unit}", bought, of_unit, "buy", energy, demand)
    if rule == "net_metering_kwh_rollover":
        return [_banked(charge, tariff["metering"]) for charge in charges]
    if sold is not None and any(row.get("sell") for tiers in rows.values() for row in tiers):
        charges += _priced("sold", sold, rows, "sell", energy, demand)
    if rule == "buy_all_sell_all":
        drawn: Determinant = Total(DRAWN) if calendar is None else BucketTotal(DRAWN, calendar)
        charges += _priced("drawn", drawn, rows, "buy", energy, demand)
    return charges


def money_banks(tariff: dict[str, Any], charges: Sequence[Charge]) -> tuple[MoneyBank, ...]:
    """The bank of the rules that carry money from month to month."""
    metering = tariff["metering"]
    if metering["rule"] not in {"net_metering_dollar_credit", "net_billing_carryover"}:
        return ()
    codes = [charge.code for charge in charges]
    return (
        MoneyBank(
            "credits",
            "Credits",
            charges=tuple(code for code in codes if code.startswith("energy")),
            credits=tuple(code for code in codes if code.startswith("sold")),
            used_at_once=metering["rule"] == "net_metering_dollar_credit"
            or bool(metering.get("apply_credit_in_month_earned")),
            true_up_month=metering.get("true_up_month"),
            expires=bool(metering.get("credits_expire_at_true_up")),
        ),
    )


def _unit(tiers: list[dict[str, Any]]) -> str:
    units = {row["up_to_unit"] for row in tiers}
    if "kWh_per_kW" in units:
        return "kWh_per_kW"
    (unit,) = units
    return str(unit)


def _determinants(rule: str, calendar: str | None) -> tuple[Determinant, Determinant | None]:
    if rule in _NETTED:
        return (
            NetUsage(IMPORT, EXPORT, Netting.INTERVAL, NetSide.IMPORT, calendar),
            NetUsage(IMPORT, EXPORT, Netting.INTERVAL, NetSide.EXPORT, calendar),
        )
    if rule == "net_metering_dollar_credit":
        return (
            NetUsage(IMPORT, EXPORT, Netting.PERIOD, NetSide.IMPORT, calendar),
            NetUsage(IMPORT, EXPORT, Netting.PERIOD, NetSide.EXPORT, calendar),
        )
    if rule == "net_metering_kwh_rollover":
        if calendar is not None:
            raise MissingFeature("a bank of units per time-of-use bucket")
        return NetUsage(IMPORT, EXPORT, Netting.PERIOD, NetSide.NET), None
    bought, sold = (
        Total(metric) if calendar is None else BucketTotal(metric, calendar) for metric in (IMPORT, EXPORT)
    )
    return {"import_only": (bought, None), "buy_all_sell_all": (bought, sold)}[rule]


def _priced(
    code: str,
    determinant: Determinant,
    rows: dict[int, list[dict[str, Any]]],
    column: str,
    energy: dict[str, Any],
    demand: Determinant,
) -> list[Charge]:
    is_tiered = any(len(tiers) > 1 for tiers in rows.values())
    by_bucket = len(scheduled_periods(schedules_of(energy))) > 1
    unit = _unit(next(iter(rows.values())))
    allocation = TierAllocation.PER_BUCKET
    if by_bucket and is_tiered and unit != "kWh_per_kW":
        allocation = TierAllocation(energy["tier_allocation"])
    prices: dict[str | None, Price] = {
        bucket_name(period) if by_bucket else None: _price(tiers, column, is_tiered)
        for period, tiers in rows.items()
    }
    return [
        Charge(
            code,
            code,
            determinant,
            prices,
            tier_bounds=_BOUNDS[unit],
            tier_allocation=allocation,
            demand=demand if unit == "kWh_per_kW" else None,
        )
    ]


def _price(tiers: list[dict[str, Any]], column: str, is_tiered: bool) -> Price:
    sign = -1 if column == "sell" else 1
    if any(row["up_to_unit"] == "kWh_per_kW" for row in tiers):
        return HoursUsePrice(tuple(_blocks(tiers)))
    if not is_tiered:
        return PerUnitPrice(sign * Decimal(tiers[0][column]))
    return GraduatedPrice(tuple(_tier(row, sign * Decimal(row[column])) for row in tiers))


def _blocks(tiers: list[dict[str, Any]]) -> list[HoursBlock]:
    """Rows in kWh that follow a row in kWh per kW are the steps inside its block (PySAM convention 5)."""
    blocks: list[tuple[dict[str, Any], list[dict[str, Any]]]] = []
    for row in tiers:
        if row["up_to_unit"] == "kWh_per_kW":
            blocks.append((row, []))
        else:
            blocks[-1][1].append(row)
    return [
        HoursBlock(
            None if head["up_to"] is None else Decimal(head["up_to"]),
            tuple(_tier(row, Decimal(row["buy"])) for row in inner) or (Tier(None, Decimal(head["buy"])),),
        )
        for head, inner in blocks
    ]


def _tier(row: dict[str, Any], price: Decimal) -> Tier:
    return Tier(None if row["up_to"] is None else Decimal(row["up_to"]), price)


def _banked(charge: Charge, metering: dict[str, Any]) -> Charge:
    bank = QuantityBank(
        "Payout", metering.get("true_up_month"), Decimal(metering.get("true_up_rate_per_kwh") or 0)
    )
    return Charge(
        charge.code,
        charge.label,
        charge.determinant,
        charge.prices,
        tier_bounds=charge.tier_bounds,
        bank=bank,
    )


def _hourly(prices: dict[str, Any], rule: str) -> list[Charge]:
    bought, sold = _determinants(rule, None)
    charges = [Charge("energy_hourly", "Energy", bought, {None: IndexPrice(BUY_INDEX)})]
    if prices["sell_column"] is not None and sold is not None:
        charges.append(Charge("sold", "Sold", sold, {None: IndexPrice(SELL_INDEX, factor=Decimal(-1))}))
    return charges
