"""The parts of a charge that problems and sheets look at, each with its JSON path."""

from __future__ import annotations

from typing import Any, Final

from pricing.plan_documents.determinant_terms import determinant_terms
from pricing.plan_documents.problems import json_path
from pricing.rating.plan_terms import metrics_counted

_METRIC_PROPERTIES: Final = ("metric", "import_metric", "export_metric", "reactive_metric")


def prices_of(charge: dict[str, Any], path: str = "$") -> list[tuple[str, dict[str, Any]]]:
    """The prices of the charge at `path`; a bucket that is free on purpose has none."""
    if "price" in charge:
        return [(f"{path}.price", charge["price"])]
    return [
        (json_path(bucket, root=f"{path}.prices"), price)
        for bucket, price in charge["prices"].items()
        if price is not None
    ]


def shapes_of(charge: dict[str, Any]) -> set[str]:
    """The shapes of a charge's prices."""
    return {price["shape"] for _, price in prices_of(charge)}


def determinants_of(charge: dict[str, Any], path: str = "$") -> list[tuple[str, dict[str, Any]]]:
    """What the charge at `path` counts, and the demand of its hours of use."""
    return [(f"{path}.{name}", charge[name]) for name in ("determinant", "demand") if name in charge]


def metrics_named(determinant: dict[str, Any], path: str = "$") -> list[tuple[str, str]]:
    """The path and code of every metric that the determinant at `path` names."""
    named = [(f"{path}.{name}", determinant[name]) for name in _METRIC_PROPERTIES if name in determinant]
    if "power_factor" in determinant:
        named.append((f"{path}.power_factor.reactive_metric", determinant["power_factor"]["reactive_metric"]))
    several = determinant.get("metrics", ())
    return named + [(json_path("metrics", number, root=path), code) for number, code in enumerate(several)]


def metrics_of(charge: dict[str, Any]) -> tuple[str, ...]:
    """The metrics whose usage the charge needs, each once."""
    counted = [metrics_counted(determinant_terms(one)) for _, one in determinants_of(charge)]
    return tuple(dict.fromkeys(metric for metrics in counted for metric in metrics))


def has_buckets(determinant: dict[str, Any]) -> bool:
    """Whether quantities are counted by bucket, so that the charge has a price for each."""
    return determinant["kind"] != "excess_demand" and ("calendar" in determinant or "by" in determinant)
