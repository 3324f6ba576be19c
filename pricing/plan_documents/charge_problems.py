"""Problems of one charge: what it counts, what it refers to, how it is priced."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pricing.plan_documents.price_problems import price_problems
from pricing.plan_documents.problems import PlanProblem, Severity, json_path

_TIERED = {"graduated", "volume"}


def charge_problems(document: dict[str, Any], index: int) -> Iterator[PlanProblem]:
    """Problems of the charge at `index`; the document's shape is right."""
    charge = document["charges"][index]
    path = json_path("charges", index)
    yield from _reference_problems(document, charge, path)
    for price_path, price in _prices(charge, path):
        yield from price_problems(price, price_path)
        yield from _combination_problems(charge["determinant"]["kind"], price, price_path)
    yield from _bucket_problems(document, charge, path)
    shapes = {price["shape"] for _, price in _prices(charge, path)}
    if "tier_bounds" in charge and not shapes & _TIERED:
        yield PlanProblem(
            f"{path}.tier_bounds",
            "there are no tiers here, so it changes nothing",
            "remove it",
            Severity.WARNING,
        )


def _prices(charge: dict[str, Any], path: str) -> list[tuple[str, dict[str, Any]]]:
    if "price" in charge:
        return [(f"{path}.price", charge["price"])]
    return [
        (json_path(bucket, root=f"{path}.prices"), price)
        for bucket, price in charge["prices"].items()
        if price is not None
    ]


def _reference_problems(document: dict[str, Any], charge: dict[str, Any], path: str) -> Iterator[PlanProblem]:
    determinant = charge["determinant"]
    for name, part in (("metric", "metrics"), ("calendar", "calendars")):
        code = determinant.get(name)
        if code is not None and code not in document.get(part, {}):
            yield PlanProblem(
                f"{path}.determinant.{name}", f'there is no {name} "{code}"', f'add it under "{part}"'
            )
    tax = charge.get("tax")
    if tax is not None and tax not in {known["code"] for known in document.get("taxes", ())}:
        yield PlanProblem(f"{path}.tax", f'no tax has the code "{tax}"', 'add it under "taxes"')


def _bucket_problems(document: dict[str, Any], charge: dict[str, Any], path: str) -> Iterator[PlanProblem]:
    determinant = charge["determinant"]
    calendar_code = None if determinant["kind"] == "excess_demand" else determinant.get("calendar")
    if "by" in determinant:
        if "price" in charge:
            yield PlanProblem(
                f"{path}.price",
                f'events are counted by "{determinant["by"]}", so one price does not say which value it is for',
                'use "prices" with one price per value',
            )
        return
    if calendar_code is None:
        if "prices" in charge:
            yield PlanProblem(
                f"{path}.prices",
                "prices by bucket need a calendar, and nothing is counted by bucket here",
                'use "price", or name a calendar in the determinant',
            )
        return
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


def _combination_problems(kind: str, price: dict[str, Any], path: str) -> Iterator[PlanProblem]:
    shape = price["shape"]
    if shape == "fixed" and kind != "period":
        yield PlanProblem(
            f"{path}.shape",
            f'a fixed amount is owed per billing period, but the charge counts "{kind}"',
            'use "per_unit", or count "period"',
        )
    if shape != "fixed" and kind == "period":
        yield PlanProblem(
            f"{path}.shape",
            f'a "{shape}" price of one period is not prorated when the period is cut short',
            'use "fixed"',
            Severity.WARNING,
        )
