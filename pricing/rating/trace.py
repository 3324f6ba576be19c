"""How an amount came about: small enough to store with every line, enough to compute it again.

A trace is a flat JSON object with short keys (a bill has many lines); `replay` needs nothing but the trace.

| key | meaning |
|---|---|
| `rule` | fixed, per_unit, tier, tier_flat, tier_run, hours_tier, volume, package, index, discount, minimum, bank_used, bank_kept, bank_paid, payout |
| `of` | what was counted: the name of the determinant |
| `m`, `mx`, `b` | metric; the metric it is set against; bucket of the time-of-use calendar |
| `q`, `q0` | the quantity counted in the period so far, before conversion, free units, tiers and packages; what of it earlier invoices billed |
| `n`, `e` | intervals looked at, and how many of them are not actual readings |
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
| `y` | free units that were left for this line |
| `t` | tier: [number, bottom, top]; top null is open; bounds as the plan states them |
| `h` | block of hours of use: [bottom, top] in units |
| `qt` | the quantity of all buckets, where tiers are cut on it and the line has its bucket's share |
| `k` | package: [size, free units, "up" or "down"] |
| `x` | the quantity that is priced, where it was counted apart from `q` |
| `p` | unit price, flat fee, fixed amount, package price or percentage; for a sum the average |
| `a` | index: unrounded amounts that add up to the line's, [local date, quantity, amount] |
| `f` | proration [numerator, denominator] of the amount |
| `s` | scale [numerator, denominator] of the tier bounds |
| `u` | minimum: what the covered lines came to; discount: what it is taken of; bank: its balance |
| `r` | rounding [decimals, mode] |
| `c` | minor units above the rounded-down amount, where a charge was rounded as a whole |
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from pricing.money import EXACT, round_amount
from pricing.rating.plan_terms import UnitConversion
from pricing.rating.unit_conversion import convert

Trace = Mapping[str, Any]

_NOTHING: Final = Decimal(0)
_SINGLE: Final = frozenset({"fixed", "discount", "minimum", "bank_used", "bank_kept", "bank_paid"})
_RULES: Final = _SINGLE | {
    *("per_unit", "tier", "tier_flat", "tier_run", "hours_tier", "volume", "package"),
    *("index", "payout"),
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
        exact = _prorated(exact, trace)
    else:
        match trace["rule"]:
            case "discount":
                exact = EXACT.multiply(EXACT.multiply(Decimal(trace["u"]), price), Decimal("-0.01"))
            case "minimum":
                exact = EXACT.subtract(_prorated(price, trace), Decimal(trace["u"]))
            case _:
                exact = _prorated(EXACT.multiply(quantity, price), trace)
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
    if trace["rule"] in _SINGLE:
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
        counted = max(EXACT.subtract(counted, Decimal(trace["y"])), _NOTHING)
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
        case "package":
            size, free, partial = trace["k"]
            paid = max(EXACT.subtract(counted, Decimal(free)), _NOTHING)
            packages = EXACT.divide_int(paid, Decimal(size))
            rest = EXACT.subtract(paid, EXACT.multiply(packages, Decimal(size)))
            return packages + 1 if rest and partial == "up" else packages
    raise UnreadableTrace(f"the rule {trace['rule']!r} needs its quantity")


def _inside(trace: Trace, counted: Decimal) -> Decimal:
    """What of the quantity lies in the tier."""
    _, bottom, top = trace["t"]
    low = _bound(bottom, trace)
    high = counted if top is None else min(counted, _bound(top, trace))
    return max(EXACT.subtract(high, low), _NOTHING)


def _bound(stated: str, trace: Trace) -> Decimal:
    numerator, denominator = trace.get("s", (1, 1))
    return EXACT.divide(EXACT.multiply(Decimal(stated), Decimal(numerator)), Decimal(denominator))


def _prorated(amount: Decimal, trace: Trace) -> Decimal:
    numerator, denominator = trace.get("f", (1, 1))
    return EXACT.divide(EXACT.multiply(amount, Decimal(numerator)), Decimal(denominator))
