"""Problems of a plan as a whole: dates, currency, codes, and what refers to what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from babel.core import get_global

from pricing.plan_documents.adjustment_problems import adjustment_problems
from pricing.plan_documents.charge_parts import determinants_of, metrics_named
from pricing.plan_documents.problems import PlanProblem, Severity, json_path
from pricing.plan_documents.sections import ADJUSTMENTS


def plan_problems(document: dict[str, Any]) -> Iterator[PlanProblem]:
    """Everything but charges and calendars; the document's shape is right."""
    yield from _date_problems(document)
    if document["currency"] not in get_global("all_currencies"):
        yield PlanProblem(
            "$.currency",
            f'no currency has the code "{document["currency"]}"',
            "write an ISO 4217 code such as EUR",
        )
    yield from _duplicate_codes(document)
    yield from adjustment_problems(document)
    yield from _unused(document)


def _date_problems(document: dict[str, Any]) -> Iterator[PlanProblem]:
    places: list[tuple[str, str]] = [("$.effective_from", document["effective_from"])]
    places += [
        (json_path("source", name), document["source"][name])
        for name in ("dated", "retrieved")
        if name in document["source"]
    ]
    for path, text in places:
        if not is_a_date(text):
            yield PlanProblem(
                path, f"{text} is not in the calendar", "write a date that exists, as 2026-01-31"
            )


def is_a_date(text: str) -> bool:
    """Whether YYYY-MM-DD names a day that exists."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _duplicate_codes(document: dict[str, Any]) -> Iterator[PlanProblem]:
    lines = [
        (json_path(part, number, "code"), item["code"])
        for part in ("charges", *ADJUSTMENTS)
        for number, item in enumerate(document.get(part, ()))
    ]
    taxes = [
        (json_path("taxes", number, "code"), tax["code"])
        for number, tax in enumerate(document.get("taxes", ()))
    ]
    for items in (lines, taxes):
        first_path: dict[str, str] = {}
        for path, code in items:
            if code in first_path:
                yield PlanProblem(
                    path, f'the code "{code}" is taken by {first_path[code]}', "choose another code"
                )
            first_path.setdefault(code, path)


def _unused(document: dict[str, Any]) -> Iterator[PlanProblem]:
    determinants = [one for charge in document["charges"] for _, one in determinants_of(charge)]
    used_by_part: dict[str, set[str | None]] = {
        "metrics": {code for determinant in determinants for _, code in metrics_named(determinant)},
        "calendars": {determinant.get("calendar") for determinant in determinants},
    }
    for part, used in used_by_part.items():
        for code in document.get(part, ()):
            if code not in used:
                yield PlanProblem(
                    json_path(part, code), f'no charge uses "{code}"', "remove it or use it", Severity.WARNING
                )
    items = [item for part in ("charges", *ADJUSTMENTS) for item in document.get(part, ())]
    taxes_used = {item.get("tax") for item in items}
    for number, tax in enumerate(document.get("taxes", ())):
        if tax["code"] not in taxes_used and not tax.keys() & {"charges", "on_taxes"}:
            path = json_path("taxes", number)
            yield PlanProblem(
                path, f'no charge is taxed with "{tax["code"]}"', "name it in a charge", Severity.WARNING
            )
