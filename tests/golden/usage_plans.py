"""A usage case as a plan of one charge and a request, rated by the whole engine; and the checks all models share."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from metering.usage.periods import Period
from pricing.money import EXACT, round_amount
from pricing.rating import RatedLine, RatingRequest, UsageEvent, rate, replay
from pricing.rating.determinants.measured import Measured
from pricing.rating.engine import price_batch
from pricing.rating.plan_terms import (
    Allowance,
    Charge,
    Determinant,
    MetricTerms,
    PlanTerms,
    Price,
    RoundingUnit,
    TierBounds,
    UnitConversion,
)
from pricing.rating.progress import Progress
from tests.golden.missing_features import Case
from tests.golden.single_interval import one_interval
from tests.golden.usage_adjustments import EXPECTED, MONEY, assert_money, is_adjusted, money_terms

METRIC = "USAGE"
PROGRESS = ("quantity", "previous_quantity", "previously_billed", "first_in_period", "last_in_period")
"""The documented keys of `usage` that say which of a period's invoices is meant."""
EXACT_DECIMALS = 18
"""Where a case rounds nothing, or only its total, the lines carry so many decimals."""
DAY = one_interval(0, 0, "unit").grid.period
_UNITS = ("unit_conversion", "usage_discount")
_LARGEST = 2**63 - 1


def charge_of(determinant: Determinant, prices: Price | Mapping[str | None, Price], case: Case) -> Charge:
    """The case's charge, with its unit conversion and free units."""
    charge = Charge(
        "usage",
        "Usage",
        determinant,
        prices if isinstance(prices, Mapping) else {None: prices},
        prorated=False,
        tier_bounds=TierBounds.FULL,
    )
    adjustments = _of_units(case)
    conversion, free = adjustments.get("unit_conversion"), adjustments.get("usage_discount")
    return replace(
        charge,
        conversion=None if conversion is None else conversion_of(conversion),
        allowance=None if free is None else Allowance(Decimal(free["quantity"])),
    )


def conversion_of(content: Mapping[str, Any]) -> UnitConversion:
    """A unit conversion as documented."""
    allow_only(content, "type", "operation", "factor", "rounding", "scale")
    mode: Any = content.get("rounding") or "none"
    return UnitConversion(
        content["operation"],
        Decimal(content["factor"]),
        "converted",
        None if mode == "none" else mode,
        int(content.get("scale") or 0),
    )


def plan_of(charge: Charge, case: Case) -> PlanTerms:
    """The charge with the case's adjustments of money and its rounding."""
    rounding = case.get("rounding")
    by_line = rounding is not None and rounding["level"] == "component"
    whole_total = rounding is not None and not is_adjusted(case)
    return PlanTerms(
        code="golden",
        currency=case.get("currency", "USD"),
        metrics={METRIC: MetricTerms("unit")},
        charges=(charge,),
        **money_terms(case),
        rounding_unit=RoundingUnit.LINE if by_line else RoundingUnit.CHARGE,
        rounding_mode=(rounding or {}).get("mode", "half_up"),
        rounding_scale=rounding["scale"] if rounding and (by_line or whole_total) else EXACT_DECIMALS,
    )


def rated(
    charge: Charge,
    case: Case,
    *,
    quantity: Decimal | None = None,
    events: Sequence[UsageEvent] | None = None,
    measured: Sequence[Measured] | None = None,
    period: Period = DAY,
) -> tuple[RatedLine, ...]:
    """The lines of the case's plan for one interval, for events or for what is counted already; all replay."""
    terms = plan_of(charge, case)
    request = RatingRequest(terms, "UTC", period, period, progress=progress_of(case))
    if measured is not None:
        (lines,) = price_batch(request.as_batch(), [measured])
    else:
        if quantity is not None:
            decimals = max(0, -int(quantity.as_tuple().exponent))
            series = one_interval(int(quantity.scaleb(decimals, EXACT)), decimals, "unit")
            request = replace(request, usage={METRIC: series})
        if events is not None:
            request = replace(request, events={METRIC: events})
        lines = rate(request)
    _assert_replay(lines)
    return lines


def fits_an_interval(quantity: Decimal) -> bool:
    """Whether the engine can hold a quantity as metered usage (int64)."""
    decimals = max(0, -int(quantity.as_tuple().exponent))
    return abs(int(quantity.scaleb(decimals, EXACT))) <= _LARGEST


def progress_of(case: Case) -> Progress:
    """What earlier invoices billed, and which of the period's invoices the case is."""
    usage = case["usage"]
    previous = Decimal(usage.get("previous_quantity") or 0)
    billed = Decimal(usage.get("previously_billed") or 0)
    return Progress(
        {("usage", None): previous} if previous else {},
        {"usage": billed} if billed else {},
        is_first=_flag(usage, "first_in_period", not previous),
        is_last=_flag(usage, "last_in_period", True),
    )


def events_of_quantity(case: Case, at: datetime) -> list[UsageEvent]:
    """The quantity of the invoice as one event, and that of earlier invoices as another."""
    quantities = [case["usage"].get("previous_quantity") or 0, case["usage"]["quantity"]]
    return [UsageEvent(at, Decimal(quantity)) for quantity in quantities]


def total_of(lines: Sequence[RatedLine], case: Case) -> Decimal:
    """What the lines come to, rounded as the case says."""
    rounding = case.get("rounding")
    exact = rounding is None and not is_adjusted(case)
    total = Decimal(0)
    for line in lines:
        total = EXACT.add(total, line.exact_amount if exact else line.amount)
    return round_amount(total, rounding["scale"], rounding["mode"]) if rounding else total


def assert_amount(lines: Sequence[RatedLine], case: Case, *more: str) -> dict[str, Any]:
    """Assert what the lines come to, and give what is expected; `more` are keys that the model documents."""
    expected: dict[str, Any] = case.get("our_expected") or case["expected"]
    allow_only(expected, "amount", "compare", *EXPECTED, *more)
    amount, compare = assert_money(lines, case, total_of(lines, case)), expected.get("compare")
    if "error" in expected:
        return expected
    if compare:
        amount = round_amount(amount, compare["scale"], compare["mode"])
    assert amount == Decimal(expected["amount"])
    return expected


def allow_only(content: Mapping[str, Any], *keys: str) -> None:
    """Fail on a key that no documentation names, instead of reading past it."""
    assert content.keys() <= set(keys), f"undocumented: {content.keys() - set(keys)}"


def _flag(usage: Mapping[str, Any], key: str, otherwise: bool) -> bool:
    return otherwise if usage.get(key) is None else bool(usage[key])


def _of_units(case: Case) -> dict[str, dict[str, Any]]:
    """The case's adjustments of units, which must stand before those of money, in the engine's order."""
    kinds = [adjustment["type"] for adjustment in case.get("adjustments") or ()]
    assert set(kinds) <= {*_UNITS, *MONEY}, f"undocumented: {kinds}"
    found = [kind for kind in _UNITS if kind in kinds]
    assert kinds[: len(found)] == found
    assert not set(kinds[len(found) :]) & set(_UNITS)
    return {adjustment["type"]: adjustment for adjustment in case.get("adjustments") or ()}


def _assert_replay(lines: Sequence[RatedLine]) -> None:
    for line in lines:
        replayed = replay(json.loads(json.dumps(line.trace)))
        assert (replayed.quantity, replayed.exact_amount) == (line.quantity, line.exact_amount)
        assert replayed.amount == line.amount
