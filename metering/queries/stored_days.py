"""How many days of readings a channel has, and whether there are any at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, Max, Min, OuterRef, QuerySet

from metering.models import Channel, IntervalDay


@dataclass(frozen=True, slots=True)
class StoredDays:
    """The local days that have readings: the first, the last, and how many there are from one to the other."""

    first_date: date
    last_date: date
    day_count: int

    @property
    def gap_count(self) -> int:
        """How many days between the first and the last have none."""
        return (self.last_date - self.first_date).days + 1 - self.day_count


def load_stored_days(channel_id: int) -> StoredDays | None:
    """The days stored of a channel, in one query on its primary key; None if there are none."""
    found = IntervalDay.objects.filter(channel=channel_id).aggregate(
        first=Min("date"), last=Max("date"), days=Count("date")
    )
    return StoredDays(found["first"], found["last"], found["days"]) if found["days"] else None


def with_stored_days(channels: QuerySet[Channel]) -> QuerySet[Channel]:
    """Those of the channels that have readings."""
    return channels.filter(Exists(IntervalDay.objects.filter(channel=OuterRef("pk"))))
