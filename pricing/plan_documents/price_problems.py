"""Problems of one price."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Any

from pricing.money import EXACT
from pricing.plan_documents.problems import PlanProblem, Severity, json_path


def price_problems(price: dict[str, Any], path: str) -> Iterator[PlanProblem]:
    """Problems of the price at `path`; its shape is right."""
    if price["shape"] == "package" and not Decimal(price["package_size"]):
        yield PlanProblem(
            f"{path}.package_size", "a package of nothing cannot be counted", "write more than 0"
        )
    if "tiers" not in price or price["shape"] == "block_tiers":
        return
    bound_problems = list(_bound_problems(price["tiers"], path))
    yield from bound_problems
    if price.get("flat_at_zero") and not Decimal(price["tiers"][0].get("flat_fee", "0")):
        yield PlanProblem(
            f"{path}.flat_at_zero",
            "the first tier has no flat fee, so it changes nothing",
            "remove it or add the fee",
            Severity.WARNING,
        )
    if price["shape"] == "volume" and not bound_problems:
        yield from _falling_totals(price["tiers"], path)


def _bound_problems(tiers: list[dict[str, Any]], path: str) -> Iterator[PlanProblem]:
    """Tops must rise, and exactly the last is open."""
    highest: str | None = None
    for number, tier in enumerate(tiers):
        top_path = json_path("tiers", number, "up_to", root=path)
        top, is_last = tier["up_to"], number == len(tiers) - 1
        if top is None:
            if not is_last:
                yield PlanProblem(top_path, "only the last tier may be open", "write the tier's top")
        elif is_last:
            yield PlanProblem(
                top_path, f"nothing says what usage above {top} costs", "let the last tier end with null"
            )
        if top is None:
            continue
        if Decimal(top) <= Decimal(highest or 0):
            message = (
                "the first tier holds nothing"
                if highest is None
                else f"{top} is not above {highest}, the tier before"
            )
            yield PlanProblem(top_path, message, "let the tops rise from tier to tier")
        highest = top


def _falling_totals(tiers: list[dict[str, Any]], path: str) -> Iterator[PlanProblem]:
    for number, (tier, following) in enumerate(pairwise(tiers), start=1):
        top = Decimal(tier["up_to"])
        total = _volume_total(tier, top)
        total_after = _volume_total(following, top)
        if total_after < total:
            yield PlanProblem(
                json_path("tiers", number, root=path),
                f"just above {tier['up_to']} the total falls from {total:f} to {total_after:f}",
                'make sure that is meant; "graduated" never falls',
                Severity.WARNING,
            )


def _volume_total(tier: dict[str, Any], quantity: Decimal) -> Decimal:
    return EXACT.add(
        EXACT.multiply(quantity, Decimal(tier["unit_price"])), Decimal(tier.get("flat_fee", "0"))
    )
