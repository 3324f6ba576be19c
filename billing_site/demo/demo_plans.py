"""The plan documents the demo sells: ten published examples, made to apply from the first billed month."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Final

from billing_site.demo.months import later_month, month_of
from billing_site.demo.population import BILLED_MONTHS
from pricing import plan_documents
from pricing.plan_documents.reading import read_plan_document

_EXAMPLES: Final = Path(plan_documents.__file__).parent / "examples"
_SOLD: Final = (
    "au_residential_solar",
    "call_minutes",
    "dk_network_time_of_use",
    "fr_residential_day_night",
    "uk_business",
    "uk_half_hourly",
    "us_commercial_tou_demand",
    "us_residential_tiered",
    "us_residential_tou",
    "water_blocks",
)
"""The examples that the demo has customers for."""
_WITH_SOLAR: Final = "AU-ERGON-12D"
_QUEENSLAND_NOTE: Final = (
    "For the demo, homes in New South Wales have the tariff too, its hours by the clock there;"
    " in truth it is Queensland's alone."
)


def plan_document_paths() -> tuple[Path, ...]:
    """The published documents from which the demo's are made, in the order of their names."""
    return tuple(_EXAMPLES / f"{name}.json" for name in _SOLD)


def demo_plan_documents(last_month: date) -> tuple[dict[str, Any], ...]:
    """One document for each plan of `demo_world(last_month)`, ready to be imported and published.

    Prices, hours and source stay as published. Where the demo departs from that (a later `effective_from` is
    moved to the first billed month; a plan without solar is made from the one with it) the source notes say so.
    """
    first_month = later_month(month_of(last_month), 1 - BILLED_MONTHS)
    documents = []
    for path in plan_document_paths():
        document = _effective_by(read_plan_document(path.read_bytes()), first_month)
        if document["code"] == _WITH_SOLAR:
            document = _with_note(document, _QUEENSLAND_NOTE)
            documents.append(_without_solar(document))
        documents.append(document)
    return tuple(documents)


def _effective_by(document: dict[str, Any], first_month: date) -> dict[str, Any]:
    published = document["effective_from"]
    if date.fromisoformat(published) <= first_month:
        return document
    moved = document | {"effective_from": first_month.isoformat()}
    return _with_note(
        moved, f"For the demo it applies from {first_month}; as published it does from {published}."
    )


def _without_solar(document: dict[str, Any]) -> dict[str, Any]:
    """The same tariff for a home that gives nothing to the grid."""
    export = "ELECTRICITY_EXPORT"
    changed = document | {
        "code": f"{_WITH_SOLAR}-HOME",
        "name": "Residential Tariff 12D",
        "description": "Queensland residential time-of-use tariff with a daily supply charge.",
        "metrics": {code: terms for code, terms in document["metrics"].items() if code != export},
        "charges": [one for one in document["charges"] if one["determinant"].get("metric") != export],
    }
    return _with_note(changed, "Without the payment for solar export, for homes that have no panels.")


def _with_note(document: dict[str, Any], note: str) -> dict[str, Any]:
    source = document["source"]
    return document | {"source": source | {"notes": [*source.get("notes", []), note]}}
