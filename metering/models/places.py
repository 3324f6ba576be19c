"""Who sends readings, and where service is delivered."""

from django.db import models
from django.db.models import Q

from billing_site.foundation.word_search import beginning_index, words_index


class Utility(models.Model):
    """The organisation that sends us readings."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)

    class Meta:
        verbose_name_plural = "utilities"

    def __str__(self) -> str:
        return self.name


class Site(models.Model):
    """A place with an address and a time zone; its local days cut usage and billing periods."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    street = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=200, blank=True)
    zone_name = models.CharField("time zone", max_length=64, help_text="IANA name, such as Europe/Berlin")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="site_has_time_zone",
                condition=~Q(zone_name=""),
                violation_error_code="zone_name",
                violation_error_message="Time zone is missing: write an IANA name such as Europe/Berlin.",
            ),
        ]
        indexes = [
            beginning_index("code", name="site_by_code"),
            words_index("name", "street", "city", name="site_by_words"),
        ]

    def __str__(self) -> str:
        return self.name


class ServicePoint(models.Model):
    """Where service is delivered and metered (NMI, MPAN); keeps its identity when meters change."""

    utility = models.ForeignKey(Utility, on_delete=models.PROTECT, related_name="service_points")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="service_points")
    code = models.CharField(max_length=40, help_text="NMI, MPAN or the utility's own number")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["utility", "code"],
                name="service_point_code_once_per_utility",
                violation_error_code="code",
                violation_error_message="Code is taken by another service point of this utility: "
                "choose a different one, or edit that service point.",
            ),
        ]
        indexes = [beginning_index("code", name="service_point_by_code")]

    def __str__(self) -> str:
        return self.code
