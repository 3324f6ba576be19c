"""Problems of what a charge does between counting and pricing: conversion, free units, bank, tiers, months."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from pricing.plan_documents.charge_parts import has_buckets, prices_of, shapes_of
from pricing.plan_documents.problems import PlanProblem, Severity

TIERED: Final = frozenset({"graduated", "volume", "graduated_percentage"})
# Prices that look at intervals or events, and not at the quantity that conversion, allowance and bank change.
_PAST_THE_QUANTITY: Final = frozenset({"index", "percentage", "dynamic", "rated_duration", "stairstep"})
_CHANGES_QUANTITY: Final = {
    "conversion": "a conversion",
    "allowance": "free units",
    "bank": "a bank of units",
}
_DEMAND_KINDS: Final = frozenset(
    {
        "contracted",
        "peak_demand",
        "billed_demand",
        "excess_demand",
        "apparent_demand",
        "coincident_peak",
        "percentile",
    }
)


def modifier_problems(charge: dict[str, Any], path: str) -> Iterator[PlanProblem]:
    """Problems of the modifiers of the charge at `path`; the document's shape is right."""
    shapes = shapes_of(charge)
    if "tier_bounds" in charge and not shapes & TIERED:
        yield PlanProblem(
            f"{path}.tier_bounds",
            "there are no tiers here, so it changes nothing",
            "remove it",
            Severity.WARNING,
        )
    for name, words in _CHANGES_QUANTITY.items():
        for shape in sorted(shapes & _PAST_THE_QUANTITY) if name in charge else ():
            yield PlanProblem(
                f"{path}.{name}",
                f'a "{shape}" price does not go by a quantity that {words} could change',
                "remove it",
            )
    if charge.get("tier_allocation", "per_bucket") != "per_bucket":
        yield from _allocation_problems(charge, path)
    if "conversion" in charge:
        yield from _conversion_problems(charge["conversion"], f"{path}.conversion")
    if "allowance" in charge:
        yield from _allowance_problems(charge, f"{path}.allowance")
    if "bank" in charge:
        yield from _bank_problems(charge, f"{path}.bank")
    yield from _demand_problems(charge, shapes, path)
    if "month_days" in charge and ("fixed" not in shapes or charge.get("prorated") is False):
        yield PlanProblem(
            f"{path}.month_days",
            "no amount is prorated here, so it changes nothing",
            "remove it",
            Severity.WARNING,
        )


def _allocation_problems(charge: dict[str, Any], path: str) -> Iterator[PlanProblem]:
    """Tiers over several buckets: the engine wants buckets of time, graduated tiers and one set of bounds."""
    here = f"{path}.tier_allocation"
    if charge["determinant"]["kind"] not in {"bucket_total", "net_usage"} or not has_buckets(
        charge["determinant"]
    ):
        yield PlanProblem(
            here, "nothing is counted by bucket of a calendar here", 'count "bucket_total" or remove it'
        )
        return
    for name, words in _CHANGES_QUANTITY.items():
        if name in charge:
            yield PlanProblem(
                f"{path}.{name}",
                f"tiers that run over several buckets cannot have {words}",
                "remove one of them",
            )
    bounds: set[tuple[str | None, ...]] = set()
    for price_path, price in prices_of(charge, path):
        if price["shape"] != "graduated":
            yield PlanProblem(
                f"{price_path}.shape", "tiers that run over several buckets are graduated", 'use "graduated"'
            )
            continue
        bounds.add(tuple(_plain(tier["up_to"]) for tier in price["tiers"]))
        if any(Decimal(tier.get("flat_fee", "0")) for tier in price["tiers"]) or price.get("flat_at_zero"):
            yield PlanProblem(
                f"{price_path}.tiers",
                "a flat fee belongs to no bucket when tiers run over several",
                'make it a charge that counts "period"',
            )
    if len(bounds) > 1:
        yield PlanProblem(
            f"{path}.prices",
            "tiers that run over several buckets end at the same tops in each",
            "write equal tops",
        )


def _plain(text: str | None) -> str | None:
    return None if text is None else f"{Decimal(text).normalize():f}"


def _conversion_problems(conversion: dict[str, Any], path: str) -> Iterator[PlanProblem]:
    name = "multiply" if "multiply" in conversion else "divide"
    if not Decimal(conversion[name]):
        yield PlanProblem(f"{path}.{name}", "nothing would be left of the quantity", "write more than 0")
    if "decimals" in conversion and "mode" not in conversion:
        yield PlanProblem(
            f"{path}.decimals",
            "nothing is rounded, so it changes nothing",
            'add "mode" or remove it',
            Severity.WARNING,
        )


def _allowance_problems(charge: dict[str, Any], path: str) -> Iterator[PlanProblem]:
    allowance = charge["allowance"]
    if not Decimal(allowance["quantity"]):
        yield PlanProblem(
            f"{path}.quantity", "nothing is free", "remove it or write more than 0", Severity.WARNING
        )
    if "most_rolled_over" in allowance and not allowance.get("rollover_periods"):
        yield PlanProblem(
            f"{path}.most_rolled_over",
            "nothing is carried to a later period, so it changes nothing",
            'add "rollover_periods" or remove it',
            Severity.WARNING,
        )
    tops = [
        Decimal(tier["up_to"])
        for _, price in prices_of(charge)
        if price["shape"] in TIERED
        for tier in price["tiers"]
        if tier["up_to"] is not None
    ]
    if tops and Decimal(allowance["quantity"]) > max(tops):
        yield PlanProblem(
            f"{path}.quantity",
            f"more is free than all tiers but the last hold ({max(tops):f}); tiers begin after what is free",
            "make sure that is meant",
            Severity.WARNING,
        )
    if charge["determinant"]["kind"] in {"period", "days"}:
        yield PlanProblem(path, "periods and days are not used up", "remove it")


def _bank_problems(charge: dict[str, Any], path: str) -> Iterator[PlanProblem]:
    determinant = charge["determinant"]
    if determinant["kind"] != "net_usage" or "calendar" in determinant:
        yield PlanProblem(
            path,
            "a bank keeps the surplus of import over export, without buckets",
            'count "net_usage" without a calendar',
        )
    elif determinant["side"] != "net":
        yield PlanProblem(
            path, f'the side "{determinant["side"]}" never has a surplus to keep', 'count the side "net"'
        )
    if "payout_price" in charge["bank"] and "true_up_month" not in charge["bank"]:
        yield PlanProblem(
            f"{path}.payout_price",
            "nothing is ever paid out, so it changes nothing",
            'add "true_up_month" or remove it',
            Severity.WARNING,
        )


def _demand_problems(charge: dict[str, Any], shapes: set[str], path: str) -> Iterator[PlanProblem]:
    if "hours_use" in shapes and "demand" not in charge:
        yield PlanProblem(
            f"{path}.demand", "hours of use are counted by a demand, and none is named", 'add "demand"'
        )
    if "demand" not in charge:
        return
    demand = charge["demand"]
    if "hours_use" not in shapes:
        yield PlanProblem(
            f"{path}.demand", 'only "hours_use" prices look at it', "remove it", Severity.WARNING
        )
    if demand["kind"] not in _DEMAND_KINDS:
        yield PlanProblem(
            f"{path}.demand.kind",
            f'"{demand["kind"]}" is no demand',
            f"use one of {', '.join(sorted(_DEMAND_KINDS))}",
        )
    elif has_buckets(demand):
        yield PlanProblem(
            f"{path}.demand.calendar",
            "hours of use go by one demand, not by one per bucket",
            "remove the calendar",
        )
