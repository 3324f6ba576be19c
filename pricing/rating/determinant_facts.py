"""What a determinant reads, and what sort of thing it counts."""

from __future__ import annotations

from pricing.rating.determinant_terms import (
    ApparentDemand,
    BilledDemand,
    BucketTotal,
    CoincidentPeak,
    Contracted,
    DailyPeaks,
    Days,
    Determinant,
    ExcessDemand,
    ExcessReactive,
    NetUsage,
    PeakDemand,
    Percentile,
    PerPeriod,
    SeveralTotals,
)


def metrics_counted(determinant: Determinant) -> tuple[str, ...]:
    """The metrics whose intervals or events the determinant reads, each once."""
    match determinant:
        case PerPeriod() | Days() | Contracted():
            return ()
        case NetUsage():
            return (determinant.import_metric, determinant.export_metric)
        case BilledDemand():
            more = () if determinant.reactive_metric is None else (determinant.reactive_metric,)
            return (determinant.peak.metric, *more)
        case ExcessDemand():
            return (determinant.peak.metric,)
        case ApparentDemand() | ExcessReactive():
            return (determinant.metric, determinant.reactive_metric)
        case SeveralTotals():
            return determinant.metrics
        case _:
            return (determinant.metric,)


def calendar_of(determinant: Determinant) -> str | None:
    """The calendar whose buckets the determinant counts by, if it does."""
    match determinant:
        case BucketTotal() | NetUsage() | PeakDemand():
            return determinant.calendar
        case BilledDemand():
            return determinant.peak.calendar
        case _:
            return None


def is_level(determinant: Determinant) -> bool:
    """Whether it counts how much there is at a time, not how much comes together over the days.

    A price of a level is for a whole billing period, so days cut off are days less of it.
    """
    match determinant:
        case PeakDemand(daily=DailyPeaks.SUM_OF_DAYS):
            return False
        case PerPeriod() | Contracted() | PeakDemand() | BilledDemand() | ExcessDemand() | ApparentDemand():
            return True
        case CoincidentPeak() | Percentile():
            return True
        case _:
            return False
