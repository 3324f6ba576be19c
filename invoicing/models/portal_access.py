"""Which accounts a customer sees in the portal."""

from django.conf import settings
from django.db import models

from invoicing.models.accounts import Account


class PortalAccess(models.Model):
    """A user who sees an account in the portal: its customer, or somebody they have let in."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="portal_access")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="portal_access")

    class Meta:
        verbose_name_plural = "portal access"
        constraints = [
            models.UniqueConstraint(fields=["user", "account"], name="portal_access_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} sees {self.account}"
