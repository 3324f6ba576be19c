"""The site: roof over the four apps."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class BillingSiteConfig(AppConfig):
    """Users, roles, settings, URLs and the demo."""

    name = "billing_site"
    verbose_name = "People"


class BillingAdminConfig(AdminConfig):
    """Django's admin, with our site."""

    default_site = "billing_site.admin_site.BillingAdminSite"
