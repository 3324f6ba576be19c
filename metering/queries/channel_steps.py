"""How long the intervals of channels are, by the names that senders use."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from django.db.models import Count

from metering.file_formats.channel_steps import ChannelSteps
from metering.models import Channel, Utility

_WITHOUT_CHANNELS: Final = 30


def load_channel_steps(utility: Utility, service_points: Collection[str]) -> dict[tuple[str, str], int]:
    """Minutes by service point and channel, of the utility's points with these codes; one query."""
    codes = {code for code in service_points if "\0" not in code}
    if not codes:
        return {}
    rows = Channel.objects.filter(service_point__utility=utility, service_point__code__in=codes)
    return {
        (point, channel): step
        for point, channel, step in rows.values_list("service_point__code", "code", "step_minutes")
    }


def load_steps_of_utility(utility: Utility) -> ChannelSteps:
    """Of all channels of the utility, for a file whose channels are not known yet; two queries."""
    channels = Channel.objects.filter(service_point__utility=utility)
    counts = channels.values_list("step_minutes").annotate(count=Count("pk")).order_by("-count")
    usual = next((step for step, _ in counts[:1]), _WITHOUT_CHANNELS)
    others = channels.exclude(step_minutes=usual).values_list("service_point__code", "code", "step_minutes")
    return ChannelSteps(usual, {(point, channel): step for point, channel, step in others.iterator()})
