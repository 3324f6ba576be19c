"""A quote as text for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

_RIGHT = {2, 4, 5}
_MOST_DECIMALS = 12  # as many as a unit price has
_HEADINGS = ("Line", "Bucket or tier", "Quantity", "", "Unit price", "Amount")


def quote_table(quote: dict[str, Any]) -> str:
    """The plan, the period, what was used, every line with its explanation, taxes and the total."""
    plan, period, currency = quote["plan"], quote["period"], quote["currency"]
    rows = [_HEADINGS, *(_row(line) for line in quote["lines"])]
    body = _aligned([*rows, *_sums(quote)])
    text = [
        f"{plan['name']} ({plan['code']}, from {plan['effective_from']})",
        f"{period['from']} to {period['to']} (not included), {_days(period['days'])} in {quote['zone']}",
        *(_usage(usage) for usage in quote["usage"]),
        *(f"WARNING: {warning}" for warning in quote["warnings"]),
        "",
        body[0],
        "-" * max(map(len, body)),
    ]
    for shown, line in zip(body[1:], quote["lines"], strict=False):
        text += [shown, f"    {line['explanation']}"]
    text += ["-" * max(map(len, body)), *body[1 + len(quote["lines"]) :]]
    return "\n".join(text) + f"\nAll amounts in {currency}.\n"


def _usage(usage: dict[str, Any]) -> str:
    channels = " + ".join(usage["channels"])
    return (
        f"{usage['metric']}: {_plain(usage['total'])} {usage['unit']} from {channels},"
        f" {usage['step_minutes']}-minute intervals"
    )


def _row(line: dict[str, Any]) -> tuple[str, ...]:
    return (
        line["label"],
        _bucket_or_tier(line),
        _plain(line["quantity"]) if line["kind"] == "CHARGE" else "",
        line["unit"] if line["kind"] == "CHARGE" else "",
        _plain(line["unit_price"]) if line["kind"] == "CHARGE" else "",
        _amount(line["amount"]),
    )


def _bucket_or_tier(line: dict[str, Any]) -> str:
    parts = [line["bucket"].replace("_", " ")] if line["bucket"] else []
    if line["tier_range"]:
        bottom, top = line["tier_range"]
        parts.append(f"above {_plain(bottom)}" if top is None else f"{_plain(bottom)} to {_plain(top)}")
    return ", ".join(parts)


def _sums(quote: dict[str, Any]) -> list[tuple[str, ...]]:
    taxes = [
        (
            tax["label"],
            f"{_plain(tax['percent'])} % of {_amount(tax['base'])}",
            "",
            "",
            "",
            _amount(tax["amount"]),
        )
        for tax in quote["taxes"]
    ]
    net = [("Before tax", "", "", "", "", _amount(quote["net"]))] if taxes else []
    return [*net, *taxes, ("Total", "", "", "", quote["currency"], _amount(quote["total"]))]


def _aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADINGS))]
    return [
        "  ".join(
            cell.rjust(width) if column in _RIGHT else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count:,} days"


def _amount(text: str) -> str:
    """With its thousands apart."""
    return f"{Decimal(text):,f}"


def _plain(number: str) -> str:
    """With thousands apart, without trailing zeros, and cut where a scaled bound has no end."""
    whole, dot, decimals = f"{Decimal(number):,f}".partition(".")
    shown = decimals.rstrip("0")
    if len(shown) > _MOST_DECIMALS:
        return f"{whole}.{shown[:_MOST_DECIMALS]}…"
    return f"{whole}{dot if shown else ''}{shown}"
