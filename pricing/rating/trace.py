"""How an amount came about: small enough to store with every line, enough to compute it again.

A trace is a flat JSON object with short keys (a bill has many lines); `replay` needs nothing but the trace.

| key | meaning |
|---|---|
| `rule` | fixed, per_unit, tier, tier_flat, tier_run, hours_tier, volume, package, index, percent, event_fee, event_limits, dynamic, calls, block, block_volume, stair, recurring, already_billed, discount, discount_fixed, maximum, overage, commitment, minimum, rider, bank_used, bank_kept, bank_paid, payout |
| `of` | what was counted: the name of the determinant |
| `m`, `mx`, `b` | metric; the metric it is set against; bucket of the time-of-use calendar, or value of the property counted by |
| `q`, `q0` | the quantity counted in the period so far, before conversion, free units, tiers and packages; what of it earlier invoices billed |
| `n`, `e` | intervals or events looked at, and how many of the intervals are not actual readings |
| `ag`, `l` | how events were added up; the level with which the period began |
| `qs` | the quantities of several metrics, in their order |
| `at`, `w` | start (UTC) of the window of the peak; minutes of the window, or the netting time |
| `sl`, `d` | 1 where windows slide by the step of the readings; how many days' peaks are summed |
| `pk`, `th` | the demand that was measured; excess demand: the threshold it is above |
| `bx` | excess demand: the bucket whose demand is the threshold |
| `by` | billed demand: [peak, percent], [ratchet, percent, demand, month], [contract, percent, demand] or [minimum] |
| `pf` | power factor [measured, target] that raised the demand |
| `sp` | coincident peak: name of the system's peaks |
| `pc` | percentile: [percent, samples that do not count] |
| `qa` | excess reactive energy: [active energy, reactive energy, allowed share] |
| `v` | conversion: [operation, factor, rounding mode or null, decimals] |
| `kb` | bank of units: [before, after] |
| `y`, `y0` | free units that were left for this line; for what earlier invoices billed of it, where that differs |
| `t` | tier: [number, bottom, top]; top null is open; bounds as the plan states them |
| `h` | block of hours of use: [bottom, top] in units |
| `qt` | the quantity of all buckets, where tiers are cut on it and the line has its bucket's share |
| `k` | package or block: [size, free units, "up" or "down"] |
| `fr` | percent: what the allowance covered, [events, money] |
| `st` | stair: [number, how many there are] |
| `x` | the quantity that is priced, where it was counted apart from `q` |
| `p` | unit price, flat fee, fixed amount, package price or percentage; for a sum the average |
| `a` | amounts that add up to the line's: of an index by [local date, quantity, amount], of calls by [band, calls, seconds, amount], of limits per event [events, amount] |
| `f` | proration [numerator, denominator] of the amount |
| `s` | scale [numerator, denominator] of the tier bounds |
| `u` | minimum, maximum, commitment, overage: what the covered lines came to; discount, rider: what it is taken of; bank: its balance |
| `u0` | what of that earlier bills came to; discount_fixed: what earlier invoices of the period took off |
| `per` | "year" where the amount is for a year, and `u` what its periods came to |
| `mo` | maximum: the most that can be taken off; overage: the amount that was promised |
| `z` | share [part, whole] of an amount that is spread over lines by weight |
| `r` | rounding [decimals, mode] |
| `c` | minor units above the rounded-down amount, where a charge or an adjustment was rounded as a whole |
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from pricing.money import EXACT, round_amount
from pricing.rating.plan_terms import UnitConversion
from pricing.rating.trace_adjustments import ADJUSTMENT_AMOUNTS, prorated
from pricing.rating.unit_conversion import convert

Trace = Mapping[str, Any]

_NOTHING: Final = Decimal(0)
UNCOUNTED: Final = frozenset(
    {"fixed", "discount", "discount_fixed", "maximum", "overage", "commitment", "minimum", "rider"}
    | {"bank_used", "bank_kept", "bank_paid", "already_billed"}
)
"""Rules whose amount is no quantity times a price: nothing is counted for them."""

WITHOUT_QUANTITY: Final = UNCOUNTED | {"tier_flat"}
"""Rules whose lines are shown without quantity and price: their sentence says what the amount is of."""

_RULES: Final = UNCOUNTED | {
    *("per_unit", "tier", "tier_flat", "tier_run", "hours_tier", "volume", "package", "index", "payout"),
    *(
        "percent",
        "event_fee",
        "event_limits",
        "dynamic",
        "calls",
        "block",
        "block_volume",
        "stair",
        "recurring",
    ),
}
"""Every rule that `replay` knows; a line of one that states `x` is priced by that quantity."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a trace says a line must be."""

    quantity: Decimal
    exact_amount: Decimal
    amount: Decimal


