"""The words of an explanation for what is counted from events, and priced by event, block or stair."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from pricing.money import EXACT
from pricing.rating.trace import Trace

Write = Callable[[Decimal], str]
"""How a number is written."""

_TIMES: Final = "\N{MULTIPLICATION SIGN}"
_AGGREGATIONS: Final = {
    "count": "counted: {n}",
    "sum": "{n} came to {counted}",
    "max": "the largest of {n} was {counted}",
    "latest": "the latest of {n} was {counted}",
    "unique_count": "the different ones among {n} came to {counted}",
}


def event_clauses(trace: Trace, counted: str, write: Write) -> list[str]:
    """How the priced quantity came about; `counted` is the counted quantity with its unit."""
    events = _events(trace)
    clauses = []
    match trace.get("of"):
        case "event_total":
            found = _AGGREGATIONS[trace["ag"]].format(n=events, counted=counted)
            clauses.append(f"{found}{_for(trace)}")
        case "each_event":
            clauses.append(f"{events} came to {counted}{_for(trace)}")
        case "time_weighted":
            clauses.append(f"on average over the period there were {counted}")
        case "recurring_units":
            began = write(Decimal(trace["l"])) if "l" in trace else "0"
            clauses.append(f"the period began with {began} and ended with {counted}")
        case "several_totals":
            totals = ", ".join(write(Decimal(quantity)) for quantity in trace["qs"])
            clauses.append(f"{trace['m'].replace(',', ', ')} came to {totals}")
    match trace["rule"]:
        case "percent" if "fr" in trace:
            free_events, money = trace["fr"]
            clauses.append(f"{free_events} whole events and {write(Decimal(money))} in all were free")
        case "block" | "block_volume":
            size = write(Decimal(trace["k"][0]))
            clauses.append(f"they make blocks of {size}, and a block begun counts whole")
        case "calls":
            clauses.append("each call is rounded by itself")
    return clauses


def event_product(trace: Trace, quantity: Decimal, currency: str, unit: str, write: Write) -> str | None:
    """The computation of the rules that this module words; None for others."""
    price = Decimal(trace["p"])
    number = write(quantity)
    match trace["rule"]:
        case "percent":
            return f"{write(EXACT.scaleb(price, 2))} % of {number} {currency}"
        case "event_fee":
            return f"{number} {_plural('event', quantity)} {_TIMES} {write(price)}"
        case "event_limits":
            return f"minimum and maximum for each of {number} {_plural('event', quantity)}"
        case "dynamic":
            return f"{number} that the events brought along {_TIMES} {write(price)}"
        case "calls":
            return " + ".join(write(Decimal(group[-1])) for group in trace["a"]) or "0"
        case "block" | "block_volume":
            return f"{number} {_plural('block', quantity)} {_TIMES} {write(price)}"
        case "stair" if not quantity:
            return "nothing was used, which is free"
        case "stair":
            return f"{write(price)} {currency}, the price of stair {trace['st'][0]} of {trace['st'][1]}"
        case "recurring":
            numerator, denominator = trace.get("f", (1, 1))
            days = f"{number} {_plural(f'{unit}-day', quantity)}"
            return f"{days} {_TIMES} {write(price)} {_TIMES} {numerator}/{denominator} of the period"
        case "already_billed":
            return f"less {-price:.{trace['r'][0]}f} {currency} that earlier invoices of the period billed"
    return None


def _events(trace: Trace) -> str:
    count = trace.get("n", 0)
    return f"{count} {_plural('event', Decimal(count))}"


def _plural(word: str, number: Decimal) -> str:
    return word if number == 1 else f"{word}s"


def _for(trace: Trace) -> str:
    return f" for {str(trace['b']).replace('_', ' ')}" if "b" in trace else ""
