"""What an adjustment's trace says it comes to, unrounded: part of `replay` (trace.py has the keys)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from pricing.money import EXACT

_NOTHING: Final = Decimal(0)


def prorated(amount: Decimal, trace: Mapping[str, Any]) -> Decimal:
    """The amount for the part of the period, or the number of days, that the trace states."""
    numerator, denominator = trace.get("f", (1, 1))
    return EXACT.divide(EXACT.multiply(amount, Decimal(numerator)), Decimal(denominator))


def _percent_off(percent: Decimal, trace: Mapping[str, Any]) -> Decimal:
    return EXACT.minus(_percent_on(percent, trace))


def _percent_on(percent: Decimal, trace: Mapping[str, Any]) -> Decimal:
    return EXACT.multiply(EXACT.multiply(Decimal(trace["u"]), percent), Decimal("0.01"))


def _fixed_discount(price: Decimal, trace: Mapping[str, Any]) -> Decimal:
    left = max(EXACT.subtract(prorated(price, trace), Decimal(trace.get("u0", 0))), _NOTHING)
    return EXACT.minus(min(left, Decimal(trace["u"])))


def _minimum(price: Decimal, trace: Mapping[str, Any]) -> Decimal:
    return EXACT.subtract(prorated(price, trace), Decimal(trace["u"]))


def _maximum(price: Decimal, trace: Mapping[str, Any]) -> Decimal:
    above = EXACT.subtract(Decimal(trace["u"]), prorated(price, trace))
    return EXACT.minus(min(above, Decimal(trace["mo"])) if "mo" in trace else above)


def _overage(factor: Decimal, trace: Mapping[str, Any]) -> Decimal:
    committed = prorated(Decimal(trace["mo"]), trace)
    now, before = (max(EXACT.subtract(Decimal(trace[key]), committed), _NOTHING) for key in ("u", "u0"))
    return EXACT.multiply(EXACT.subtract(now, before), EXACT.subtract(factor, Decimal(1)))


ADJUSTMENT_AMOUNTS: Final[Mapping[str, Callable[[Decimal, Mapping[str, Any]], Decimal]]] = {
    "discount": _percent_off,
    "discount_fixed": _fixed_discount,
    "maximum": _maximum,
    "overage": _overage,
    "commitment": _minimum,
    "minimum": _minimum,
    "rider": _percent_on,
}
"""The amount of each rule from its price and its trace, before it is shared out over lines."""
