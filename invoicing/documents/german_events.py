"""The German words of an explanation for what is counted from events, and priced by event, block or stair."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from invoicing.documents.formats import Formats
from pricing.money import EXACT
from pricing.rating.trace import Trace

_TIMES: Final = "\N{MULTIPLICATION SIGN}"
_AGGREGATIONS: Final = {
    "sum": "Summe aus {n}: {counted}",
    "max": "höchster Wert aus {n}: {counted}",
    "latest": "letzter Wert aus {n}: {counted}",
    "unique_count": "verschiedene unter {n}: {counted}",
}


def german_event_clauses(trace: Trace, counted: str, formats: Formats) -> list[str]:
    """How the priced quantity came about; `counted` is the counted quantity with its unit."""
    count = Decimal(trace.get("n", 0))
    events = _plural(count, "Ereignis", "Ereignissen", formats)
    clauses = []
    match trace.get("of"):
        case "event_total" if trace["ag"] == "count":
            clauses.append(f"gezählt: {_plural(count, 'Ereignis', 'Ereignisse', formats)}{_for(trace)}")
        case "event_total":
            clauses.append(_AGGREGATIONS[trace["ag"]].format(n=events, counted=counted) + _for(trace))
        case "each_event":
            clauses.append(_AGGREGATIONS["sum"].format(n=events, counted=counted) + _for(trace))
        case "time_weighted":
            clauses.append(f"im Mittel des Zeitraums waren es {counted}")
        case "recurring_units":
            began = formats.plain(Decimal(trace.get("l", 0)))
            clauses.append(f"der Zeitraum begann mit {began} und endete mit {counted}")
        case "several_totals":
            totals = ", ".join(formats.plain(Decimal(quantity)) for quantity in trace["qs"])
            clauses.append(f"{trace['m'].replace(',', ', ')}: {totals}")
    match trace["rule"]:
        case "percent" if "fr" in trace:
            free_events, money = trace["fr"]
            free = _plural(Decimal(free_events), "ganzes Ereignis", "ganze Ereignisse", formats)
            clauses.append(f"frei waren {free} und insgesamt {formats.plain(Decimal(money))}")
        case "block" | "block_volume":
            size = formats.plain(Decimal(trace["k"][0]))
            clauses.append(f"das ergibt Blöcke zu {size}; ein angebrochener zählt ganz")
        case "calls":
            clauses.append("jedes Gespräch wird für sich gerundet")
    return clauses


def german_event_product(trace: Trace, quantity: Decimal, formats: Formats, unit: str) -> str | None:
    """The computation of the rules that this module words; None for others."""
    price = Decimal(trace["p"])
    written, number = formats.plain(price), formats.plain(quantity)
    match trace["rule"]:
        case "percent":
            return f"{formats.percent(EXACT.scaleb(price, 2))} von {number} {formats.currency}"
        case "event_fee":
            return f"{_plural(quantity, 'Ereignis', 'Ereignisse', formats)} {_TIMES} {written}"
        case "event_limits":
            limited = _plural(quantity, "Ereignis", "Ereignissen", formats)
            return f"Mindest- und Höchstbetrag je Ereignis bei {limited}"
        case "dynamic":
            return f"{number} laut den Ereignissen {_TIMES} {written}"
        case "calls":
            return " + ".join(formats.plain(Decimal(group[-1])) for group in trace["a"]) or "0"
        case "block" | "block_volume":
            return f"{_plural(quantity, 'Block', 'Blöcke', formats)} {_TIMES} {written}"
        case "stair" if not quantity:
            return "nichts verbraucht, das ist frei"
        case "stair":
            return f"{written} {formats.currency}, der Preis von Stufe {trace['st'][0]} von {trace['st'][1]}"
        case "recurring":
            numerator, denominator = trace.get("f", (1, 1))
            days = f"{number} {unit}-{'Tag' if quantity == 1 else 'Tage'}"
            return f"{days} {_TIMES} {written} {_TIMES} {numerator}/{denominator} des Zeitraums"
        case "already_billed":
            billed = formats.number(-price, trace["r"][0])
            return f"abzüglich {billed} {formats.currency} aus früheren Rechnungen des Zeitraums"
    return None


def _plural(number: Decimal, one: str, more: str, formats: Formats) -> str:
    return f"{formats.plain(number)} {one if number == 1 else more}"


def _for(trace: Trace) -> str:
    return f" für {str(trace['b']).replace('_', ' ')}" if "b" in trace else ""
