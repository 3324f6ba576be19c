"""Things used at an instant: API calls, telephone calls, transfers."""

from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.lookups import Exact

from metering.models.meters import Channel


class UsageEvent(models.Model):
    """One event of a channel. It is the record: never changed, and set right by another event.

    The sender's own key makes it one however often it is sent. `properties` are texts by name that prices may
    differ by. As for readings, the table can be distributed by channel.
    """

    pk = models.CompositePrimaryKey("channel", "event_key")
    channel = models.ForeignKey(
        Channel,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="usage_events",
    )
    event_key = models.CharField(max_length=120)
    at = models.DateTimeField()
    quantity = models.DecimalField(max_digits=30, decimal_places=12)
    properties = models.JSONField(default=dict)
    received_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["channel", "at"], name="usage_event_by_time")]
        constraints = [
            models.CheckConstraint(name="usage_event_has_key", condition=~Q(event_key="")),
            models.CheckConstraint(
                name="usage_event_properties_are_an_object",
                condition=Q(
                    Exact(
                        Func(F("properties"), function="jsonb_typeof", output_field=models.TextField()),
                        Value("object"),
                    )
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.event_key
