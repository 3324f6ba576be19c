"""Metering's master data and history in the admin."""

from metering.admin.meters import ChannelAdmin, MeterAdmin, MetricAdmin
from metering.admin.places import ServicePointAdmin, SiteAdmin, UtilityAdmin
from metering.admin.reading_batches import PeriodGateAdmin, ReadingBatchAdmin, RejectedRowAdmin
from metering.admin.reading_findings import ReadingFindingAdmin
from metering.admin.reading_uploads import ReadingUploadAdmin
from metering.admin.register_readings import ReadingSubmissionAdmin, RegisterReadingAdmin, RegisterSpanAdmin
from metering.admin.uploaders import UtilityUploaderAdmin

__all__ = [
    "ChannelAdmin",
    "MeterAdmin",
    "MetricAdmin",
    "PeriodGateAdmin",
    "ReadingBatchAdmin",
    "ReadingFindingAdmin",
    "ReadingSubmissionAdmin",
    "ReadingUploadAdmin",
    "RegisterReadingAdmin",
    "RegisterSpanAdmin",
    "RejectedRowAdmin",
    "ServicePointAdmin",
    "SiteAdmin",
    "UtilityAdmin",
    "UtilityUploaderAdmin",
]
