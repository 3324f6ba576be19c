"""Prices of indices over time, such as day-ahead prices: one row for each revision and UTC day."""

from django.db import models
from django.db.models import Q


class PriceIndex(models.Model):
    """A published series of prices, under the code by which plans name it.

    Prices are stored as whole numbers of 10^-decimals of the currency per unit.
    """

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=100)
    zone = models.CharField(max_length=40, blank=True, help_text="bidding zone or hub, such as DE-LU")
    step_minutes = models.PositiveSmallIntegerField("interval length (minutes)", default=60)
    unit = models.CharField(max_length=16, default="MWh", help_text="what a price is for, such as MWh")
    currency = models.CharField(max_length=3, help_text="ISO 4217")
    decimals = models.PositiveSmallIntegerField(default=5)

    class Meta:
        verbose_name_plural = "price indices"
        constraints = [
            models.CheckConstraint(
                name="price_index_step_divides_the_hour",
                condition=Q(step_minutes__in=[5, 10, 15, 20, 30, 60]),
                violation_error_code="step_minutes",
                violation_error_message="Interval length can be 5, 10, 15, 20, 30 or 60 minutes: "
                "write one of these.",
            ),
            models.CheckConstraint(
                name="price_index_decimals_0_to_9",
                condition=Q(decimals__lte=9),
                violation_error_code="decimals",
                violation_error_message="Decimals can be 0 to 9: write 2 for prices such as 85.32.",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class IndexRevision(models.Model):
    """Prices that came together. A later revision supersedes an earlier one where it has a price; both stay."""

    index = models.ForeignKey(PriceIndex, on_delete=models.PROTECT, related_name="revisions")
    name = models.CharField(max_length=60)
    content_hash = models.CharField(max_length=64, help_text="SHA-256 of the file")
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["index", "content_hash"], name="index_revision_once_per_index_and_content"
            ),
            models.UniqueConstraint(fields=["index", "name"], name="index_revision_name_once_per_index"),
        ]

    def __str__(self) -> str:
        return f"{self.index} {self.name}"


class IndexDay(models.Model):
    """A revision's prices of one UTC day, never changed.

    `samples`: little-endian integers of 2, 4 or 8 bytes, one for each interval. `known`: one byte for each,
    1 where the revision has a price; NULL when it has all.
    """

    revision = models.ForeignKey(IndexRevision, on_delete=models.PROTECT, related_name="days")
    date = models.DateField()
    samples = models.BinaryField()
    known = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["revision", "date"], name="index_day_once_per_revision"),
        ]

    def __str__(self) -> str:
        return f"{self.revision}: {self.date}"
