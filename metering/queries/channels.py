"""What is known of a channel besides its readings."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import F, QuerySet

from metering.models import Channel


@dataclass(frozen=True, slots=True)
class ChannelFacts:
    """A channel with its metric, its service point and the zone whose local days its readings are kept in.

    Quantities are whole numbers of 10^-`decimals` of `unit`; `aggregation` is a Metric.Aggregation code,
    `kind` a Channel.Kind code.
    """

    channel_id: int
    service_point_id: int
    service_point_code: str
    utility_id: int
    code: str
    metric_code: str
    unit: str
    decimals: int
    aggregation: str
    step_minutes: int
    zone_name: str
    kind: str = Channel.Kind.INTERVAL

    @property
    def is_read_by_dial(self) -> bool:
        """Whether its intervals are made from the numbers on a dial."""
        return self.kind == Channel.Kind.REGISTER


def load_channels(channel_ids: Collection[int]) -> dict[int, ChannelFacts]:
    """The channels by id, in one query.

    Raises Channel.DoesNotExist naming the ids that are not there.
    """
    found = {facts.channel_id: facts for facts in channel_facts(Channel.objects.filter(pk__in=channel_ids))}
    missing = sorted(set(channel_ids) - found.keys())
    if missing:
        raise Channel.DoesNotExist(f"no channel has the id {', '.join(map(str, missing))}")
    return found


def load_channels_of_service_points(service_point_ids: Collection[int]) -> list[ChannelFacts]:
    """The service points' channels, by service point and code, in one query."""
    return channel_facts(Channel.objects.filter(service_point__in=service_point_ids))


def channel_facts(channels: QuerySet[Channel]) -> list[ChannelFacts]:
    """The facts of the channels of a queryset, by service point and code, in one query."""
    rows = channels.order_by("service_point", "code").values_list(
        F("pk"),
        "service_point_id",
        "service_point__code",
        "service_point__utility_id",
        "code",
        "metric__code",
        "metric__unit",
        "metric__decimals",
        "metric__aggregation",
        "step_minutes",
        "service_point__site__zone_name",
        "kind",
    )
    return [ChannelFacts(*row) for row in rows]
