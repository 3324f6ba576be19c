"""What was used, when: places, channels, readings."""

from django.apps import AppConfig


class MeteringConfig(AppConfig):
    """What was used, when: places, channels, readings."""

    name = "metering"
    verbose_name = "Metering"

    def ready(self) -> None:
        """Have uploads rung for until nothing is left to do for them."""
        from billing_site.foundation import jobs
        from metering.queries.reading_uploads import find_uploads_at_work

        jobs.register_open_work("reading uploads", find_uploads_at_work)
