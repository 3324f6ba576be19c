"""Problems of what is counted and how it is priced together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from pricing.plan_documents.charge_parts import prices_of
from pricing.plan_documents.problems import PlanProblem, Severity

_INTERVALS: Final = frozenset({"total", "bucket_total", "net_usage"})
_EVENT_SHAPES: Final = frozenset({"percentage", "rated_duration", "dynamic"})
_SHARES_OF_MONEY: Final = frozenset({"percentage", "dynamic", "graduated_percentage"})


def combination_problems(
    document: dict[str, Any], charge: dict[str, Any], path: str
) -> Iterator[PlanProblem]:
    """Prices of the charge at `path` that its determinant does not allow; the document's shape is right."""
    determinant = charge["determinant"]
    for price_path, price in prices_of(charge, path):
        yield from _fixed_problems(determinant["kind"], price, price_path)
        yield from _look_problems(determinant, price, price_path)
        if price["shape"] in _SHARES_OF_MONEY:
            yield from _money_problems(document, determinant, price_path)
        if price["shape"] == "stairstep":
            yield from _stair_problems(determinant, price, price_path)
    if determinant["kind"] == "several_totals":
        for price_path, price in prices_of(charge, path):
            if price["shape"] != "stairstep":
                yield PlanProblem(
                    f"{price_path}.shape",
                    f'a "{price["shape"]}" price looks at one quantity, not at several',
                    'use "stairstep", or count "total"',
                )


def _fixed_problems(kind: str, price: dict[str, Any], path: str) -> Iterator[PlanProblem]:
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


def _look_problems(determinant: dict[str, Any], price: dict[str, Any], path: str) -> Iterator[PlanProblem]:
    """Prices that look at intervals or events need a determinant that has them."""
    kind, shape = determinant["kind"], price["shape"]
    if shape == "index" and kind not in _INTERVALS:
        yield PlanProblem(
            f"{path}.shape",
            f'an index has a price for each interval, and "{kind}" has no intervals',
            'count "total", "bucket_total" or "net_usage"',
        )
    if shape == "index" and kind == "net_usage" and determinant["netting"] == "period":
        yield PlanProblem(
            f"{path}.shape",
            "an index has a price for each interval, and netting over the period leaves none",
            'net by "interval", "hour" or "day"',
        )
    if shape in _EVENT_SHAPES and kind != "each_event":
        if shape == "dynamic" and determinant.get("aggregation") == "sum":
            return
        yield PlanProblem(
            f"{path}.shape",
            f'a "{shape}" price looks at every event by itself, but the charge counts "{kind}"',
            'count "each_event"',
        )
    if shape not in _EVENT_SHAPES and kind == "each_event":
        yield PlanProblem(
            f"{path}.shape",
            f'a "{shape}" price looks at one quantity, not at every event by itself',
            'count "event_total"',
        )


def _money_problems(
    document: dict[str, Any], determinant: dict[str, Any], path: str
) -> Iterator[PlanProblem]:
    unit = document["metrics"].get(determinant.get("metric"), {}).get("unit", document["currency"])
    is_counted = determinant.get("aggregation") in {"count", "unique_count"}
    if unit != document["currency"] or is_counted:
        what = "a number of events" if is_counted else f"{unit}"
        yield PlanProblem(
            f"{path}.shape",
            f"the price is a share of money in {document['currency']}, but {what} is counted",
            "make sure that is meant",
            Severity.WARNING,
        )


def _stair_problems(determinant: dict[str, Any], price: dict[str, Any], path: str) -> Iterator[PlanProblem]:
    wanted = set(determinant.get("metrics", ()))
    for number, stair in enumerate(price["stairs"]):
        stair_path = f"{path}.stairs[{number}]"
        if "limits" in stair and not wanted:
            yield PlanProblem(
                f"{stair_path}.limits",
                "one quantity is counted, so a stair has one limit",
                'use "up_to", or count "several_totals"',
            )
        elif wanted and set(stair.get("limits", ())) != wanted:
            yield PlanProblem(
                f"{stair_path}.limits",
                "the stair must have a limit for each metric that is counted, and for no other",
                f"name {', '.join(sorted(wanted))}; null is no limit",
            )
