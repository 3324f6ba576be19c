"""Days whose stored values were replaced: by them a bill knows that its readings are others now."""

from django.db import models

from metering.models.meters import Channel


class ReadingChange(models.Model):
    """A channel's local day that had all of its readings got other values, or lost them.

    `before` and `after` are digests of the day's values; NULL when there were none. A day is followed here from
    its first change on, so that of several changes the first `before` and the last `after` tell whether its
    values are what they were. Days that fill up, and better qualities of the same values, are no change.
    """

    pk = models.CompositePrimaryKey("channel", "date", "changed_at")
    channel = models.ForeignKey(
        Channel,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="reading_changes",
    )
    date = models.DateField()
    changed_at = models.DateTimeField()
    before = models.BigIntegerField(null=True)
    after = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["-changed_at"], name="reading_change_by_time")]
