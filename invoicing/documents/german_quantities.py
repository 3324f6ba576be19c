"""The words of pricing.rating.quantity_explanation for a customer who reads German."""

from __future__ import annotations

from decimal import Decimal

from invoicing.documents.formats import Formats
from pricing.rating.trace import Trace, priced_quantity, replay


def german_quantity_clauses(trace: Trace, counted: str, formats: Formats, unit: str) -> list[str]:
    """How the quantity that is priced follows from `counted`, a quantity with its unit; empty where it is the same."""
    clauses = []
    if "v" in trace:
        operation, factor, mode, _ = trace["v"]
        by = "mal" if operation == "multiply" else "geteilt durch"
        rounded = "" if mode is None else " und gerundet"
        number = formats.plain(Decimal(factor))
        clauses.append(f"{counted} {by} {number}{rounded} zählen in der Einheit des Preises")
    if "kb" in trace:
        before, after = (formats.quantity(Decimal(number), unit) for number in trace["kb"])
        clauses.append(f"von {before} Guthaben aus früheren Zeiträumen bleiben {after} für spätere")
    if "y" in trace:
        paid = formats.plain(max(priced_quantity(trace), Decimal(0)))
        clauses.append(f"nach {formats.plain(Decimal(trace['y']))} frei sind {paid} zu bezahlen")
    if trace["rule"] == "tier_run":
        inside = formats.quantity(replay(trace).quantity, unit)
        clauses.append(f"der Zeit nach gezählt liegen {inside} in Stufe {trace['t'][0]}")
    if trace["rule"] == "hours_tier":
        bottom, top = trace["h"]
        end = "" if top is None else f" bis {formats.quantity(Decimal(top), unit)}"
        start = formats.quantity(Decimal(bottom), unit)
        clauses.append(f"die Benutzungsstunden der Leistung ergeben einen Block ab {start}{end}")
    if "qt" in trace:
        whole = formats.quantity(Decimal(trace["qt"]), unit)
        clauses.append(f"die Stufen gelten für {whole} aller Zeiten, davon haben {counted} ihren Anteil")
    return clauses


def german_credit_product(trace: Trace, quantity: Decimal, formats: Formats, unit: str) -> str | None:
    """What an index, a bank or its payout makes of it; None for any other rule."""
    price = Decimal(trace["p"])
    balance = f"{formats.number(Decimal(trace.get('u', 0)), trace['r'][0])} {formats.currency}"
    counted = formats.quantity(quantity, unit)
    match trace["rule"]:
        case "index":
            average = formats.plain(price)
            return f"{counted}, jedes Intervall zum Preis seiner Zeit ({trace['ix'][0]}), im Mittel {average}"
        case "payout":
            return f"{counted} restliches Guthaben ausgezahlt zu je {formats.plain(price)}"
        case "bank_used":
            return f"aus dem Guthaben von {balance} entnommen"
        case "bank_kept":
            return f"als Guthaben für spätere Rechnungen behalten, das dann {balance} beträgt"
        case "bank_paid":
            return f"Guthaben von {balance} ausgezahlt"
    return None
