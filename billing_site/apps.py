"""The site: roof over the four apps."""

from django.apps import AppConfig


class BillingSiteConfig(AppConfig):
    """Users, roles, settings, URLs and the demo."""

    name = "billing_site"
    verbose_name = "People"
