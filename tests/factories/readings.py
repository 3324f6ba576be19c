"""Readings in the store, as a delivery brings them."""

from datetime import UTC, datetime
from itertools import count

import numpy as np

from metering.models import ReadingBatch
from metering.models.interval_day_store import DeliveredPiece, store_delivery
from metering.usage.interval_grid import IntervalGrid
from metering.usage.local_calendar import LocalCalendar
from metering.usage.local_days import split_into_local_days

RECEIVED_AT = datetime(2026, 2, 1, 7, tzinfo=UTC)
_serial = count(1)


def store_readings(channel, from_date, to_date, quantity, received_at=RECEIVED_AT, qualities=None, holes=()):
    """Store one reading for each interval of the days, in one delivery; returns its batch.

    `quantity` is a whole number of the base unit (Wh), the same for every interval, or an array of them;
    `holes` are numbers of intervals that are not delivered.
    """
    calendar = LocalCalendar(channel.service_point.site.zone_name)
    grid = IntervalGrid.filling(calendar.span(from_date, to_date), channel.step_minutes)
    quantities = np.broadcast_to(np.asarray(quantity, dtype=np.int64), grid.count).copy()
    if qualities is None:
        qualities = np.full(grid.count, 60, dtype=np.uint8)
    qualities[list(holes)] = 0
    quantities[list(holes)] = 0
    batch = reading_batch(channel.service_point.utility, received_at)
    store_delivery(
        batch.pk,
        received_at,
        [
            DeliveredPiece(channel.pk, calendar.interval_count(piece.date, channel.step_minutes), piece)
            for piece in split_into_local_days(
                grid.start, channel.step_minutes, quantities, qualities, calendar
            )
        ],
    )
    return batch


def reading_batch(utility, received_at=RECEIVED_AT):
    """A batch without readings yet."""
    number = next(_serial)
    return ReadingBatch.objects.create(
        utility=utility,
        origin=ReadingBatch.Origin.FILE,
        source_name=f"readings-{number}.csv",
        format="LONG_CSV",
        content_hash=f"{number:064x}",
        received_at=received_at,
    )
