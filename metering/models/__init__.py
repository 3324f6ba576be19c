"""Metering's tables."""

from metering.models.interval_days import IntervalDay, IntervalPiece
from metering.models.meters import Channel, Meter, Metric
from metering.models.places import ServicePoint, Site, Utility
from metering.models.reading_batches import PeriodGate, ReadingBatch, RejectedRow
from metering.models.reading_findings import ReadingFinding

__all__ = [
    "Channel",
    "IntervalDay",
    "IntervalPiece",
    "Meter",
    "Metric",
    "PeriodGate",
    "ReadingBatch",
    "ReadingFinding",
    "RejectedRow",
    "ServicePoint",
    "Site",
    "Utility",
]
