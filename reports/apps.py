"""What it tells: analytics over the three apps below."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """What it tells: analytics over the three apps below."""

    name = "reports"
    verbose_name = "Reports"
