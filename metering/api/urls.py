"""The API's addresses of readings."""

from django.urls import path

from metering.api import reading_batches, service_points, usage_events

urlpatterns = [
    path("readings/batches", reading_batches.ReadingBatches.as_view(), name="api-reading-batches"),
    path(
        "readings/batches/<str:reference>",
        reading_batches.ReadingBatchDetail.as_view(),
        name="api-reading-batch",
    ),
    path(
        "readings/batches/<str:reference>/errors",
        reading_batches.ReadingBatchErrors.as_view(),
        name="api-reading-batch-errors",
    ),
    path(
        "readings/batches/<str:reference>/errors.csv",
        reading_batches.ReadingBatchErrorsCsv.as_view(),
        name="api-reading-batch-errors-csv",
    ),
    path(
        "readings/batches/<str:reference>/withdraw",
        reading_batches.ReadingBatchWithdrawal.as_view(),
        name="api-reading-batch-withdrawal",
    ),
    path("usage-events", usage_events.UsageEvents.as_view(), name="api-usage-events"),
    path("service-points", service_points.ServicePoints.as_view(), name="api-service-points"),
    path(
        "service-points/<str:code>/usage",
        service_points.ServicePointUsage.as_view(),
        name="api-service-point-usage",
    ),
]
