"""Words for what lies between counting and pricing: conversion, banks, free units, tiers over several buckets."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from pricing.rating.trace import Trace, priced_quantity, replay

Plain = Callable[[Decimal], str]


def quantity_clauses(trace: Trace, counted: str, unit: str, plain: Plain) -> list[str]:
    """How the quantity that is priced follows from `counted`, a quantity with its unit; empty where it is the same."""
    clauses = []
    if "v" in trace:
        operation, factor, mode, _ = trace["v"]
        by = "multiplied by" if operation == "multiply" else "divided by"
        rounded = "" if mode is None else " and rounded"
        clauses.append(
            f"{counted}, {by} {plain(Decimal(factor))}{rounded}, are counted in the unit of the price"
        )
    if "kb" in trace:
        before, after = (plain(Decimal(number)) for number in trace["kb"])
        clauses.append(
            f"of the {before} {unit} kept from earlier periods {after} {unit} are kept for later ones"
        )
    if "y" in trace:
        paid = plain(max(priced_quantity(trace), Decimal(0)))
        clauses.append(f"with {plain(Decimal(trace['y']))} free, {paid} are left to pay")
    if trace["rule"] == "tier_run":
        inside = plain(replay(trace).quantity)
        clauses.append(f"counted in order of time, {inside} {unit} lie in tier {trace['t'][0]}")
    if trace["rule"] == "hours_tier":
        bottom, top = trace["h"]
        end = "" if top is None else f" to {plain(Decimal(top))}"
        clauses.append(
            f"the hours of use of the billed demand make a block from {plain(Decimal(bottom))}{end} {unit}"
        )
    if "qt" in trace:
        clauses.append(
            f"tiers are cut on {plain(Decimal(trace['qt']))} {unit} of all times of use, "
            f"of which these {counted} have their share"
        )
    return clauses


def credit_product(trace: Trace, quantity: Decimal, currency: str, unit: str, plain: Plain) -> str | None:
    """What an index, a bank or its payout makes of it; None for any other rule."""
    price = Decimal(trace["p"])
    balance = f"{Decimal(trace.get('u', 0)):.{trace['r'][0]}f} {currency}"
    match trace["rule"]:
        case "index":
            return (
                f"{plain(quantity)} {unit}, every interval at the price of its time ({trace['ix'][0]}), "
                f"on average {plain(price)}"
            )
        case "payout":
            return f"{plain(quantity)} {unit} left in the bank are paid out at {plain(abs(price))}: {plain(price)} each"
        case "bank_used":
            return f"taken from credit of {balance}"
        case "bank_kept":
            return f"kept as credit for later bills, which then is {balance}"
        case "bank_paid":
            return f"credit of {balance} paid out"
    return None
