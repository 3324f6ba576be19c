"""How long the intervals of channels are, by the names that senders use."""

from __future__ import annotations

from collections.abc import Collection

from metering.models import Channel, Utility


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
