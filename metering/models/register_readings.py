"""The numbers on dials, as somebody read them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q, Value

from metering.models.meters import Channel, Meter


class RegisterReading(models.Model):
    """A dial's number at the end of a local day of the service point; taken back, never changed.

    `digits` are those before the decimal mark. `meter` is the device that was read: a meter exchange is the
    closing reading of one and the opening reading of the next on one date.
    """

    class Kind(models.TextChoices):
        ACTUAL = "ACTUAL", "read by the utility"
        CUSTOMER = "CUSTOMER", "read by the customer"
        ESTIMATED = "ESTIMATED", "estimated"
        OPENING = "OPENING", "opening reading"
        CLOSING = "CLOSING", "closing reading"

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="register_readings")
    meter = models.ForeignKey(
        Meter, on_delete=models.PROTECT, null=True, blank=True, related_name="register_readings"
    )
    read_date = models.DateField()
    kind = models.CharField(max_length=10, choices=Kind)
    value = models.DecimalField(max_digits=14, decimal_places=4)
    digits = models.PositiveSmallIntegerField()
    decimals = models.PositiveSmallIntegerField(default=0)
    multiplier = models.DecimalField(max_digits=12, decimal_places=6, default=1)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "read_date", "kind"],
                condition=Q(withdrawn_at=None),
                name="register_reading_once_per_day_and_kind",
            ),
            models.CheckConstraint(
                name="register_reading_has_a_dial",
                condition=Q(digits__gte=1, digits__lte=10, decimals__lte=4, multiplier__gt=0),
            ),
            models.CheckConstraint(
                name="register_reading_fits_the_dial",
                condition=Q(
                    value__gte=0,
                    value__lt=Func(
                        Value(10),
                        F("digits"),
                        function="power",
                        template="%(function)s(%(expressions)s::numeric)",
                        output_field=models.DecimalField(),
                    ),
                ),
            ),
            models.CheckConstraint(
                name="register_reading_withdrawn_after_record",
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("recorded_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel}: {self.value} on {self.read_date}"
