"""The clauses of pricing.rating.demand_explanation for a customer who reads German."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final

from invoicing.documents.formats import Formats
from pricing.rating.trace import Trace


def german_demand_clause(trace: Trace, formats: Formats, unit: str) -> str:
    """One clause for a determinant of this module's table; empty for any other.

    `unit` is that of the counted quantity; times and months stand in the trace as they are to be written.
    """
    clause = _CLAUSES.get(trace.get("of", ""))
    return "" if clause is None else clause(trace, formats, unit)


def _peak(trace: Trace, formats: Formats, unit: str) -> str:
    return _highest(trace, _quantity(trace["q"], formats, unit))


def _daily_peaks(trace: Trace, formats: Formats, unit: str) -> str:
    of = f"die höchsten {trace['w']}-Minuten-Leistungen{_bucket(trace)} von {trace['d']} Tagen"
    return f"{of} ergeben zusammen {_quantity(trace['q'], formats, unit)}"


def _billed(trace: Trace, formats: Formats, unit: str) -> str:
    by, *of = trace["by"]
    clause = _highest(trace, _quantity(trace["pk"], formats, unit))
    if "pf" in trace:
        measured, target = (formats.plain(Decimal(factor)) for factor in trace["pf"])
        clause += f", erhöht, weil der Leistungsfaktor {measured} unter {target} liegt"
    if by == "minimum":
        return f"{clause}; abgerechnet werden mindestens {_quantity(trace['q'], formats, unit)}"
    percent = formats.percent(Decimal(of[0]))
    match by:
        case "ratchet":
            demand = f"{_quantity(of[1], formats, unit)} aus {of[2]}"
            return f"{clause}; {percent} von {demand} sind mehr und werden abgerechnet"
        case "contract":
            demand = f"vereinbarten {_quantity(of[1], formats, unit)}"
            return f"{clause}; {percent} der {demand} sind mehr und werden abgerechnet"
    return clause if Decimal(of[0]) == 100 else f"{clause}, davon werden {percent} abgerechnet"


def _excess(trace: Trace, formats: Formats, unit: str) -> str:
    limit, excess = (_quantity(trace[key], formats, unit) for key in ("th", "q"))
    threshold = f"{limit} in {_words(trace['bx'])}" if "bx" in trace else f"vereinbarten {limit}"
    clause = _highest(trace, _quantity(trace["pk"], formats, unit))
    return f"{clause}; davon liegen {excess} über den {threshold}"


def _apparent(trace: Trace, formats: Formats, unit: str) -> str:
    return _highest(trace, _quantity(trace["q"], formats, unit), "Scheinleistung")


def _reactive(trace: Trace, formats: Formats, unit: str) -> str:
    active, reactive, allowed = trace["qa"]
    factor, energy = formats.plain(Decimal(allowed)), formats.plain(Decimal(active))
    excess, measured = (_quantity(number, formats, unit) for number in (trace["q"], reactive))
    return f"{excess} von {measured} sind mehr als {factor} \N{MULTIPLICATION SIGN} {energy} Wirkenergie"


def _coincident(trace: Trace, formats: Formats, unit: str) -> str:
    return f"zur Zeit der Netzspitze: {_highest(trace, _quantity(trace['q'], formats, unit))}"


def _percentile(trace: Trace, formats: Formats, unit: str) -> str:
    count, dropped = (formats.number(Decimal(number), 0) for number in (trace["n"], trace["pc"][1]))
    next_one = _quantity(trace["q"], formats, unit)
    return f"die höchsten {dropped} von {count} Messwerten zählen nicht, der nächste ist {next_one}"


def _highest(trace: Trace, demand: str, kind: str = "Leistung") -> str:
    sliding = "gleitende " if trace.get("sl") else ""
    clause = f"die höchste {sliding}{trace['w']}-Minuten-{kind}{_bucket(trace)} war {demand}"
    return f"{clause}, ab {trace['at']}" if "at" in trace else clause


def _quantity(number: str, formats: Formats, unit: str) -> str:
    return formats.quantity(Decimal(number), unit)


def _bucket(trace: Trace) -> str:
    return f" in {_words(trace['b'])}" if "b" in trace else ""


def _words(name: str) -> str:
    return name.replace("_", " ")


_CLAUSES: Final[Mapping[str, Callable[[Trace, Formats, str], str]]] = {
    "peak_demand": _peak,
    "daily_peaks": _daily_peaks,
    "billed_demand": _billed,
    "excess_demand": _excess,
    "apparent_demand": _apparent,
    "excess_reactive": _reactive,
    "coincident_peak": _coincident,
    "percentile": _percentile,
}
