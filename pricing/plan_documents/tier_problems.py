"""Problems of tiers, blocks and stairs: tops that do not rise, totals that fall, what is never reached."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from pricing.money import EXACT
from pricing.plan_documents.problems import PlanProblem, Severity, json_path


def bound_problems(tiers: list[dict[str, Any]], path: str) -> Iterator[PlanProblem]:
    """Tops must rise, and exactly the last is open."""
    for number, message, cure in _rising([tier["up_to"] for tier in tiers], "tier"):
        yield PlanProblem(json_path("tiers", number, "up_to", root=path), message, cure)


def falling_totals(tiers: list[dict[str, Any]], path: str) -> Iterator[PlanProblem]:
    """Tops of volume tiers just above which the total falls; the tops rise."""
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


def negative_flat_fees(tiers: list[dict[str, Any]], path: str) -> Iterator[PlanProblem]:
    """Flat fees below zero: entering such a graduated tier makes the total fall."""
    for number, tier in enumerate(tiers):
        if Decimal(tier.get("flat_fee", "0")) < 0:
            yield PlanProblem(
                json_path("tiers", number, "flat_fee", root=path),
                f"the total falls by {tier['flat_fee'].removeprefix('-')} when the tier is reached",
                "make sure that is meant",
                Severity.WARNING,
            )


def hours_problems(blocks: list[dict[str, Any]], path: str) -> Iterator[PlanProblem]:
    """Blocks of hours of use: hours must rise to an open block, and the tiers of each to an open tier."""
    tops = [block["hours"] for block in blocks]
    for number, message, cure in _rising(tops, "block"):
        yield PlanProblem(json_path("blocks", number, "hours", root=path), message, cure)
    for number, block in enumerate(blocks):
        block_path = json_path("blocks", number, root=path)
        yield from bound_problems(block["tiers"], block_path)
        for place, tier in enumerate(block["tiers"]):
            if Decimal(tier.get("flat_fee", "0")):
                yield PlanProblem(
                    json_path("tiers", place, "flat_fee", root=block_path),
                    "blocks of hours have no flat fees",
                    'make it a charge that counts "period"',
                )


def block_problems(tiers: list[dict[str, Any]], path: str) -> Iterator[PlanProblem]:
    """Tiers of blocks: every block holds something, and only the last tier is open."""
    for number, tier in enumerate(tiers):
        tier_path, most, is_last = (
            json_path("tiers", number, root=path),
            tier["max_blocks"],
            number == len(tiers) - 1,
        )
        if not Decimal(tier["block_size"]):
            yield PlanProblem(
                f"{tier_path}.block_size", "a block of nothing cannot be counted", "write more than 0"
            )
        if most is None:
            if not is_last:
                yield PlanProblem(
                    f"{tier_path}.max_blocks",
                    "only the last tier may have any number of blocks",
                    "write how many blocks it has",
                )
            continue
        if Decimal(most) % 1:
            yield PlanProblem(
                f"{tier_path}.max_blocks", f"{most} is no whole number of blocks", "write 1, 2, 3 …"
            )
        if not Decimal(most):
            yield PlanProblem(
                tier_path, "the tier has no blocks, so it is never reached", "remove it", Severity.WARNING
            )
        if is_last:
            yield PlanProblem(
                f"{tier_path}.max_blocks",
                "usage above the last tier is not charged",
                "let the last tier have null, for any number",
                Severity.WARNING,
            )


def stair_problems(price: dict[str, Any], path: str) -> Iterator[PlanProblem]:
    """Stairs that an earlier one leaves nothing, prices that fall, and what is above the last."""
    stairs = price["stairs"]
    limits = [_limits(stair) for stair in stairs]
    for number, stair in enumerate(stairs):
        stair_path = json_path("stairs", number, root=path)
        if any(_holds(earlier, limits[number]) for earlier in limits[:number]):
            yield PlanProblem(
                stair_path,
                "the stair is never reached: one before it holds everything that it does",
                "let the limits rise from stair to stair",
                Severity.WARNING,
            )
        elif number and Decimal(stair["amount"]) < Decimal(stairs[number - 1]["amount"]):
            yield PlanProblem(
                f"{stair_path}.amount",
                f"the price falls from {stairs[number - 1]['amount']} to {stair['amount']} as usage grows",
                "make sure that is meant",
                Severity.WARNING,
            )
    is_open = all(limit is None for limit in limits[-1].values())
    if is_open and price.get("refuse_above"):
        yield PlanProblem(
            f"{path}.refuse_above",
            "nothing is above the last stair, so it changes nothing",
            "remove it",
            Severity.WARNING,
        )


def _limits(stair: dict[str, Any]) -> dict[str, str | None]:
    return stair["limits"] if "limits" in stair else {"": stair["up_to"]}


def _holds(earlier: dict[str, str | None], later: dict[str, str | None]) -> bool:
    return earlier.keys() == later.keys() and all(
        limit is None or (later[name] is not None and Decimal(later[name] or 0) <= Decimal(limit))
        for name, limit in earlier.items()
    )


def _rising(tops: Sequence[str | None], what: str) -> Iterator[tuple[int, str, str]]:
    """The number, message and cure of tops that do not rise to an open one at the end."""
    highest: str | None = None
    for number, top in enumerate(tops):
        is_last = number == len(tops) - 1
        if top is None:
            if not is_last:
                yield number, f"only the last {what} may be open", f"write the {what}'s top"
            continue
        if is_last:
            yield number, f"nothing says what usage above {top} costs", f"let the last {what} end with null"
        if Decimal(top) <= Decimal(highest or 0):
            message = (
                f"the first {what} holds nothing"
                if highest is None
                else f"{top} is not above {highest}, the {what} before"
            )
            yield number, message, f"let the tops rise from {what} to {what}"
        highest = top
