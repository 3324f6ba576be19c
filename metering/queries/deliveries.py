"""Which batches the readings of a span came with."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max, Q, QuerySet

from metering.models import IntervalDay, IntervalPiece, ReadingBatch


@dataclass(frozen=True, slots=True)
class Delivery:
    """A batch that counted: how many channel days of the span it delivered to, and from when to when.

    `content_hash`: SHA-256 of what was received. `origin` is a ReadingBatch.Origin code; `is_withdrawn` tells
    that it was taken back since. `upload_id` is the upload it came with, if it did.
    """

    batch_id: int
    utility_name: str
    source_name: str
    content_hash: str
    origin: str
    received_at: datetime
    is_withdrawn: bool
    day_count: int
    first_date: date
    last_date: date
    upload_id: int | None


def load_deliveries(
    *, channel_ids: Collection[int], from_date: date, to_date: date, as_of: datetime
) -> list[Delivery]:
    """The batches behind the channels' readings as they stood at the instant, in order of receipt.

    Of the local days from `from_date` up to but not including `to_date`; in three queries.
    """
    span: dict[str, Any] = {
        "channel__in": channel_ids,
        "date__gte": from_date,
        "date__lt": to_date,
        "received_at__lte": as_of,
    }
    days: dict[int, set[tuple[int, date]]] = {}
    for rows in (
        IntervalDay.objects.filter(**span, batch_id__isnull=False),
        IntervalPiece.objects.filter(Q(withdrawn_at=None) | Q(withdrawn_at__gt=as_of), **span),
    ):
        for batch_id, channel_id, day in _batch_days(rows):
            days.setdefault(batch_id, set()).add((channel_id, day))
    batches = (
        ReadingBatch.objects.filter(pk__in=days)
        .select_related("utility")
        .annotate(upload_id=Max("reading_uploads"))
        .order_by("received_at", "pk")
    )
    return [
        Delivery(
            batch_id=batch.pk,
            utility_name=batch.utility.name,
            source_name=batch.source_name,
            content_hash=batch.content_hash,
            origin=batch.origin,
            received_at=batch.received_at,
            is_withdrawn=batch.state == ReadingBatch.State.WITHDRAWN,
            day_count=len(days[batch.pk]),
            first_date=min(day for _, day in days[batch.pk]),
            last_date=max(day for _, day in days[batch.pk]),
            upload_id=batch.upload_id,
        )
        for batch in batches
    ]


def _batch_days(rows: QuerySet[Any]) -> QuerySet[Any, tuple[int, int, date]]:
    return rows.values_list("batch_id", "channel_id", "date")
