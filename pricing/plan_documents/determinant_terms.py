"""What the charges of a plan document count, in the engine's words."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from pricing.rating.aggregation import Aggregation
from pricing.rating.plan_terms import (
    ApparentDemand,
    BilledDemand,
    BucketTotal,
    CoincidentPeak,
    Contracted,
    DailyPeaks,
    Days,
    Determinant,
    EachEvent,
    EventTotal,
    ExcessDemand,
    ExcessReactive,
    NetSide,
    Netting,
    NetUsage,
    PeakDemand,
    Percentile,
    PerPeriod,
    Ratchet,
    RecurringUnits,
    SeveralTotals,
    TimeWeighted,
    Total,
)

_MONTHS: Final = 12


def determinant_terms(determinant: dict[str, Any]) -> Determinant:
    """The determinant; raises KeyError or ValueError for one that validation has not passed."""
    return _READERS[determinant["kind"]](determinant)


def _net_usage(determinant: dict[str, Any]) -> NetUsage:
    return NetUsage(
        import_metric=determinant["import_metric"],
        export_metric=determinant["export_metric"],
        netting=Netting(determinant["netting"]),
        side=NetSide(determinant["side"]),
        calendar=determinant.get("calendar"),
    )


def _peak_demand(determinant: dict[str, Any]) -> PeakDemand:
    return PeakDemand(
        metric=determinant["metric"],
        window_minutes=determinant["window_minutes"],
        calendar=determinant.get("calendar"),
        sliding=determinant.get("sliding", False),
        daily=DailyPeaks(determinant.get("daily", "highest")),
    )


def _billed_demand(determinant: dict[str, Any]) -> BilledDemand:
    power_factor = determinant.get("power_factor")
    return BilledDemand(
        peak=_peak_demand(determinant),
        current_percents=_percents(determinant.get("current_percents", ["100"] * _MONTHS)),
        ratchet=_ratchet(determinant["ratchet"]) if "ratchet" in determinant else None,
        minimum=Decimal(determinant.get("minimum", "0")),
        contract=determinant.get("contract_value"),
        contract_percent=Decimal(determinant.get("contract_percent", "100")),
        reactive_metric=power_factor["reactive_metric"] if power_factor else None,
        target_power_factor=Decimal(power_factor["target"]) if power_factor else None,
        power_factor_decimals=power_factor.get("decimals", 4) if power_factor else 4,
    )


def _ratchet(ratchet: dict[str, Any]) -> Ratchet:
    by_month = ratchet["percents"] if "percents" in ratchet else [ratchet["percent"]] * _MONTHS
    return Ratchet(ratchet["months"], _percents(by_month))


def _percents(texts: list[str]) -> tuple[Decimal, ...]:
    return tuple(Decimal(text) for text in texts)


def _excess_demand(determinant: dict[str, Any]) -> ExcessDemand:
    return ExcessDemand(
        peak=_peak_demand(determinant),
        over_contract=determinant.get("contract_value"),
        bucket=determinant.get("bucket"),
        over_bucket=determinant.get("over_bucket"),
    )


def _apparent_demand(determinant: dict[str, Any]) -> ApparentDemand:
    return ApparentDemand(
        metric=determinant["metric"],
        reactive_metric=determinant["reactive_metric"],
        window_minutes=determinant["window_minutes"],
        decimals=determinant.get("decimals", 4),
    )


def _event_total(determinant: dict[str, Any]) -> EventTotal:
    return EventTotal(
        metric=determinant["metric"],
        aggregation=Aggregation(determinant["aggregation"]),
        where=_where(determinant),
        by=determinant.get("by"),
        unique_by=determinant.get("unique_by"),
    )


def _where(determinant: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(determinant.get("where", {}).items()))


_READERS: Final[dict[str, Callable[[dict[str, Any]], Determinant]]] = {
    "period": lambda _: PerPeriod(),
    "days": lambda _: Days(),
    "contracted": lambda its: Contracted(its["contract_value"], its["unit"]),
    "total": lambda its: Total(its["metric"]),
    "bucket_total": lambda its: BucketTotal(its["metric"], its["calendar"]),
    "net_usage": _net_usage,
    "peak_demand": _peak_demand,
    "billed_demand": _billed_demand,
    "excess_demand": _excess_demand,
    "apparent_demand": _apparent_demand,
    "excess_reactive": lambda its: ExcessReactive(
        its["metric"], its["reactive_metric"], Decimal(its["allowed"])
    ),
    "coincident_peak": lambda its: CoincidentPeak(its["metric"], its["window_minutes"], its["peaks"]),
    "percentile": lambda its: Percentile(its["metric"], Decimal(its["percent"])),
    "event_total": _event_total,
    "time_weighted": lambda its: TimeWeighted(its["metric"], _where(its)),
    "recurring_units": lambda its: RecurringUnits(its["metric"], _where(its)),
    "each_event": lambda its: EachEvent(its["metric"], _where(its), its.get("by")),
    "several_totals": lambda its: SeveralTotals(tuple(its["metrics"])),
}
