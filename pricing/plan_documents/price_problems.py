"""Problems of one price."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, Final

from pricing.plan_documents.call_price_problems import call_price_problems
from pricing.plan_documents.problems import PlanProblem, Severity
from pricing.plan_documents.tier_problems import (
    block_problems,
    bound_problems,
    falling_totals,
    hours_problems,
    negative_flat_fees,
    stair_problems,
)

_ONE_HUNDRED: Final = Decimal(100)


def price_problems(price: dict[str, Any], path: str) -> Iterator[PlanProblem]:
    """Problems of the price at `path`; its shape is right."""
    look = _LOOKS.get(price["shape"])
    if look is not None:
        yield from look(price, path)


def _package_problems(price: dict[str, Any], path: str) -> Iterator[PlanProblem]:
    if not Decimal(price["package_size"]):
        yield PlanProblem(
            f"{path}.package_size", "a package of nothing cannot be counted", "write more than 0"
        )


def _tier_problems(price: dict[str, Any], path: str) -> Iterator[PlanProblem]:
    problems = list(bound_problems(price["tiers"], path))
    yield from problems
    if price.get("flat_at_zero") and not Decimal(price["tiers"][0].get("flat_fee", "0")):
        yield PlanProblem(
            f"{path}.flat_at_zero",
            "the first tier has no flat fee, so it changes nothing",
            "remove it or add the fee",
            Severity.WARNING,
        )
    if price["shape"] != "volume":
        yield from negative_flat_fees(price["tiers"], path)
    elif not problems:
        yield from falling_totals(price["tiers"], path)


def _index_problems(price: dict[str, Any], path: str) -> Iterator[PlanProblem]:
    if "missing" not in price:
        yield PlanProblem(
            f"{path}.missing",
            f'a bill waits whenever "{price["index"]}" has no price for an interval',
            'say what holds then: "refuse", "previous" or "fallback"',
            Severity.WARNING,
        )
    has_fallback, wants_fallback = "fallback" in price, price.get("missing") == "fallback"
    if wants_fallback and not has_fallback:
        yield PlanProblem(f"{path}.fallback", "no fallback price is given", 'add "fallback"')
    if has_fallback and not wants_fallback:
        yield PlanProblem(
            f"{path}.fallback",
            "it is never used",
            'write "missing": "fallback", or remove it',
            Severity.WARNING,
        )
    if "floor" in price and "cap" in price and Decimal(price["floor"]) > Decimal(price["cap"]):
        yield PlanProblem(
            f"{path}.floor", f"the floor lies above the cap, {price['cap']}", "let the cap be the higher one"
        )
    if not Decimal(price.get("factor", "1")):
        yield PlanProblem(
            f"{path}.factor",
            "every interval has the same price, so the index changes nothing",
            'use "per_unit"',
            Severity.WARNING,
        )


def _percentage_problems(price: dict[str, Any], path: str) -> Iterator[PlanProblem]:
    if Decimal(price["percent"]) > _ONE_HUNDRED:
        yield PlanProblem(
            f"{path}.percent",
            f"{price['percent']} % is more than the money itself",
            "make sure that is meant",
            Severity.WARNING,
        )
    if "free_until" in price and not {"free_events", "free_amount"} <= price.keys():
        yield PlanProblem(
            f"{path}.free_until",
            "it decides between free events and free money, and both are not given",
            "remove it",
            Severity.WARNING,
        )
    lowest, highest = price.get("event_minimum"), price.get("event_maximum")
    if lowest is not None and highest is not None and Decimal(lowest) > Decimal(highest):
        yield PlanProblem(
            f"{path}.event_minimum",
            f"an event cannot cost at least {lowest} and at most {highest}",
            "let the maximum be the higher one",
        )


_LOOKS: Final[dict[str, Callable[[dict[str, Any], str], Iterator[PlanProblem]]]] = {
    "package": _package_problems,
    "graduated": _tier_problems,
    "volume": _tier_problems,
    "graduated_percentage": _tier_problems,
    "hours_use": lambda price, path: hours_problems(price["blocks"], path),
    "block_tiers": lambda price, path: block_problems(price["tiers"], path),
    "stairstep": stair_problems,
    "index": _index_problems,
    "percentage": _percentage_problems,
    "rated_duration": call_price_problems,
}
