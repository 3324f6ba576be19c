"""Usage events as they stood at an instant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from metering.models import UsageEvent
from metering.usage.periods import Period


@dataclass(frozen=True, slots=True)
class ReadEvent:
    """An event of a channel; `quantity` is in the metric's unit."""

    at: datetime
    quantity: Decimal
    properties: Mapping[str, str]
    key: str


def load_usage_events(
    channel_ids: Collection[int], period: Period, as_of: datetime
) -> dict[int, list[ReadEvent]]:
    """The channels' events in the period that were received up to `as_of`, in order of time; one query.

    A channel without any is left out.
    """
    rows = (
        UsageEvent.objects.filter(
            channel__in=channel_ids, at__gte=period.start, at__lt=period.end, received_at__lte=as_of
        )
        .order_by("channel", "at", "event_key")
        .values_list("channel_id", "at", "quantity", "properties", "event_key")
    )
    found: defaultdict[int, list[ReadEvent]] = defaultdict(list)
    for channel_id, *event in rows:
        found[channel_id].append(ReadEvent(*event))
    return dict(found)
