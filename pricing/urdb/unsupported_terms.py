"""Terms that plan documents cannot say yet: each blocks until a person decides to do without it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from pricing.plan_documents.problems import json_path
from pricing.urdb.findings import Review

_RATCHET_FIELDS: Final = ("demandratchetpercentage", "lookbackpercent", "lookbackmonths", "lookbackrange")
_NO_CREDIT: Final = frozenset({"", "none", "no"})


def find_unsupported(record: dict[str, Any], review: Review) -> None:
    """Findings for generation, ratchets, coincident and reactive charges of the record."""
    _find_generation(record, review)
    ratchets = [name for name in _RATCHET_FIELDS if any(_numbers(record.get(name)))]
    if ratchets:
        review.stops_unless_left_out(
            "ratchet",
            json_path(ratchets[0]),
            "a ratchet, by which the demand of earlier months is billed",
        )
    if any(_numbers(record.get("coincidentratestructure"))):
        review.stops_unless_left_out(
            "coincident_demand",
            "$.coincidentratestructure",
            "a charge on the demand at the hour of the system's own peak",
        )
    reactive = record.get("demandreactivepowercharge")
    if any(_numbers(reactive)):
        review.stops_unless_left_out(
            "reactive_power",
            "$.demandreactivepowercharge",
            f"a charge of {reactive} per kVAr of reactive power",
        )


def _find_generation(record: dict[str, Any], review: Review) -> None:
    rule = str(record.get("dgrules", ""))
    sells = next(_sell_paths(record), None)
    if rule.lower() not in _NO_CREDIT:
        what = f"credit for what customers feed in, by the rule “{rule}”"
        review.stops_unless_left_out("generation", "$.dgrules", what)
    elif sells is not None:
        review.stops_unless_left_out("generation", sells, "a price for what customers feed in")


def _sell_paths(record: dict[str, Any]) -> Iterator[str]:
    structure = record.get("energyratestructure")
    for number, tiers in enumerate(structure if isinstance(structure, list) else []):
        for place, tier in enumerate(tiers if isinstance(tiers, list) else []):
            if isinstance(tier, dict) and any(_numbers(tier.get("sell"))):
                yield json_path("energyratestructure", number, place, "sell")


def _numbers(value: Any) -> Iterator[Decimal]:
    """Every number other than zero in a value, however deep."""
    if isinstance(value, Decimal):
        if value:
            yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key != "max":
                yield from _numbers(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _numbers(inner)
