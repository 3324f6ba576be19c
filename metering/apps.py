"""What was used, when: places, channels, readings."""

from django.apps import AppConfig


class MeteringConfig(AppConfig):
    """What was used, when: places, channels, readings."""

    name = "metering"
    verbose_name = "Metering"
