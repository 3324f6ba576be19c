"""A trace as one plain sentence, for the customer who asks "how did you get this amount?"."""

from __future__ import annotations

from decimal import Decimal

from pricing.money import EXACT
from pricing.rating.demand_explanation import demand_clause
from pricing.rating.event_explanation import event_clauses, event_product
from pricing.rating.quantity_explanation import credit_product, quantity_clauses
from pricing.rating.trace import Trace, replay

_TIMES = "\N{MULTIPLICATION SIGN}"
_MOST_DECIMALS = 24  # twice those of a unit price: more only after a division that has no end
_NOT_ACTUAL = "{e} of {n} readings were estimated or replaced"


def explain(trace: Trace, currency: str, unit: str) -> str:
    """What was counted, at which price, and what it was rounded to; `unit` is that of the counted quantity.

    Raises UnreadableTrace for a rule that this version does not know.
    """
    replayed = replay(trace)
    clauses = [*_counted(trace, unit), _product(trace, replayed.quantity, currency, unit)]
    scale, _ = trace["r"]
    result = f"{replayed.amount:.{scale}f} {currency}"
    exact = replayed.exact_amount
    if "c" in trace:
        whole = "amount" if "z" in trace else "charge"
        ending = f" = {_plain(exact)}; as its share of the {whole}, which is rounded as a whole, {result}"
    elif exact == replayed.amount:
        ending = f" = {result}"
    else:
        ending = f" = {_plain(exact)}, rounded to {result}"
    sentence = "; ".join(clauses) + ending
    if trace.get("e"):
        sentence += f" ({_NOT_ACTUAL.format(e=trace['e'], n=trace['n'])})"
    return sentence


def _counted(trace: Trace, unit: str) -> list[str]:
    """How the priced quantity follows from the counted one; empty where the product says it all."""
    counted = _quantity(trace.get("q", "1"), unit)
    clauses = []
    demand = demand_clause(trace, unit, _quantity)
    if demand:
        clauses.append(demand)
    elif trace.get("of") == "bucket_total":
        clauses.append(f"{counted} count as {_words(trace['b'])}")
    clauses += event_clauses(trace, counted, _plain)
    clauses += quantity_clauses(trace, counted, unit, _plain)
    match trace["rule"]:
        case "tier":
            clauses.append(f"{_quantity(replay(trace).quantity, unit)} of {counted} lie {_band(trace, unit)}")
        case "tier_flat":
            clauses.append(f"{counted} reach the tier {_band(trace, unit)}, which has a flat fee")
        case "volume":
            clauses.append(f"{counted} reach the tier {_band(trace, unit)}, whose price is for all of them")
        case "package":
            clauses.append(_packages(trace, unit))
        case "per_unit" if Decimal(trace.get("q", "1")) < 0:
            clauses.append(f"{counted} were counted, which is less than nothing and billed as 0")
    return clauses


def _product(trace: Trace, quantity: Decimal, currency: str, unit: str) -> str:
    price = _plain(Decimal(trace["p"]))
    of = f"{Decimal(trace.get('u', 0)):.{trace['r'][0]}f}"
    match trace["rule"]:
        case "discount":
            return f"{price} % off {of} {currency}"
        case "discount_fixed":
            taken = f" less {_money(trace, 'u0')} taken already" if "u0" in trace else ""
            return f"{price} {currency}{_share(trace)}{taken} off {of} {currency}{_part(trace)}"
        case "minimum" | "commitment" as rule:
            return f"{rule} of {price} {currency}{_share(trace)} less {of} already charged"
        case "maximum":
            most = f", but no more off than {_money(trace, 'mo')}" if "mo" in trace else ""
            return f"maximum of {price} {currency}{_share(trace)} less {of} charged{most}{_part(trace)}"
        case "overage":
            promised = f"{_plain(Decimal(trace['mo']))} {currency}{_share(trace)}"
            return (
                f"of {of} {currency}, {_money(trace, 'u0')} of it before, what exceeds the {promised} that were "
                f"promised costs {price} times as much{_part(trace)}"
            )
        case "rider":
            return f"{price} % of {of} {currency}"
        case "fixed":
            return f"{price} {currency} per period{_share(trace)}"
        case "tier_flat":
            return f"{price} {currency}{_share(trace)}"
        case "package":
            return f"{_plain(quantity)} {_TIMES} {price}{_share(trace)}"
        case _ if worded := event_product(trace, quantity, currency, unit, _plain):
            return worded
        case _ if worded := credit_product(trace, quantity, currency, unit, _plain):
            return worded
        case _:
            return f"{_quantity(quantity, unit)} {_TIMES} {price}{_share(trace)}"


def _share(trace: Trace) -> str:
    numerator, denominator = trace.get("f", (1, 1))
    per = trace.get("per", "period")
    if numerator == denominator:
        return " a year" if per == "year" else ""
    return (
        f" {_TIMES} {numerator}" if denominator == 1 else f" {_TIMES} {numerator}/{denominator} of the {per}"
    )


def _money(trace: Trace, key: str) -> str:
    return f"{Decimal(trace[key]):.{trace['r'][0]}f}"


def _part(trace: Trace) -> str:
    """Which part of an amount the line bears that is spread over lines."""
    if "z" not in trace:
        return ""
    part, whole = (_plain(Decimal(weight)) for weight in trace["z"])
    return f", of that {part}/{whole} for the charges of this tax"


def _band(trace: Trace, unit: str) -> str:
    _, bottom, top = trace["t"]
    above = f"above {_bound(bottom, trace, unit)}" if Decimal(bottom) else ""
    up_to = f"up to {_bound(top, trace, unit)}" if top is not None else ""
    return " and ".join(part for part in (above, up_to) if part) or "in the only tier"


def _bound(stated: str, trace: Trace, unit: str) -> str:
    numerator, denominator = trace.get("s", (1, 1))
    if numerator == denominator:
        return _quantity(stated, unit)
    scaled = EXACT.divide(EXACT.multiply(Decimal(stated), Decimal(numerator)), Decimal(denominator))
    factor = str(numerator) if denominator == 1 else f"{numerator}/{denominator}"
    return f"{_quantity(scaled, unit)} ({_plain(Decimal(stated))} {_TIMES} {factor})"


def _packages(trace: Trace, unit: str) -> str:
    size, free, partial = trace["k"]
    less = f" less {_quantity(free, unit)} free" if Decimal(free) else ""
    begun = "a package begun counts whole" if partial == "up" else "a package begun is free"
    return f"{_quantity(trace['q'], unit)}{less} make packages of {_quantity(size, unit)}, and {begun}"


def _quantity(quantity: Decimal | str, unit: str) -> str:
    number = Decimal(quantity)
    name = f"{unit}s" if unit == "day" and number != 1 else unit
    return f"{_plain(number)} {name}"


def _plain(number: Decimal) -> str:
    """Without exponent or trailing zeros, and no longer than ten decimals (a third of a day has no end)."""
    if -int(number.as_tuple().exponent) > _MOST_DECIMALS:
        return f"{number:.10f}".rstrip("0").rstrip(".") + "…"
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _words(name: str) -> str:
    return name.replace("_", " ")
