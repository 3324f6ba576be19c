"""Terms that plan documents cannot say yet: each blocks until a person decides to do without it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from pricing.plan_documents.problems import json_path
from pricing.urdb.findings import Review

_RATCHET_FIELDS: Final = ("demandratchetpercentage", "lookbackpercent", "lookbackmonths", "lookbackrange")


def find_unsupported(record: dict[str, Any], review: Review) -> None:
    """Findings for ratchets, coincident and reactive charges of the record."""
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
