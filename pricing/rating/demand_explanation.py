"""How a demand, a percentile or reactive energy was counted, in plain words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

Trace = Mapping[str, Any]
Quantity = Callable[[Decimal | str, str], str]
"""A number and its unit as they are to be written."""


def demand_clause(trace: Trace, unit: str, quantity: Quantity) -> str:
    """One clause for a determinant of this module's table; empty for any other.

    `unit` is that of the counted quantity.
    """
    clause = _CLAUSES.get(trace.get("of", ""))
    return "" if clause is None else clause(trace, unit, quantity)


def _peak(trace: Trace, unit: str, quantity: Quantity) -> str:
    return _highest(trace, quantity(trace["q"], unit))


def _daily_peaks(trace: Trace, unit: str, quantity: Quantity) -> str:
    of = f"the highest {_window(trace)} demands{_bucket(trace)} of {trace['d']} days"
    return f"{of} add up to {quantity(trace['q'], unit)}"


def _billed(trace: Trace, unit: str, quantity: Quantity) -> str:
    by, *of = trace["by"]
    clause = _highest(trace, quantity(trace["pk"], unit))
    if "pf" in trace:
        measured, target = trace["pf"]
        clause += f", raised because the power factor of {measured} is below {target}"
    match by:
        case "ratchet":
            percent, peak, month = of
            return f"{clause}; {percent} % of the {quantity(peak, unit)} of {month} are more and are billed"
        case "contract":
            percent, agreed = of
            return f"{clause}; {percent} % of the agreed {quantity(agreed, unit)} are more and are billed"
        case "minimum":
            return f"{clause}; at least {quantity(trace['q'], unit)} are billed"
    percent = Decimal(of[0])
    return clause if percent == 100 else f"{clause}, of which {of[0]} % are billed"


def _excess(trace: Trace, unit: str, quantity: Quantity) -> str:
    limit, excess = quantity(trace["th"], unit), quantity(trace["q"], unit)
    threshold = f"{limit} in {_words(trace['bx'])}" if "bx" in trace else f"agreed {limit}"
    return f"{_highest(trace, quantity(trace['pk'], unit))}; {excess} of it are above the {threshold}"


def _apparent(trace: Trace, unit: str, quantity: Quantity) -> str:
    return _highest(trace, quantity(trace["q"], unit), "apparent ")


def _reactive(trace: Trace, unit: str, quantity: Quantity) -> str:
    active, reactive, allowed = trace["qa"]
    free = f"{allowed} \N{MULTIPLICATION SIGN} {active} of active energy"
    return f"{quantity(trace['q'], unit)} of {quantity(reactive, unit)} are more than {free}"


def _coincident(trace: Trace, unit: str, quantity: Quantity) -> str:
    return f"when the system peaked {_highest(trace, quantity(trace['q'], unit))}"


def _percentile(trace: Trace, unit: str, quantity: Quantity) -> str:
    _, dropped = trace["pc"]
    return f"of {trace['n']} samples the highest {dropped} do not count, the next is {quantity(trace['q'], unit)}"


def _highest(trace: Trace, demand: str, kind: str = "") -> str:
    clause = f"the highest {_window(trace)} {kind}demand{_bucket(trace)} was {demand}"
    if "at" not in trace:
        return clause
    return f"{clause}, from {str(trace['at']).replace('T', ' ').replace('Z', ' UTC')}"


def _window(trace: Trace) -> str:
    return f"{'sliding ' if trace.get('sl') else ''}{trace['w']}-minute"


def _bucket(trace: Trace) -> str:
    return f" in {_words(trace['b'])}" if "b" in trace else ""


def _words(name: str) -> str:
    return name.replace("_", " ")


_CLAUSES: Final[Mapping[str, Callable[[Trace, str, Quantity], str]]] = {
    "peak_demand": _peak,
    "daily_peaks": _daily_peaks,
    "billed_demand": _billed,
    "excess_demand": _excess,
    "apparent_demand": _apparent,
    "excess_reactive": _reactive,
    "coincident_peak": _coincident,
    "percentile": _percentile,
}
