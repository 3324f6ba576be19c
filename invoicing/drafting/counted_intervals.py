"""What the lines of a draft have counted: intervals, estimated ones, and the highest demand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from invoicing.drafting.drafts import DraftLine

ServiceMetric = tuple[int, str]
"""A subscription's id and a metric's code."""


@dataclass(frozen=True, slots=True)
class CountedIntervals:
    """Intervals that were counted, and how many of them are not actual readings."""

    count: int
    estimated: int

    @property
    def estimated_share(self) -> Decimal:
        """Between 0 and 1; 0 where nothing was counted."""
        return Decimal(self.estimated) / self.count if self.count else Decimal(0)


def counted_intervals(lines: Iterable[DraftLine]) -> CountedIntervals:
    """The intervals behind the lines, each once, though several charges may count it.

    Of each service's metric the charge that counts the most stands for all: its lines share their intervals,
    or split them by buckets. Demand is left out, it looks at intervals that others have counted.
    """
    buckets: dict[tuple[int, str, str, str | None], tuple[int, int]] = {}
    for line in lines:
        trace = line.rated.trace
        if trace.get("of") in ("total", "bucket_total") and "n" in trace:
            place = line.service.subscription_id, trace["m"], line.rated.charge_code, line.rated.bucket
            buckets[place] = trace["n"], trace.get("e", 0)
    charges: defaultdict[tuple[int, str, str], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for (subscription_id, metric, charge, _), (count, estimated) in buckets.items():
        known = charges[subscription_id, metric, charge]
        charges[subscription_id, metric, charge] = known[0] + count, known[1] + estimated
    fullest: dict[ServiceMetric, tuple[int, int]] = {}
    for (subscription_id, metric, _), counts in charges.items():
        key = subscription_id, metric
        fullest[key] = max(fullest.get(key, (0, 0)), counts)
    return CountedIntervals(
        sum(count for count, _ in fullest.values()), sum(estimated for _, estimated in fullest.values())
    )


def highest_demands(lines: Iterable[DraftLine]) -> Mapping[ServiceMetric, tuple[Decimal, str]]:
    """The highest demand that is billed of each service's metric, and its unit."""
    found: dict[ServiceMetric, tuple[Decimal, str]] = {}
    for line in lines:
        trace = line.rated.trace
        if trace.get("of") == "peak_demand":
            key = line.service.subscription_id, trace["m"]
            found[key] = max(found.get(key, (Decimal(0), "")), (Decimal(trace["q"]), line.rated.unit))
    return found


def idle_services(lines: Iterable[DraftLine]) -> list[str]:
    """The service points of metered services of which no charge has counted any usage, in order."""
    used: dict[int, bool] = {}
    places: dict[int, str] = {}
    for line in lines:
        service, trace = line.service, line.rated.trace
        if not service.version.metrics:
            continue
        places[service.subscription_id] = service.service_point_code
        counted = "m" in trace and Decimal(trace["q"]) != 0
        used[service.subscription_id] = used.get(service.subscription_id, False) or counted
    return sorted({places[subscription_id] for subscription_id, is_used in used.items() if not is_used})
