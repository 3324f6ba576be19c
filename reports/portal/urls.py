"""Usage, for customers."""

from django.urls import path

from reports.portal import usage, usage_downloads

app_name = "reports-portal"
urlpatterns = [
    path("usage/", usage.usage, name="usage"),
    path("usage/csv", usage_downloads.usage_csv, name="usage-csv"),
]
