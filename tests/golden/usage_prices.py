"""Usage cases of the price shapes: per unit, graduated, volume and package."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from metering.usage.local_calendar import LocalCalendar
from pricing.money import EXACT, minor_unit_scale, round_amount
from pricing.rating import LineKind, RatedLine, RatingRequest, rate, replay
from pricing.rating.plan_terms import (
    Charge,
    GraduatedPrice,
    MetricTerms,
    MinimumBill,
    PackagePrice,
    PercentDiscount,
    PerUnitPrice,
    PlanTerms,
    Price,
    Tier,
    TierBounds,
    Total,
    VolumePrice,
)
from pricing.rating.prices import Counted, price_quantity
from pricing.rating.prices.counted import WHOLE
from pricing.rating.prices.priced_part import PricedPart
from pricing.rating.prices.volume import volume_parts
from tests.golden.missing_features import Case, MissingFeature, is_progressive
from tests.golden.single_interval import one_interval

_KINDS = {"tier": "usage", "volume": "usage", "tier_flat": "flat", "per_unit": "usage", "package": "usage"}
_LARGEST = 2**63 - 1
_ADJUSTMENTS = ("percent_discount", "min_amount")  # in the order in which the engine applies them


def check_price(case: Case) -> None:
    """Assert that the engine gives the case's amount, components and packages, with lines that replay."""
    _refuse_what_is_missing(case)
    expected = case.get("our_expected") or case["expected"]
    quantity = Decimal(case["usage"]["quantity"])
    price = _price(case)
    parts = _parts(price, quantity, case)
    lines = _lines(price, quantity, case)
    if case.get("adjustments"):
        assert lines is not None
        amount = sum((line.amount for line in lines), Decimal(0))
    else:
        amount = _rounded(_exact_amounts(parts), case)
        _assert_lines_agree(lines, parts, amount, case)
    _assert_amount(amount, expected)
    if "components" in expected:
        theirs = _expected_components(expected["components"])
        assert sorted(_components(parts, case), key=str) == sorted(theirs, key=str)
    if "packages" in expected:
        assert parts[0].quantity == Decimal(expected["packages"])
    if "minimum_line" in expected:
        assert _kind_total(lines, LineKind.MINIMUM) == Decimal(expected["minimum_line"])
    if "discount" in expected:
        assert -_kind_total(lines, LineKind.DISCOUNT) == Decimal(expected["discount"])
    assert expected.keys() <= {"amount", "components", "packages", "minimum_line", "discount", "compare"}


def price_of(model: str, params: dict[str, Any], flat_at_zero: bool) -> Price:
    """The engine's price for a model's parameters."""
    match model:
        case "per_unit":
            _allow_only(params, "unit_price")
            return PerUnitPrice(Decimal(params["unit_price"]))
        case "package":
            _allow_only(params, "package_size", "package_price", "free_units", "partial")
            return PackagePrice(
                Decimal(params["package_size"]),
                Decimal(params["package_price"]),
                Decimal(params.get("free_units") or 0),
                {"up": True, "down": False}[params.get("partial", "up")],
            )
    _allow_only(params, "tiers", "zero_bills_first_flat")
    rows = tuple(_tier(tier) for tier in params["tiers"])
    return GraduatedPrice(rows, flat_at_zero) if model == "graduated" else VolumePrice(rows, flat_at_zero)


def _refuse_what_is_missing(case: Case) -> None:
    for adjustment in case.get("adjustments") or ():
        if adjustment["type"] not in _ADJUSTMENTS:
            raise MissingFeature(adjustment["type"])
    if is_progressive(case):
        raise MissingFeature("progressive billing")
    _allow_only(
        case["usage"],
        *("quantity", "previous_quantity", "previously_billed", "first_in_period", "last_in_period"),
        "tier_selection_quantity",
    )


def _price(case: Case) -> Price:
    # A flat fee owed without usage is owed on the period's first invoice only.
    flat_at_zero = case["params"].get("zero_bills_first_flat", False)
    if case["model"] == "graduated":
        flat_at_zero = flat_at_zero and case["usage"].get("first_in_period", True)
    return price_of(case["model"], case["params"], flat_at_zero)


def _tier(tier: dict[str, Any]) -> Tier:
    _allow_only(tier, "up_to", "unit_price", "flat_fee")
    return Tier(
        None if tier["up_to"] is None else Decimal(tier["up_to"]),
        Decimal(tier.get("unit_price") or 0),
        Decimal(tier.get("flat_fee") or 0),
    )


def _parts(price: Price, quantity: Decimal, case: Case) -> list[PricedPart]:
    chosen_by = case["usage"].get("tier_selection_quantity")
    if chosen_by is not None:
        assert isinstance(price, VolumePrice)
        return volume_parts(price, quantity, WHOLE, Decimal(chosen_by))
    return price_quantity(price, Counted(quantity))


