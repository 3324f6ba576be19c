"""Readings: one row per channel and local day, and the deliveries behind a day that has several.

Both tables obey the rules that let them be distributed by channel (docs/decisions): the channel in every
unique key, no database foreign keys, no identity column, no trigger.
"""

from django.db import models
from django.db.models import F, Func, IntegerField, Q
from django.db.models.lookups import Exact, In

from metering.models.meters import Channel


def _size_of(column: str) -> Func:
    return Func(F(column), function="octet_length", output_field=IntegerField())


# 2, 4 or 8 bytes for each interval of the day, and one for each if there are qualities.
_ARRAYS_FIT_THE_DAY = Q(In(_size_of("samples"), [F("interval_count") * width for width in (2, 4, 8)])) & (
    Q(qualities=None) | Q(Exact(_size_of("qualities"), F("interval_count")))
)


class IntervalDay(models.Model):
    """The values that count for a channel's local day: the winner among its deliveries.

    `samples`: little-endian integers of 2, 4 or 8 bytes, one per interval of the local day (92, 96 or 100
    quarter-hours). `qualities`: one ReadingQuality byte per interval, NULL when all are ACTUAL. `batch_id`
    names the one delivery that is the day's record; NULL when pieces are.
    """

    pk = models.CompositePrimaryKey("channel", "date")
    channel = models.ForeignKey(
        Channel,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="interval_days",
    )
    date = models.DateField()
    step_minutes = models.PositiveSmallIntegerField()
    interval_count = models.PositiveSmallIntegerField()
    samples = models.BinaryField()
    qualities = models.BinaryField(null=True)
    total = models.BigIntegerField()
    peak = models.BigIntegerField()
    batch_id = models.BigIntegerField(null=True)
    received_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["batch_id", "channel"], name="interval_day_by_batch")]
        constraints = [
            models.CheckConstraint(name="interval_day_arrays_fit_the_day", condition=_ARRAYS_FIT_THE_DAY),
        ]


class IntervalPiece(models.Model):
    """One delivery of a channel's local day, whole-day arrays with holes marked MISSING.

    Only ever added, and marked when withdrawn.
    """

    pk = models.CompositePrimaryKey("channel", "date", "batch_id")
    channel = models.ForeignKey(
        Channel,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="interval_pieces",
    )
    date = models.DateField()
    batch_id = models.BigIntegerField()
    step_minutes = models.PositiveSmallIntegerField()
    interval_count = models.PositiveSmallIntegerField()
    samples = models.BinaryField()
    qualities = models.BinaryField(null=True)
    received_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["batch_id", "channel"], name="interval_piece_by_batch")]
        constraints = [
            models.CheckConstraint(name="interval_piece_arrays_fit_the_day", condition=_ARRAYS_FIT_THE_DAY),
            models.CheckConstraint(
                name="interval_piece_withdrawn_after_receipt",
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=models.F("received_at")),
            ),
        ]
