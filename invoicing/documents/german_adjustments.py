"""The sentences of adjustments (pricing.rating.explanation) for a customer who reads German."""

from __future__ import annotations

from decimal import Decimal

from invoicing.documents.formats import Formats
from pricing.rating.trace import Trace


def german_adjustment(trace: Trace, formats: Formats, share: str) -> str | None:
    """What the adjustment is of; `share` is the part of the period in words. None for any other rule."""
    price = f"{formats.plain(Decimal(trace['p']))} {formats.currency}"
    per = " im Jahr" if trace.get("per") == "year" and not share else share
    of = _money(trace, "u", formats)
    part = _part(trace, formats)
    match trace["rule"]:
        case "discount":
            return f"{formats.percent(Decimal(trace['p']))} Nachlass auf {of}"
        case "discount_fixed":
            taken = f" abzüglich bereits gewährter {_money(trace, 'u0', formats)}" if "u0" in trace else ""
            return f"{price}{per}{taken} Nachlass auf {of}{part}"
        case "minimum":
            return f"Mindestbetrag {price}{per} abzüglich bereits berechneter {of}"
        case "commitment":
            return f"zugesagt {price}{per} abzüglich bereits berechneter {of}"
        case "maximum":
            most = f", aber höchstens {_money(trace, 'mo', formats)} weniger" if "mo" in trace else ""
            return f"Höchstbetrag {price}{per} abzüglich berechneter {of}{most}{part}"
        case "overage":
            promised = f"{formats.plain(Decimal(trace['mo']))} {formats.currency}{per}"
            factor = formats.plain(Decimal(trace["p"]))
            before = _money(trace, "u0", formats)
            return (
                f"von {of}, davon {before} zuvor, kostet das {factor}-Fache, was die zugesagten {promised} "
                f"übersteigt{part}"
            )
        case "rider":
            return f"{formats.percent(Decimal(trace['p']))} von {of}"
    return None


def _money(trace: Trace, key: str, formats: Formats) -> str:
    return f"{formats.number(Decimal(trace.get(key, 0)), trace['r'][0])} {formats.currency}"


def _part(trace: Trace, formats: Formats) -> str:
    """Which part of an amount the line bears that is spread over lines."""
    if "z" not in trace:
        return ""
    part, whole = (formats.plain(Decimal(weight)) for weight in trace["z"])
    return f", davon {part}/{whole} für die Leistungen dieser Steuer"