def _lines(price: Price, quantity: Decimal, case: Case) -> tuple[RatedLine, ...] | None:
    """The case through the whole engine; None where its quantity is no int64 or a tier is chosen apart."""
    decimals = max(0, -int(quantity.as_tuple().exponent))
    whole = int(quantity.scaleb(decimals))
    if abs(whole) > _LARGEST or "tier_selection_quantity" in case["usage"]:
        return None
    charge = Charge(
        "usage", "Usage", Total("USAGE"), {None: price}, prorated=False, tier_bounds=TierBounds.FULL
    )
    adjustments = {adjustment["type"]: adjustment for adjustment in case.get("adjustments") or ()}
    assert list(adjustments) == [kind for kind in _ADJUSTMENTS if kind in adjustments]
    percent, minimum = adjustments.get("percent_discount"), adjustments.get("min_amount")
    terms = PlanTerms(
        code="golden",
        currency=case.get("currency", "USD"),
        metrics={"USAGE": MetricTerms("unit")},
        charges=(charge,),
        discounts=(PercentDiscount("d", "Discount", Decimal(percent["percent"])),) if percent else (),
        minimums=(MinimumBill("m", "Minimum", Decimal(minimum["amount"])),) if minimum else (),
        rounding_mode=(case.get("rounding") or {}).get("mode", "half_up"),
    )
    series = one_interval(whole, decimals, "unit")
    period = series.grid.period
    assert LocalCalendar("UTC").day_count(period) == 1
    return rate(RatingRequest(terms, "UTC", period, period, {"USAGE": series}))


def _assert_lines_agree(
    lines: tuple[RatedLine, ...] | None, parts: list[PricedPart], amount: Decimal, case: Case
) -> None:
    if lines is None:
        return
    assert [line.exact_amount for line in lines] == _exact_amounts(parts)
    for line in lines:
        replayed = replay(json.loads(json.dumps(line.trace)))
        assert (replayed.quantity, replayed.exact_amount) == (line.quantity, line.exact_amount)
        assert replayed.amount == line.amount
    rounding = case.get("rounding") or {}
    scale = minor_unit_scale(case.get("currency", "USD"))
    if rounding.get("level") == "component" and rounding["scale"] == scale:
        assert sum((line.amount for line in lines), Decimal(0)) == amount


def _exact_amounts(parts: list[PricedPart]) -> list[Decimal]:
    return [EXACT.multiply(part.quantity, part.unit_price) for part in parts]


def _rounded(amounts: list[Decimal], case: Case) -> Decimal:
    rounding = case.get("rounding")
    if rounding and rounding["level"] == "component":
        amounts = [round_amount(amount, rounding["scale"], rounding["mode"]) for amount in amounts]
    total = Decimal(0)
    for amount in amounts:
        total = EXACT.add(total, amount)
    if rounding:
        total = round_amount(total, rounding["scale"], rounding["mode"])
    return total


def _assert_amount(amount: Decimal, expected: dict[str, Any]) -> None:
    compare = expected.get("compare")
    if compare:
        amount = round_amount(amount, compare["scale"], compare["mode"])
    assert amount == Decimal(expected["amount"])


def _components(parts: list[PricedPart], case: Case) -> list[tuple[Any, ...]]:
    """(tier, kind, quantity, unit price, amount) of each part; a flat fee has neither quantity nor price."""
    tiers = case["params"].get("tiers") or ()
    rows: list[tuple[Any, ...]] = []
    for part in parts:
        kind = _KINDS[part.rule]
        amount = EXACT.multiply(part.quantity, part.unit_price)
        if kind == "flat":
            rows.append((part.tier, kind, None, None, amount))
        elif part.quantity and not (part.tier and tiers[part.tier - 1].get("unit_price") is None):
            rows.append((part.tier or 1, kind, part.quantity, part.unit_price, amount))
    return rows


def _expected_components(components: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """As `_components`, without the rows that sources list or leave out as they like."""
    rows: list[tuple[Any, ...]] = []
    for component in components:
        _allow_only(component, "tier", "kind", "quantity", "unit_price", "amount")
        amount = Decimal(component["amount"])
        if component["kind"] == "flat":
            if amount:
                rows.append((component["tier"], "flat", None, None, amount))
        elif Decimal(component["quantity"]):
            numbers = Decimal(component["quantity"]), Decimal(component["unit_price"])
            rows.append((component["tier"], "usage", *numbers, amount))
    return rows


def _kind_total(lines: tuple[RatedLine, ...] | None, kind: LineKind) -> Decimal:
    return sum((line.amount for line in lines or () if line.kind is kind), Decimal(0))


def _allow_only(content: dict[str, Any], *keys: str) -> None:
    """Fail on a key that no documentation names, instead of reading past it."""
    assert content.keys() <= set(keys), f"undocumented: {content.keys() - set(keys)}"
