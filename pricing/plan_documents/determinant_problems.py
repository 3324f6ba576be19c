"""Problems of what a charge counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, Final

from pricing.plan_documents.charge_parts import metrics_named
from pricing.plan_documents.problems import PlanProblem, Severity, json_path

_ONE_HUNDRED: Final = Decimal(100)


def determinant_problems(
    document: dict[str, Any], determinant: dict[str, Any], path: str
) -> Iterator[PlanProblem]:
    """Problems of the determinant at `path`; the document's shape is right."""
    for metric_path, code in metrics_named(determinant, path):
        if code not in document["metrics"]:
            yield PlanProblem(metric_path, f'there is no metric "{code}"', 'add it under "metrics"')
    calendar = determinant.get("calendar")
    if calendar is not None and calendar not in document.get("calendars", {}):
        yield PlanProblem(
            f"{path}.calendar", f'there is no calendar "{calendar}"', 'add it under "calendars"'
        )
    look = _LOOKS.get(determinant["kind"])
    if look is not None:
        yield from look(document, determinant, path)


def _net_usage_problems(
    document: dict[str, Any], determinant: dict[str, Any], path: str
) -> Iterator[PlanProblem]:
    both = [determinant["import_metric"], determinant["export_metric"]]
    if both[0] == both[1]:
        yield PlanProblem(
            f"{path}.export_metric",
            f'"{both[0]}" is set against itself, which is always zero',
            "name the metric of what is fed in",
        )
    yield from _one_unit(document, both, f"{path}.export_metric")


def _one_unit(document: dict[str, Any], codes: list[str], path: str) -> Iterator[PlanProblem]:
    units = {document["metrics"][code]["unit"] for code in codes if code in document["metrics"]}
    if len(units) > 1:
        yield PlanProblem(
            path,
            f"{' and '.join(sorted(units))} cannot be set against each other",
            "give both metrics one unit",
        )


def _billed_demand_problems(
    document: dict[str, Any], determinant: dict[str, Any], path: str
) -> Iterator[PlanProblem]:
    if "contract_percent" in determinant and "contract_value" not in determinant:
        yield PlanProblem(
            f"{path}.contract_percent",
            "no contracted value is named, so it changes nothing",
            'remove it or name "contract_value"',
            Severity.WARNING,
        )
    ratchet = determinant.get("ratchet")
    if ratchet is not None:
        percents = [Decimal(text) for text in ratchet.get("percents", [ratchet.get("percent", "0")])]
        if not any(percents):
            yield PlanProblem(
                f"{path}.ratchet",
                "no earlier peak counts, so it changes nothing",
                "remove it",
                Severity.WARNING,
            )
        if max(percents) > _ONE_HUNDRED:
            yield PlanProblem(
                f"{path}.ratchet",
                f"{max(percents):f} % is more than the earlier peak itself",
                "make sure that is meant",
                Severity.WARNING,
            )
    power_factor = determinant.get("power_factor")
    if power_factor is not None and not 0 < Decimal(power_factor["target"]) <= 1:
        yield PlanProblem(
            f"{path}.power_factor.target",
            f"a power factor lies between 0 and 1, and {power_factor['target']} does not",
            'write it as "0.9"',
        )


def _excess_demand_problems(
    document: dict[str, Any], determinant: dict[str, Any], path: str
) -> Iterator[PlanProblem]:
    if "contract_value" in determinant and determinant.get("daily") == "sum_of_days":
        yield PlanProblem(
            f"{path}.daily",
            "the sum of the days' peaks cannot be set against a contracted value",
            'use "highest"',
        )
    if ("bucket" in determinant) != ("calendar" in determinant):
        yield PlanProblem(
            path, "a bucket needs its calendar, and a calendar the bucket", 'give "calendar" and "bucket"'
        )
        return
    buckets = document.get("calendars", {}).get(determinant.get("calendar"), {}).get("buckets")
    for name in ("bucket", "over_bucket") if buckets else ():
        if determinant.get(name, buckets[0]) not in buckets:
            yield PlanProblem(
                f"{path}.{name}",
                f'the calendar "{determinant["calendar"]}" has no bucket "{determinant[name]}"',
                f"use one of {', '.join(buckets)}",
            )
    if determinant.get("bucket") == determinant.get("over_bucket", ""):
        yield PlanProblem(f"{path}.over_bucket", "a bucket is never above itself", "name another bucket")


def _percentile_problems(
    document: dict[str, Any], determinant: dict[str, Any], path: str
) -> Iterator[PlanProblem]:
    if not 0 < Decimal(determinant["percent"]) <= _ONE_HUNDRED:
        yield PlanProblem(
            f"{path}.percent",
            f"{determinant['percent']} is no percentile",
            'write more than 0 and at most 100, such as "95"',
        )


def _event_total_problems(
    document: dict[str, Any], determinant: dict[str, Any], path: str
) -> Iterator[PlanProblem]:
    by, is_distinct = determinant.get("by"), determinant["aggregation"] == "unique_count"
    if "unique_by" in determinant and not is_distinct:
        yield PlanProblem(
            f"{path}.unique_by",
            f'"{determinant["aggregation"]}" does not look at it',
            'remove it or use "unique_count"',
            Severity.WARNING,
        )
    if is_distinct and "unique_by" not in determinant:
        yield PlanProblem(
            path,
            "every event has a key of its own, so this counts all of them",
            'name the property that tells them apart: "unique_by"',
            Severity.WARNING,
        )
    yield from _by_problems(document, determinant, path)
    if by is not None and by == determinant.get("unique_by"):
        yield PlanProblem(
            f"{path}.unique_by",
            f'events are already apart by "{by}", so each value counts one',
            "name another property",
            Severity.WARNING,
        )


def _by_problems(document: dict[str, Any], determinant: dict[str, Any], path: str) -> Iterator[PlanProblem]:
    by = determinant.get("by")
    if by is not None and by in determinant.get("where", {}):
        yield PlanProblem(
            f"{path}.by",
            f'"where" lets only one value of "{by}" pass',
            "remove one of them",
            Severity.WARNING,
        )


def _several_totals_problems(
    document: dict[str, Any], determinant: dict[str, Any], path: str
) -> Iterator[PlanProblem]:
    codes = determinant["metrics"]
    for number, code in enumerate(codes):
        if code in codes[:number]:
            yield PlanProblem(
                json_path("metrics", number, root=path), f'"{code}" is named twice', "remove one of them"
            )


_LOOKS: Final[dict[str, Callable[[dict[str, Any], dict[str, Any], str], Iterator[PlanProblem]]]] = {
    "net_usage": _net_usage_problems,
    "billed_demand": _billed_demand_problems,
    "excess_demand": _excess_demand_problems,
    "percentile": _percentile_problems,
    "event_total": _event_total_problems,
    "each_event": _by_problems,
    "several_totals": _several_totals_problems,
}
