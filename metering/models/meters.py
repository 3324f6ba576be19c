"""What is measured, and the streams that measure it."""

from django.db import models
from django.db.models import Q

from billing_site.foundation.word_search import beginning_index
from metering.models.places import ServicePoint, Utility


class Metric(models.Model):
    """A thing that can be measured and priced: electricity, water, call minutes, API calls.

    Quantities are stored as whole numbers of 10^-decimals of the unit (Wh for kWh with 3 decimals).
    """

    class Aggregation(models.TextChoices):
        SUM = "SUM", "sum"
        MAX = "MAX", "maximum"
        LATEST = "LATEST", "latest"

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=100)
    unit = models.CharField(max_length=16)
    decimals = models.PositiveSmallIntegerField()
    aggregation = models.CharField(max_length=8, choices=Aggregation, default=Aggregation.SUM)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="metric_decimals_0_to_6",
                condition=Q(decimals__lte=6),
                violation_error_code="decimals",
                violation_error_message="Decimals can be 0 to 6: write 3 to store kWh to the Wh.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.unit})"


class Meter(models.Model):
    """The device, with a serial number."""

    utility = models.ForeignKey(Utility, on_delete=models.PROTECT, related_name="meters")
    serial = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["utility", "serial"],
                name="meter_serial_once_per_utility",
                violation_error_code="serial",
                violation_error_message="Serial is that of another meter of this utility: "
                "correct it, or edit that meter.",
            ),
        ]
        indexes = [beginning_index("serial", name="meter_by_serial")]

    def __str__(self) -> str:
        return self.serial


class Channel(models.Model):
    """One stream of readings: one service point, one metric, one direction; a meter is optional.

    `code` is the name the utility's files use for it (NMI suffix E1, register number). One that is read by
    dial gets its intervals by spreading what was used between two readings of the dial, not from files.
    """

    class Kind(models.TextChoices):
        INTERVAL = "INTERVAL", "delivered in intervals"
        REGISTER = "REGISTER", "read by dial"

    service_point = models.ForeignKey(ServicePoint, on_delete=models.PROTECT, related_name="channels")
    metric = models.ForeignKey(Metric, on_delete=models.PROTECT, related_name="channels")
    meter = models.ForeignKey(Meter, on_delete=models.PROTECT, related_name="channels", null=True, blank=True)
    code = models.CharField(max_length=40)
    step_minutes = models.PositiveSmallIntegerField("interval length (minutes)")
    kind = models.CharField("how it is read", max_length=8, choices=Kind, default=Kind.INTERVAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service_point", "code"],
                name="channel_code_once_per_service_point",
                violation_error_code="code",
                violation_error_message="Code is taken by another channel of this service point: "
                "choose a different one, or edit that channel.",
            ),
            models.CheckConstraint(
                name="channel_step_divides_the_hour_or_day",
                condition=Q(step_minutes__in=[1, 5, 10, 15, 20, 30, 60]),
                violation_error_code="step_minutes",
                violation_error_message="Interval length can be 1, 5, 10, 15, 20, 30 or 60 minutes: "
                "write one of these.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_point} {self.code}"
