"""How an amount came about: small enough to store with every line, enough to compute it again.

A trace is a flat JSON object with short keys (a bill has many lines); `replay` needs nothing but the trace.

| key | meaning |
|---|---|
| `rule` | fixed, per_unit, tier, tier_flat, volume, package, discount, minimum |
| `of` | what was counted: period, days, total, bucket_total, peak_demand |
| `m`, `b` | metric; bucket of the time-of-use calendar |
| `q` | the quantity counted, before tiers and packages |
| `n`, `e` | intervals looked at, and how many of them are not actual readings |
| `at` | start (UTC) of the window of the peak |
| `t` | tier: [number, bottom, top]; top null is open; bounds as the plan states them |
| `k` | package: [size, free units, "up" or "down"] |
| `p` | unit price, flat fee, fixed amount, package price or percentage |
| `f` | proration [numerator, denominator] of the amount |
| `s` | scale [numerator, denominator] of the tier bounds |
| `u` | minimum: what the covered lines came to; discount: what it is taken of |
| `r` | rounding [decimals, mode] |
| `c` | minor units above the rounded-down amount, where a charge was rounded as a whole |
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pricing.money import EXACT, round_amount

Trace = Mapping[str, Any]


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
    counted = Decimal(trace.get("q", 1))
    match trace["rule"]:
        case "per_unit" | "volume":
            return max(counted, Decimal(0))
        case "fixed" | "tier_flat" | "discount" | "minimum":
            return Decimal(1)
        case "tier":
            _, bottom, top = trace["t"]
            low = _bound(bottom, trace)
            high = counted if top is None else min(counted, _bound(top, trace))
            return EXACT.subtract(high, low)
        case "package":
            size, free, partial = trace["k"]
            paid = max(EXACT.subtract(counted, Decimal(free)), Decimal(0))
            packages = EXACT.divide_int(paid, Decimal(size))
            rest = EXACT.subtract(paid, EXACT.multiply(packages, Decimal(size)))
            return packages + 1 if rest and partial == "up" else packages
    raise UnreadableTrace(f"unknown rule {trace['rule']!r}")


def _bound(stated: str, trace: Trace) -> Decimal:
    numerator, denominator = trace.get("s", (1, 1))
    return EXACT.divide(EXACT.multiply(Decimal(stated), Decimal(numerator)), Decimal(denominator))


def _prorated(amount: Decimal, trace: Trace) -> Decimal:
    numerator, denominator = trace.get("f", (1, 1))
    return EXACT.divide(EXACT.multiply(amount, Decimal(numerator)), Decimal(denominator))
