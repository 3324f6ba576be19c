"""Take a batch back out; the readings below it count again."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from billing_site.foundation import audit
from metering.models import ReadingBatch
from metering.models.interval_day_store import withdraw_delivery
from metering.models.period_gate import enter_as_writer
from metering.usage.channel_spans import spans_of_days
from metering.use_cases.validate_readings import validate_readings


class UnableToWithdrawReadingBatch(Exception):
    """Nothing was changed."""


def withdraw_reading_batch(
    *, batch: ReadingBatch, withdrawn_at: datetime, reason: str, actor: AbstractBaseUser | str | None
) -> ReadingBatch:
    """Take every reading of the batch out of the count, as if it had never come; in whatever order.

    The exact inverse of its import: each local day becomes what the other deliveries make of it. What was
    delivered is kept, so that bills can be recomputed as of their time; the findings on the touched days
    are worked out anew. The same file may then be imported again, as a new batch.

    Raises UnableToWithdrawReadingBatch when the batch is withdrawn already, no reason is given, or the batch
    follows from meter readings.
    """
    reason = reason.strip()
    if not reason:
        raise UnableToWithdrawReadingBatch("say why the batch is withdrawn: the reason is kept with it")
    with transaction.atomic(durable=True):
        withdrawn_at = enter_as_writer(withdrawn_at)
        batch = ReadingBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
        if batch.state == ReadingBatch.State.WITHDRAWN:
            raise UnableToWithdrawReadingBatch(
                f"batch {batch.pk} ({batch}) was withdrawn on {batch.withdrawn_at:%Y-%m-%d at %H:%MZ}"
            )
        if batch.origin == ReadingBatch.Origin.REGISTER:
            raise UnableToWithdrawReadingBatch(
                f"batch {batch.pk} ({batch}) follows from two meter readings: take one of those back instead"
            )
        # A host whose clock is behind may not take readings back before they came.
        batch.withdrawn_at = max(withdrawn_at, batch.received_at)
        batch.state = ReadingBatch.State.WITHDRAWN
        batch.save(update_fields=["state", "withdrawn_at"])
        spans = spans_of_days(withdraw_delivery(batch.pk, batch.withdrawn_at))
        validate_readings(spans=spans, found_at=batch.withdrawn_at)
        audit.record(
            action="WITHDRAWN",
            subject=batch,
            actor=actor,
            at=batch.withdrawn_at,
            details={
                "reason": reason,
                "reading_count": batch.reading_count,
                "day_count": sum(span.day_count for span in spans),
            },
        )
    return batch
