"""The sentence of pricing.rating.explanation for a customer who reads German."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from invoicing.documents.formats import Formats
from invoicing.documents.german_adjustments import german_adjustment
from invoicing.documents.german_demand import german_demand_clause
from invoicing.documents.german_events import german_event_clauses, german_event_product
from invoicing.documents.german_quantities import german_credit_product, german_quantity_clauses
from pricing.money import EXACT
from pricing.rating.trace import Trace, replay

_TIMES: Final = "\N{MULTIPLICATION SIGN}"


def explain_in_german(trace: Trace, formats: Formats, unit: str) -> str:
    """What was counted, at which price, and what it was rounded to; `at` is a local time as it is to be written.

    Raises UnreadableTrace for a rule that this version does not know.
    """
    replayed = replay(trace)
    clauses = [*_counted(trace, formats, unit), _product(trace, replayed.quantity, formats, unit)]
    result = _sum(replayed.amount, trace, formats)
    exact = replayed.exact_amount
    if "c" in trace:
        ending = (
            f" = {formats.plain(exact)}; als Anteil an der Leistung, die als Ganzes gerundet wird, {result}"
        )
    elif exact == replayed.amount:
        ending = f" = {result}"
    else:
        ending = f" = {formats.plain(exact)}, gerundet {result}"
    sentence = "; ".join(clauses) + ending
    if trace.get("e"):
        sentence += (
            f" ({formats.number(Decimal(trace['e']), 0)} von {formats.number(Decimal(trace['n']), 0)}"
            " Messwerten sind geschätzt oder ersetzt)"
        )
    return sentence


def _counted(trace: Trace, formats: Formats, unit: str) -> list[str]:
    """How the priced quantity follows from the counted one; empty where the product says it all."""
    counted = formats.quantity(Decimal(trace.get("q", "1")), unit)
    clauses = []
    demand = german_demand_clause(trace, formats, unit)
    if demand:
        clauses.append(demand)
    elif trace.get("of") == "bucket_total":
        clauses.append(f"{counted} zählen als {_words(trace['b'])}")
    clauses += german_event_clauses(trace, counted, formats)
    clauses += german_quantity_clauses(trace, counted, formats, unit)
    match trace["rule"]:
        case "tier":
            lying = formats.quantity(replay(trace).quantity, unit)
            clauses.append(f"{lying} von {counted} liegen {_band(trace, formats, unit)}")
        case "tier_flat":
            clauses.append(f"{counted} erreichen die Stufe {_band(trace, formats, unit)} mit Pauschale")
        case "volume":
            clauses.append(
                f"{counted} erreichen die Stufe {_band(trace, formats, unit)}, deren Preis für alle gilt"
            )
        case "package":
            clauses.append(_packages(trace, formats, unit))
        case "per_unit" if Decimal(trace.get("q", "1")) < 0:
            clauses.append(f"gezählt wurden {counted}, also weniger als nichts: abgerechnet wird 0")
    return clauses


def _product(trace: Trace, quantity: Decimal, formats: Formats, unit: str) -> str:
    price = formats.plain(Decimal(trace["p"]))
    share = _share(trace)
    if adjusted := german_adjustment(trace, formats, share):
        return adjusted
    match trace["rule"]:
        case "fixed":
            return f"{price} {formats.currency} je Abrechnungszeitraum{share}"
        case "tier_flat":
            return f"{price} {formats.currency}{share}"
        case "package":
            return f"{formats.plain(quantity)} {_TIMES} {price}{share}"
        case _ if worded := german_event_product(trace, quantity, formats, unit):
            return worded
        case _ if worded := german_credit_product(trace, quantity, formats, unit):
            return worded
        case _:
            return f"{formats.quantity(quantity, unit)} {_TIMES} {price}{share}"


def _share(trace: Trace) -> str:
    numerator, denominator = trace.get("f", (1, 1))
    if numerator == denominator:
        return ""
    if denominator == 1:
        return f" {_TIMES} {numerator}"
    return f" {_TIMES} {numerator}/{denominator} des Zeitraums"


def _band(trace: Trace, formats: Formats, unit: str) -> str:
    _, bottom, top = trace["t"]
    above = f"über {_bound(bottom, trace, formats, unit)}" if Decimal(bottom) else ""
    up_to = f"bis {_bound(top, trace, formats, unit)}" if top is not None else ""
    return " und ".join(part for part in (above, up_to) if part) or "ohne Grenze"


def _bound(stated: str, trace: Trace, formats: Formats, unit: str) -> str:
    numerator, denominator = trace.get("s", (1, 1))
    if numerator == denominator:
        return formats.quantity(Decimal(stated), unit)
    scaled = EXACT.divide(EXACT.multiply(Decimal(stated), Decimal(numerator)), Decimal(denominator))
    factor = str(numerator) if denominator == 1 else f"{numerator}/{denominator}"
    return f"{formats.quantity(scaled, unit)} ({formats.plain(Decimal(stated))} {_TIMES} {factor})"


def _packages(trace: Trace, formats: Formats, unit: str) -> str:
    size, free, partial = trace["k"]
    less = f" abzüglich {formats.quantity(Decimal(free), unit)} frei" if Decimal(free) else ""
    begun = "ein angebrochenes Paket zählt ganz" if partial == "up" else "ein angebrochenes Paket ist frei"
    counted, package = (formats.quantity(Decimal(number), unit) for number in (trace["q"], size))
    return f"{counted}{less} ergeben Pakete zu {package}; {begun}"


def _sum(amount: Decimal, trace: Trace, formats: Formats) -> str:
    return f"{formats.number(amount, trace['r'][0])} {formats.currency}"


def _words(name: str) -> str:
    return name.replace("_", " ")
