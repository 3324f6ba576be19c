"""Problems of one charge: what it counts, what it refers to, how it is priced."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pricing.plan_documents.charge_parts import determinants_of, has_buckets, prices_of
from pricing.plan_documents.combination_problems import combination_problems
from pricing.plan_documents.determinant_problems import determinant_problems
from pricing.plan_documents.modifier_problems import modifier_problems
from pricing.plan_documents.price_problems import price_problems
from pricing.plan_documents.problems import PlanProblem, Severity, json_path


def charge_problems(document: dict[str, Any], index: int) -> Iterator[PlanProblem]:
    """Problems of the charge at `index`; the document's shape is right."""
    charge = document["charges"][index]
    path = json_path("charges", index)
    for determinant_path, determinant in determinants_of(charge, path):
        yield from determinant_problems(document, determinant, determinant_path)
    tax = charge.get("tax")
    if tax is not None and tax not in {known["code"] for known in document.get("taxes", ())}:
        yield PlanProblem(f"{path}.tax", f'no tax has the code "{tax}"', 'add it under "taxes"')
    for price_path, price in prices_of(charge, path):
        yield from price_problems(price, price_path)
    yield from combination_problems(document, charge, path)
    yield from _bucket_problems(document, charge, path)
    yield from modifier_problems(charge, path)


def _bucket_problems(document: dict[str, Any], charge: dict[str, Any], path: str) -> Iterator[PlanProblem]:
    determinant = charge["determinant"]
    if not has_buckets(determinant):
        if "prices" in charge:
            yield PlanProblem(
                f"{path}.prices",
                "prices by bucket need a calendar, and nothing is counted by bucket here",
                'use "price", or name a calendar in the determinant',
            )
    elif "by" in determinant:
        if "price" in charge:
            yield PlanProblem(
                f"{path}.price",
                f'events are counted by "{determinant["by"]}", so one price does not say which value it is for',
                'use "prices" with one price per value',
            )
    else:
        yield from _calendar_problems(document, charge, determinant["calendar"], path)


def _calendar_problems(
    document: dict[str, Any], charge: dict[str, Any], calendar_code: str, path: str
) -> Iterator[PlanProblem]:
    if "price" in charge:
        yield PlanProblem(
            f"{path}.price",
            f'usage is counted in the buckets of "{calendar_code}", so one price does not say which bucket it is for',
            'use "prices" with one price per bucket',
        )
        return
    buckets = document.get("calendars", {}).get(calendar_code, {}).get("buckets")
    if buckets is None:
        return
    for bucket in charge["prices"]:
        if bucket not in buckets:
            yield PlanProblem(
                json_path(bucket, root=f"{path}.prices"),
                f'the calendar "{calendar_code}" has no bucket "{bucket}"',
                f"use one of {', '.join(buckets)}",
            )
    for bucket in buckets:
        if bucket not in charge["prices"]:
            yield PlanProblem(
                f"{path}.prices",
                f'bucket "{bucket}" has no price, so what falls into it costs nothing',
                f'add a price, or "{bucket}": null if that is meant',
                Severity.WARNING,
            )
