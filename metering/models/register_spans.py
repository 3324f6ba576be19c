"""What was used between two readings of a dial, as it counts."""

from django.db import models
from django.db.models import F, Q

from metering.models.meters import Channel
from metering.models.reading_batches import ReadingBatch
from metering.models.register_readings import RegisterReading


class RegisterSpan(models.Model):
    """Two neighbouring register readings of a channel and the batch that holds what was used between them.

    `quantity` is a whole number of the metric's base unit; its days are those after `earlier` up to and with
    the day of `later`. It is taken back with its batch as soon as the two are neighbours no more.
    """

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="register_spans")
    earlier = models.ForeignKey(RegisterReading, on_delete=models.PROTECT, related_name="spans_after")
    later = models.ForeignKey(RegisterReading, on_delete=models.PROTECT, related_name="spans_before")
    batch = models.OneToOneField(ReadingBatch, on_delete=models.PROTECT, related_name="register_span")
    quantity = models.BigIntegerField()
    rolled_over = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["earlier"],
                condition=Q(withdrawn_at=None),
                name="register_span_one_after_a_reading",
            ),
            models.UniqueConstraint(
                fields=["later"],
                condition=Q(withdrawn_at=None),
                name="register_span_one_before_a_reading",
            ),
            models.CheckConstraint(name="register_span_joins_two_readings", condition=~Q(earlier=F("later"))),
        ]

    def __str__(self) -> str:
        return f"{self.earlier} to {self.later}"
