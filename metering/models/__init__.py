"""Metering's tables."""

from metering.models.interval_days import IntervalDay, IntervalPiece
from metering.models.meters import Channel, Meter, Metric
from metering.models.places import ServicePoint, Site, Utility
from metering.models.reading_batches import PeriodGate, ReadingBatch, RejectedRow
from metering.models.reading_changes import ReadingChange
from metering.models.reading_findings import ReadingFinding
from metering.models.reading_submissions import ReadingSubmission
from metering.models.reading_uploads import ReadingUpload
from metering.models.register_readings import RegisterReading
from metering.models.register_spans import RegisterSpan
from metering.models.uploaders import UtilityUploader
from metering.models.usage_events import UsageEvent

__all__ = [
    "Channel",
    "IntervalDay",
    "IntervalPiece",
    "Meter",
    "Metric",
    "PeriodGate",
    "ReadingBatch",
    "ReadingChange",
    "ReadingFinding",
    "ReadingSubmission",
    "ReadingUpload",
    "RegisterReading",
    "RegisterSpan",
    "RejectedRow",
    "ServicePoint",
    "Site",
    "UsageEvent",
    "Utility",
    "UtilityUploader",
]
