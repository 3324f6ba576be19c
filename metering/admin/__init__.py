"""Metering's master data and history in the admin."""

from metering.admin.meters import ChannelAdmin, MeterAdmin, MetricAdmin
from metering.admin.places import ServicePointAdmin, SiteAdmin, UtilityAdmin
from metering.admin.reading_batches import PeriodGateAdmin, ReadingBatchAdmin, RejectedRowAdmin
from metering.admin.reading_findings import ReadingFindingAdmin
from metering.admin.reading_uploads import ReadingUploadAdmin

__all__ = [
    "ChannelAdmin",
    "MeterAdmin",
    "MetricAdmin",
    "PeriodGateAdmin",
    "ReadingBatchAdmin",
    "ReadingFindingAdmin",
    "ReadingUploadAdmin",
    "RejectedRowAdmin",
    "ServicePointAdmin",
    "SiteAdmin",
    "UtilityAdmin",
]
