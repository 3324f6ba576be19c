"""The pages of bulk data, beneath /staff/bulk-data/."""

from django.urls import path

from invoicing.staff import bulk_data

urlpatterns = [
    path("", bulk_data.bulk_data, name="bulk-data"),
    path("imports/<int:entry_id>/", bulk_data.bulk_import, name="bulk-data-import"),
    path("<slug:slug>/", bulk_data.bulk_table, name="bulk-data-table"),
    path("<slug:slug>/template.<slug:file_format>", bulk_data.bulk_template, name="bulk-data-template"),
    path("<slug:slug>/export.<slug:file_format>", bulk_data.bulk_export, name="bulk-data-export"),
    path("<slug:slug>/<slug:key>/", bulk_data.bulk_preview, name="bulk-data-preview"),
]
