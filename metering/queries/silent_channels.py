"""Channels of a utility from which nothing has come for a while."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from metering.models import Channel, IntervalDay, Utility


@dataclass(frozen=True, slots=True)
class SilentChannels:
    """The first of the channels by service point and code, how many there are, and of how many in all."""

    names: tuple[tuple[str, str], ...]
    count: int
    channel_count: int


def load_silent_channels(
    *, utility: Utility, from_date: date, to_date: date, except_for: Collection[int] = (), named: int = 50
) -> SilentChannels:
    """The utility's channels without any reading on the local days from `from_date` up to but not `to_date`.

    Those of `except_for` are not counted among them: their readings are about to be stored. Channels read by dial
    are no part of it, as no delivery brings them. Two queries.
    """
    channels = Channel.objects.filter(service_point__utility=utility, kind=Channel.Kind.INTERVAL)
    days = IntervalDay.objects.filter(channel=OuterRef("pk"), date__gte=from_date, date__lt=to_date)
    silent = (
        channels.filter(~Exists(days))
        .order_by("service_point__code", "code")
        .values_list("pk", "service_point__code", "code")
    )
    names: list[tuple[str, str]] = []
    count = 0
    for channel_id, point, code in silent.iterator():
        if channel_id in except_for:
            continue
        count += 1
        if len(names) < named:
            names.append((point, code))
    return SilentChannels(tuple(names), count, channels.count())
