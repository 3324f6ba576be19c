"""Problems of a plan as a whole: dates, currency, codes, and what refers to what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from babel.core import get_global

from pricing.plan_documents.problems import PlanProblem, Severity, json_path

_ONE_HUNDRED = Decimal(100)


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
    yield from _adjustment_problems(document)
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
        for part in ("charges", "discounts", "minimums")
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


def _adjustment_problems(document: dict[str, Any]) -> Iterator[PlanProblem]:
    charges = {charge["code"] for charge in document["charges"]}
    taxes = {tax["code"] for tax in document.get("taxes", ())}
    for part in ("discounts", "minimums"):
        for number, item in enumerate(document.get(part, ())):
            for index, code in enumerate(item.get("charges", ())):
                if code not in charges:
                    path = json_path(part, number, "charges", index)
                    yield PlanProblem(path, f'no charge has the code "{code}"', "name a charge of this plan")
            if "tax" in item and item["tax"] not in taxes:
                path = json_path(part, number, "tax")
                yield PlanProblem(path, f'no tax has the code "{item["tax"]}"', 'add it under "taxes"')
    for number, discount in enumerate(document.get("discounts", ())):
        if Decimal(discount["percent"]) > _ONE_HUNDRED:
            yield PlanProblem(
                json_path("discounts", number, "percent"),
                f"{discount['percent']} % is more than the whole price",
                "write at most 100",
            )


def _unused(document: dict[str, Any]) -> Iterator[PlanProblem]:
    determinants = [charge["determinant"] for charge in document["charges"]]
    items = [*document["charges"], *document.get("minimums", ())]
    used_by_part = {
        "metrics": {determinant.get("metric") for determinant in determinants},
        "calendars": {determinant.get("calendar") for determinant in determinants},
    }
    for part, used in used_by_part.items():
        for code in document.get(part, ()):
            if code not in used:
                yield PlanProblem(
                    json_path(part, code), f'no charge uses "{code}"', "remove it or use it", Severity.WARNING
                )
    taxes_used = {item.get("tax") for item in items}
    for number, tax in enumerate(document.get("taxes", ())):
        if tax["code"] not in taxes_used:
            path = json_path("taxes", number)
            yield PlanProblem(
                path, f'no charge is taxed with "{tax["code"]}"', "name it in a charge", Severity.WARNING
            )
