"""Usage, for customers."""

from django.urls import path

from reports.portal import usage

app_name = "reports-portal"
urlpatterns = [
    path("usage/", usage.usage, name="usage"),
    path("usage/csv", usage.usage_csv, name="usage-csv"),
]
