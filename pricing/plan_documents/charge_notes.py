"""What a customer should know of a charge besides its prices."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from billing_site.foundation.unit_symbols import unit_symbol
from pricing.plan_documents.charge_parts import prices_of, shapes_of
from pricing.plan_documents.determinant_sheet import counted_unit, counts_words, determinant_notes
from pricing.plan_documents.sheet_words import mode_words, month_words, number_words

_BOUNDS: Final = {
    "prorated": "for the billing period; scaled when it is cut short",
    "full": "for the billing period, never scaled",
    "per_day": "for each day billed",
    "per_month": "for each calendar month; a period of two months has twice as much",
}
_ALLOCATIONS: Final = {
    "proportional": "Tiers are cut on the usage of all times together; each time has its share of every tier.",
    "chronological": "One counter runs through the period, whatever the time of use.",
}
_MISSING: Final = {
    "refuse": "The bill waits while a price of the index is not known.",
    "previous": "Where the index has no price, its last known price holds.",
}


def charge_notes(charge: dict[str, Any], document: dict[str, Any]) -> tuple[str, ...]:
    """Sentences of a validated document's charge, in the order of the work."""
    unit = unit_symbol(priced_unit(charge, document))
    return (
        *determinant_notes(charge["determinant"], document),
        *_modifiers(charge, document, unit),
        *(note for _, price in prices_of(charge) for note in _price(price, document["currency"], unit)),
        *_tiers(charge),
        *_proration(charge),
    )


def priced_unit(charge: dict[str, Any], document: dict[str, Any]) -> str:
    """The unit in which the charge is priced, as the plan writes it."""
    if "conversion" in charge:
        return str(charge["conversion"]["unit"])
    return counted_unit(charge["determinant"], document)


def _modifiers(charge: dict[str, Any], document: dict[str, Any], unit: str) -> Iterator[str]:
    if "conversion" in charge:
        yield _conversion(charge, document, unit)
    if "allowance" in charge:
        yield from _allowance(charge["allowance"], unit)
    if "demand" in charge:
        counted = counts_words(charge["demand"]).removeprefix("on ")
        yield f"Hours of use are the usage divided by {counted}."
        yield from determinant_notes(charge["demand"], document)
    if "bank" in charge:
        yield _bank(charge["bank"], document["currency"], unit)


def _conversion(charge: dict[str, Any], document: dict[str, Any], unit: str) -> str:
    conversion = charge["conversion"]
    counted = unit_symbol(counted_unit(charge["determinant"], document))
    factor = (
        f"times {number_words(conversion['multiply'])}"
        if "multiply" in conversion
        else f"divided by {number_words(conversion['divide'])}"
    )
    rounded = ""
    if "mode" in conversion:
        decimals = conversion.get("decimals", 0)
        places = f"{decimals} decimals" if decimals else "whole units"
        rounded = f", rounded to {places} ({mode_words(conversion['mode'])})"
    return f"Counted in {counted} and priced in {unit}: {factor}{rounded}."


def _allowance(allowance: dict[str, Any], unit: str) -> Iterator[str]:
    fewer = ", fewer when it is cut short" if allowance.get("prorated") else ""
    yield f"The first {number_words(allowance['quantity'])} {unit} of each period are free{fewer}."
    periods = allowance.get("rollover_periods", 0)
    if periods:
        most = allowance.get("most_rolled_over")
        limit = "" if most is None else f", up to {number_words(most)} {unit}"
        later = "the next period" if periods == 1 else f"the next {periods} periods"
        yield f"What is left of them may be used in {later}{limit}."


def _bank(bank: dict[str, Any], currency: str, unit: str) -> str:
    if "true_up_month" not in bank:
        return "A surplus is kept for later periods."
    price = bank.get("payout_price", "0")
    rest = "lost" if price == "0" else f"paid at {number_words(price)} {currency} per {unit}"
    return f"A surplus is kept for later periods; what is left at the end of {month_words(bank['true_up_month'])} is {rest}."


def _price(price: dict[str, Any], currency: str, unit: str) -> Iterator[str]:
    match price["shape"]:
        case "index" if price.get("missing") == "fallback":
            yield f"Where the index has no price, {number_words(price['fallback'])} {currency} per {unit} hold."
        case "index":
            yield _MISSING[price.get("missing", "refuse")]
        case "percentage":
            yield from _free_money(price, currency)
        case "stairstep":
            if price.get("zero_is_free"):
                yield "Nothing is owed when nothing is used."
            if price.get("refuse_above"):
                yield "More than the last step holds is not supplied at this price."
        case "block_tiers":
            yield "A block begun counts whole."
            if not price.get("graduated", True):
                yield "All blocks cost the price of the highest step reached."
        case "package":
            yield (
                "A package begun is paid whole."
                if price.get("partial") != "down"
                else "A package begun is free."
            )
        case "rated_duration":
            yield from _calls(price, currency)


def _free_money(price: dict[str, Any], currency: str) -> Iterator[str]:
    free = []
    if price.get("free_events"):
        free.append(f"{price['free_events']:,} events")
    if "free_amount" in price:
        free.append(f"{number_words(price['free_amount'])} {currency}")
    if len(free) == 1:
        yield f"The first {free[0]} of each period are free."
    elif free:
        until = "until both are used up" if price.get("free_until") == "both" else "until either is used up"
        yield f"The first {free[0]} and {free[1]} of each period are free, {until}."


def _calls(price: dict[str, Any], currency: str) -> Iterator[str]:
    if "minimum_s" in price:
        yield f"A call counts at least {number_words(price['minimum_s'])} s."
    if "free_s" in price:
        yield f"The first {number_words(price['free_s'])} s of a call are free."
    if "max_cost" in price:
        yield f"A call costs at most {number_words(price['max_cost'])} {currency}."
    if len(price["bands"]) > 1:
        if price.get("split_at_bands", True):
            yield "A call that runs into another time of day goes on at its price."
        else:
            yield "The price at the beginning of a call holds until its end."


def _tiers(charge: dict[str, Any]) -> Iterator[str]:
    shapes = shapes_of(charge)
    if "volume" in shapes:
        yield "All of the quantity costs the price of the tier it reaches."
    if charge.get("tier_allocation", "per_bucket") in _ALLOCATIONS:
        yield _ALLOCATIONS[charge["tier_allocation"]]
    if shapes & {"graduated", "volume", "graduated_percentage"}:
        yield f"Tiers are {_BOUNDS[charge.get('tier_bounds', 'prorated')]}."


def _proration(charge: dict[str, Any]) -> Iterator[str]:
    if not charge.get("prorated", True):
        yield "Not reduced when only part of the period is supplied."
    elif "month_days" in charge:
        yield f"For part of a period every month counts {charge['month_days']} days."
