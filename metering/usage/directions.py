"""Which way energy flows, as the code of a metric tells: bought from the grid, or sold to it."""

from __future__ import annotations

from collections.abc import Iterable


def is_export(metric_code: str) -> bool:
    """Whether the metric counts what a customer gives, such as ELECTRICITY_EXPORT."""
    return "EXPORT" in metric_code.upper()


def import_first(metric_codes: Iterable[str]) -> list[str]:
    """Each code once, in the order given, but what is given away after what is used."""
    return sorted(dict.fromkeys(metric_codes), key=is_export)
