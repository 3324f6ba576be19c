"""Readings: imports, findings and service points, for the office and for utilities."""

from django.urls import URLPattern, path

from metering.staff import (
    corrections,
    finding_actions,
    findings,
    meter_exchange,
    meter_readings,
    missing_readings,
    reading_sources,
    reading_upload_actions,
    reading_upload_downloads,
    reading_uploads,
    service_points,
    take_back,
)

app_name = "metering-staff"
urlpatterns: list[URLPattern] = [
    path("uploads/", reading_uploads.upload_list, name="upload-list"),
    path("uploads/new/", reading_uploads.upload_new, name="upload-new"),
    path("uploads/missing.csv", missing_readings.upload_missing_csv, name="upload-missing-csv"),
    path("uploads/template.csv", reading_upload_downloads.upload_template, name="upload-template"),
    path("uploads/<int:pk>/", reading_uploads.upload, name="upload"),
    path("uploads/<int:pk>/progress/", reading_uploads.upload_progress, name="upload-progress"),
    path("uploads/<int:pk>/recheck/", reading_upload_actions.upload_recheck, name="upload-recheck"),
    path("uploads/<int:pk>/commit/", reading_upload_actions.upload_commit, name="upload-commit"),
    path("uploads/<int:pk>/cancel/", reading_upload_actions.upload_cancel, name="upload-cancel"),
    path("uploads/<int:pk>/undo/", reading_upload_actions.upload_undo, name="upload-undo"),
    path("uploads/<int:pk>/rejected.csv", reading_upload_downloads.upload_rejected, name="upload-rejected"),
    path("uploads/<int:pk>/file/", reading_upload_downloads.upload_file, name="upload-file"),
    path("findings/", findings.finding_list, name="finding-list"),
    path("findings/accept/", finding_actions.findings_accept, name="findings-accept"),
    path("findings/estimate/", finding_actions.findings_estimate, name="findings-estimate"),
    path("findings/<int:pk>/", findings.finding, name="finding"),
    path("findings/<int:pk>/accept/", finding_actions.finding_accept, name="finding-accept"),
    path("findings/<int:pk>/estimate/", finding_actions.finding_estimate, name="finding-estimate"),
    path("service-points/", service_points.service_point_list, name="service-point-list"),
    path("service-points/<int:pk>/", service_points.service_point, name="service-point"),
    path("service-points/<int:pk>/sources/", reading_sources.reading_sources, name="reading-sources"),
    path("batches/<int:pk>/file/", reading_sources.batch_file, name="batch-file"),
    path(
        "service-points/<int:pk>/meter-readings/new/",
        meter_readings.meter_reading_new,
        name="meter-reading-new",
    ),
    path(
        "service-points/<int:pk>/meter-readings/<int:reading_id>/take-back/",
        meter_readings.meter_reading_take_back,
        name="meter-reading-take-back",
    ),
    path("service-points/<int:pk>/meter-exchange/", meter_exchange.meter_exchange, name="meter-exchange"),
    path("service-points/<int:pk>/take-back/<int:batch_id>/", take_back.take_back, name="take-back"),
    path("service-points/<int:pk>/correct/", corrections.correct_readings_page, name="correct-readings"),
    path(
        "service-points/<int:pk>/correct/estimate/",
        corrections.correct_readings_estimate,
        name="correct-readings-estimate",
    ),
]
