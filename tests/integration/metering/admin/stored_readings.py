"""Channels with readings, for the pages that tell of them."""

from datetime import UTC, date, datetime

import numpy as np
from django.db import transaction

from metering.models import ReadingBatch
from metering.models.interval_day_store import DeliveredPiece, store_delivery
from metering.usage.local_days import DayPiece

RECEIVED_AT = datetime(2026, 2, 2, 6, tzinfo=UTC)


def store_days(channel, *days):
    """Whole winter days of half-hours of 250 Wh; returns their batch."""
    batch = ReadingBatch.objects.create(
        utility=channel.service_point.utility,
        origin=ReadingBatch.Origin.FILE,
        source_name="north_2026-01.csv",
        format="long_csv",
        content_hash=f"{channel.pk:064d}",
        received_at=RECEIVED_AT,
        reading_count=48 * len(days),
    )
    quantities, actual = np.full(48, 250, dtype=np.int64), np.zeros(48, dtype=np.uint8)
    with transaction.atomic():
        store_delivery(
            batch.pk,
            RECEIVED_AT,
            [
                DeliveredPiece(channel.pk, 48, DayPiece(date.fromisoformat(day), 30, 0, quantities, actual))
                for day in days
            ],
        )
    return batch
