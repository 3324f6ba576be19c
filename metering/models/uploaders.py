"""Who may deliver readings of which utility."""

from django.conf import settings
from django.db import models

from metering.models.places import Utility


class UtilityUploader(models.Model):
    """A user who uploads and sees the readings of a utility, and of no other."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="utilities_uploaded"
    )
    utility = models.ForeignKey(Utility, on_delete=models.CASCADE, related_name="uploaders")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "utility"], name="utility_uploader_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} for {self.utility}"
