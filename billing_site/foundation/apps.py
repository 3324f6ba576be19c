"""What every app stands on: audit, outbox, jobs, idempotency."""

from django.apps import AppConfig
from django.core.checks import register


class FoundationConfig(AppConfig):
    """Tables that every app may write and none may own."""

    name = "billing_site.foundation"
    label = "foundation"
    verbose_name = "Foundation"

    def ready(self) -> None:
        """Register the start-up checks, and our own open work."""
        from billing_site.foundation import jobs
        from billing_site.foundation.checks import queue_settings_are_safe
        from billing_site.foundation.expired_rows import find_expired_rows

        register(queue_settings_are_safe)
        jobs.register_open_work("jobs", jobs.find_open_jobs)
        jobs.register_open_work("expired rows", find_expired_rows)
