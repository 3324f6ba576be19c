"""What it costs: plans and the rating engine."""

from django.apps import AppConfig


class PricingConfig(AppConfig):
    """What it costs: plans and the rating engine."""

    name = "pricing"
    verbose_name = "Pricing"
