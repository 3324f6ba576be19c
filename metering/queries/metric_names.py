"""What metrics are called."""

from __future__ import annotations

from collections.abc import Collection

from metering.models import Metric


def load_metric_names(codes: Collection[str]) -> dict[str, str]:
    """The names by code; at most one query."""
    if not codes:
        return {}
    return dict(Metric.objects.filter(code__in=codes).values_list("code", "name"))
