"""Today and reports, for the office."""

from django.urls import path

from reports.staff import report_pages, today

app_name = "reports-staff"
urlpatterns = [
    path("", today.today, name="today"),
    path("reports/", report_pages.report_list, name="report-list"),
    path("reports/revenue", report_pages.revenue, name="report-revenue"),
    path("reports/usage", report_pages.usage, name="report-usage"),
    path("reports/load", report_pages.load, name="report-load"),
]
