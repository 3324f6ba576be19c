"""Usage cases of the price shapes of a quantity: per unit, graduated, volume, package, and others on top of them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from pricing.money import EXACT
from pricing.rating import LineKind, RatedLine
from pricing.rating.aggregation import Aggregation
from pricing.rating.determinants.measured import Measured
from pricing.rating.determinants.recurring_units import Move, RecurringMoves
from pricing.rating.plan_terms import (
    EventTotal,
    GraduatedPrice,
    PackagePrice,
    PerUnitPrice,
    Price,
    RecurringUnits,
    Tier,
    Total,
    VolumePrice,
)
from tests.golden.missing_features import Case
from tests.golden.usage_plans import (
    DAY,
    METRIC,
    PROGRESS,
    allow_only,
    assert_amount,
    charge_of,
    events_of_quantity,
    fits_an_interval,
    rated,
)

_KINDS = {
    **dict.fromkeys(["tier", "volume", "recurring", "per_unit", "package", "block", "block_volume"], "usage"),
    "tier_flat": "flat",
}


def check_price(case: Case) -> None:
    """Assert that the engine gives the case's amount, components and packages, with lines that replay."""
    allow_only(case["usage"], *PROGRESS, "tier_selection_quantity")
    price = price_of(case["model"], case["params"])
    lines = lines_of_quantity(price, case)
    expected = assert_amount(lines, case, "components", "packages")
    if "components" in expected:
        assert_components(lines, case)
    if "packages" in expected:
        assert lines[0].quantity == Decimal(expected["packages"])


def price_of(model: str, params: dict[str, Any]) -> Price:
    """The engine's price for a model's parameters; a percentage of money is a price per unit of money."""
    match model:
        case "per_unit":
            allow_only(params, "unit_price")
            return PerUnitPrice(Decimal(params["unit_price"]))
        case "package":
            allow_only(params, "package_size", "package_price", "free_units", "partial")
            return PackagePrice(
                Decimal(params["package_size"]),
                Decimal(params["package_price"]),
                Decimal(params.get("free_units") or 0),
                {"up": True, "down": False}[params.get("partial") or "up"],
            )
    allow_only(params, "tiers", "zero_bills_first_flat")
    rows = tuple(tier_of(tier) for tier in params["tiers"])
    flat_at_zero = bool(params.get("zero_bills_first_flat"))
    match model:
        case "graduated" | "graduated_percentage":
            return GraduatedPrice(rows, flat_at_zero)
        case "volume":
            return VolumePrice(rows, flat_at_zero)
    raise AssertionError(f"{model} is no price of a quantity")


def tier_of(tier: dict[str, Any]) -> Tier:
    """A tier with a price per unit or a rate in percent."""
    allow_only(tier, "up_to", "unit_price", "rate", "flat_fee")
    rate = EXACT.scaleb(Decimal(tier.get("rate") or 0), -2)
    return Tier(
        None if tier["up_to"] is None else Decimal(tier["up_to"]),
        Decimal(tier["unit_price"]) if tier.get("unit_price") is not None else rate,
        Decimal(tier.get("flat_fee") or 0),
    )


def lines_of_quantity(price: Price, case: Case) -> tuple[RatedLine, ...]:
    """The case through the whole engine: as metered usage, or as events where its quantities are no int64."""
    usage = case["usage"]
    quantity = Decimal(usage["quantity"])
    if usage.get("tier_selection_quantity") is not None:
        chosen_by = Decimal(usage["tier_selection_quantity"])
        moves = RecurringMoves([Move(Decimal(1), quantity)], 1)
        counted = Measured(
            None, "unit", [chosen_by], {"of": "recurring_units"}, detail=lambda _: moves, is_so_far=True
        )
        return rated(charge_of(RecurringUnits(METRIC), price, case), case, measured=[counted])
    if fits_an_interval(quantity):
        return rated(charge_of(Total(METRIC), price, case), case, quantity=quantity)
    charge = charge_of(EventTotal(METRIC, Aggregation.SUM), price, case)
    return rated(charge, case, events=events_of_quantity(case, DAY.start))


def assert_components(lines: Sequence[RatedLine], case: Case) -> None:
    """Assert (tier, kind, quantity, unit price, amount) of each line; a flat fee has neither quantity nor price.

    Rows of nothing are listed or left out by the sources as they like, and are left out on both sides.
    """
    tiers = case["params"].get("tiers") or ()
    ours: list[tuple[Any, ...]] = []
    for line in lines:
        if line.kind is not LineKind.CHARGE:
            continue
        if _KINDS[line.trace["rule"]] == "flat":
            ours.append((line.tier, "flat", None, None, line.exact_amount))
        elif line.quantity and not (line.tier and _has_no_price(tiers[line.tier - 1])):
            ours.append((line.tier or 1, "usage", line.quantity, line.unit_price, line.exact_amount))
    theirs: list[tuple[Any, ...]] = []
    for component in (case.get("our_expected") or case["expected"])["components"]:
        allow_only(component, "tier", "kind", "quantity", "unit_price", "amount")
        amount = Decimal(component["amount"])
        if component["kind"] == "flat":
            theirs += [(component["tier"], "flat", None, None, amount)] if amount else []
        elif Decimal(component["quantity"]):
            numbers = Decimal(component["quantity"]), Decimal(component["unit_price"])
            theirs.append((component["tier"], "usage", *numbers, amount))
    assert sorted((row for row in ours if row[4] or row[1] == "usage"), key=str) == sorted(theirs, key=str)


def _has_no_price(tier: dict[str, Any]) -> bool:
    return all(tier.get(key) is None for key in ("unit_price", "rate", "block_price"))
