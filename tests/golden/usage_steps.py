"""Usage cases of block tiers, stairs, windows priced alone, and units converted or given free."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pricing.money import EXACT
from pricing.rating import UsageEvent
from pricing.rating.aggregation import Aggregation
from pricing.rating.determinants.measured import Measured
from pricing.rating.plan_terms import (
    BlockTier,
    BlockTiersPrice,
    EventTotal,
    PerUnitPrice,
    SeveralTotals,
    Stair,
    StairstepPrice,
)
from tests.golden.missing_features import Case
from tests.golden.usage_plans import DAY, METRIC, PROGRESS, allow_only, assert_amount, charge_of, rated
from tests.golden.usage_prices import assert_components, lines_of_quantity, price_of


def check_block_tiers(case: Case) -> None:
    """Assert the amount and the blocks of each tier, less what was billed before."""
    params = case["params"]
    allow_only(params, "mode", "tiers")
    allow_only(case["usage"], *PROGRESS)
    tiers = tuple(_block_tier(tier) for tier in params["tiers"])
    price = BlockTiersPrice(tiers, {"graduated": True, "volume": False}[params["mode"]])
    lines = lines_of_quantity(price, case)
    if "components" in assert_amount(lines, case, "components"):
        assert_components([line for line in lines if line.trace["rule"] != "already_billed"], case)


def check_stairstep(case: Case) -> None:
    """Assert the price of the stair that holds every quantity, less what was billed before."""
    params, usage = case["params"], case["usage"]
    allow_only(params, "tiers", "zero_is_free")
    allow_only(usage, "quantities", *PROGRESS[1:])
    limited = [unit for tier in params["tiers"] for unit in tier["limits"]]
    units = list(dict.fromkeys([*limited, *usage["quantities"]]))
    stairs = []
    for tier in params["tiers"]:
        allow_only(tier, "limits", "price")
        limits = tuple(tier["limits"].get(unit) for unit in units)
        stairs.append(
            Stair(tuple(None if top is None else Decimal(top) for top in limits), Decimal(tier["price"]))
        )
    quantities = tuple(Decimal(usage["quantities"].get(unit) or 0) for unit in units)
    facts = {"of": "several_totals", "qs": [str(quantity) for quantity in quantities]}
    counted = Measured(None, "unit", [quantities[0]], facts, detail=lambda _: quantities, is_so_far=True)
    price = StairstepPrice(tuple(stairs), bool(params.get("zero_is_free")))
    lines = rated(charge_of(SeveralTotals(tuple(units)), price, case), case, measured=[counted])
    assert_amount(lines, case)


def check_windowed(case: Case) -> None:
    """Assert what windows cost of which each is priced alone: events by the property that names their window."""
    params, windows = case["params"], case["usage"]["windows"]
    allow_only(params, "inner_model", "inner")
    allow_only(case["usage"], "windows")
    names = [f"window {number}" for number in range(1, len(windows) + 1)]
    events = [
        UsageEvent(DAY.start, Decimal(quantity), {"window": name})
        for name, quantity in zip(names, windows, strict=True)
    ]
    price = price_of(params["inner_model"], params["inner"])
    determinant = EventTotal(METRIC, Aggregation.MAX, by="window")
    assert_amount(rated(charge_of(determinant, dict.fromkeys(names, price), case), case, events=events), case)


def check_unit_conversion(case: Case) -> None:
    """Assert the converted quantity of the invoice."""
    _check_quantity(case, {"type": "unit_conversion", **case["params"]})


def check_free_units(case: Case) -> None:
    """Assert the quantity of the invoice that is left after the free units."""
    allow_only(case["params"], "quantity")
    _check_quantity(case, {"type": "usage_discount", **case["params"]})


def _check_quantity(case: Case, adjustment: dict[str, Any]) -> None:
    allow_only(case["usage"], *PROGRESS)
    lines = lines_of_quantity(PerUnitPrice(Decimal(1)), {**case, "adjustments": [adjustment]})
    expected = case.get("our_expected") or case["expected"]
    allow_only(expected, "quantity")
    quantity = Decimal(0)
    for line in lines:
        quantity = EXACT.add(quantity, line.quantity)
    assert quantity == Decimal(expected["quantity"])


def _block_tier(tier: dict[str, Any]) -> BlockTier:
    allow_only(tier, "block_size", "max_blocks", "block_price")
    most = tier.get("max_blocks")
    return BlockTier(
        Decimal(tier["block_size"]), None if most is None else Decimal(most), Decimal(tier["block_price"])
    )
