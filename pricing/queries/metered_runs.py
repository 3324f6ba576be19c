"""The stored readings of a service point, as runs by metric: what a quote is made from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from metering.queries.channels import load_channels_of_service_points
from metering.queries.usage import load_channel_usage
from metering.usage.series_assembly import ReadingRun


def load_metered_runs(
    *, service_point_id: int, metrics: Collection[str], from_date: date, to_date: date
) -> Mapping[str, list[ReadingRun]]:
    """A run for each channel that measures one of the metrics, over the local days up to, not including, `to_date`.

    One query for the channels and one for each of them. Raises as `load_usage` does.
    """
    runs: defaultdict[str, list[ReadingRun]] = defaultdict(list)
    for channel in load_channels_of_service_points([service_point_id]):
        if channel.metric_code not in metrics:
            continue
        usage = load_channel_usage([channel], from_date, to_date)
        runs[channel.metric_code].append(
            ReadingRun(
                channel.code,
                usage.grid.start,
                channel.step_minutes,
                usage.quantities[0],
                None if usage.qualities is None else usage.qualities[0],
                channel.unit,
                channel.decimals,
            )
        )
    return runs