class UnreadableTrace(ValueError):
    """The trace names a rule this version does not know."""


def replay(trace: Trace) -> Replayed:
    """The quantity, unrounded amount and amount that follow from the trace alone.

    Raises UnreadableTrace for a rule that is not in the table above.
    """
    price = Decimal(trace["p"])
    quantity = _quantity(trace)
    if "a" in trace:
        exact = Decimal(0)
        for *_, amount in trace["a"]:
            exact = EXACT.add(exact, Decimal(amount))
        exact = prorated(exact, trace)
    elif trace["rule"] in ADJUSTMENT_AMOUNTS:
        exact = _share(ADJUSTMENT_AMOUNTS[trace["rule"]](price, trace), trace)
    else:
        exact = prorated(EXACT.multiply(quantity, price), trace)
    scale, mode = trace["r"]
    if "c" in trace:
        amount = round_amount(exact, scale, "floor") + Decimal(trace["c"]).scaleb(-scale)
    else:
        amount = round_amount(exact, scale, mode)
    return Replayed(quantity, exact, amount)


def _quantity(trace: Trace) -> Decimal:
    if trace["rule"] not in _RULES:
        raise UnreadableTrace(f"unknown rule {trace['rule']!r}")
    if "x" in trace:
        return Decimal(trace["x"])
    if trace["rule"] in UNCOUNTED:
        return Decimal(1)
    if "qt" in trace:
        total = Decimal(trace["qt"])
        return EXACT.divide(EXACT.multiply(_quantity_of(trace, total), Decimal(trace["q"])), total)
    so_far = _quantity_of(trace, priced_quantity(trace, "q"))
    if "q0" not in trace:
        return Decimal(1) if trace["rule"] == "tier_flat" else so_far
    return EXACT.subtract(so_far, _quantity_of(trace, priced_quantity(trace, "q0")))


def priced_quantity(trace: Trace, key: str = "q") -> Decimal:
    """What was counted (`q`, or `q0`) after conversion, bank and free units."""
    counted = Decimal(trace.get(key, 1))
    if "v" in trace:
        operation, factor, mode, scale = trace["v"]
        counted = convert(UnitConversion(operation, Decimal(factor), "", mode, scale), counted)
    if "kb" in trace:
        used = max(counted, _NOTHING)
        counted = EXACT.subtract(used, min(used, Decimal(trace["kb"][0])))
    if "y" in trace and counted > 0:
        free = trace.get("y0", trace["y"]) if key == "q0" else trace["y"]
        counted = max(EXACT.subtract(counted, Decimal(free)), _NOTHING)
    return counted


def _quantity_of(trace: Trace, counted: Decimal) -> Decimal:
    """The quantity that the rule prices of what was counted."""
    match trace["rule"]:
        case "per_unit" | "volume" | "index":
            return max(counted, _NOTHING) if trace["rule"] != "index" else counted
        case "tier":
            return _inside(trace, counted)
        case "tier_flat":
            return Decimal(1) if counted > _bound(trace["t"][1], trace) else _NOTHING
        case "hours_tier":
            bottom, top = trace["h"]
            in_block = EXACT.subtract(counted if top is None else min(counted, Decimal(top)), Decimal(bottom))
            return _inside(trace, in_block)
        case "block":
            return _packages(trace, _inside(trace, counted))
        case "package" | "block_volume":
            return _packages(trace, max(counted, _NOTHING))
    raise UnreadableTrace(f"the rule {trace['rule']!r} needs its quantity")


def _packages(trace: Trace, counted: Decimal) -> Decimal:
    """Whole packages or blocks of what was counted."""
    size, free, partial = trace["k"]
    paid = max(EXACT.subtract(counted, Decimal(free)), _NOTHING)
    packages = EXACT.divide_int(paid, Decimal(size))
    rest = EXACT.subtract(paid, EXACT.multiply(packages, Decimal(size)))
    return packages + 1 if rest and partial == "up" else packages


def _inside(trace: Trace, counted: Decimal) -> Decimal:
    """What of the quantity lies in the tier."""
    _, bottom, top = trace["t"]
    low = _bound(bottom, trace)
    high = counted if top is None else min(counted, _bound(top, trace))
    return max(EXACT.subtract(high, low), _NOTHING)


def _bound(stated: str, trace: Trace) -> Decimal:
    numerator, denominator = trace.get("s", (1, 1))
    return EXACT.divide(EXACT.multiply(Decimal(stated), Decimal(numerator)), Decimal(denominator))


def _share(amount: Decimal, trace: Trace) -> Decimal:
    if "z" not in trace:
        return amount
    part, whole = trace["z"]
    return EXACT.divide(EXACT.multiply(amount, Decimal(part)), Decimal(whole))
