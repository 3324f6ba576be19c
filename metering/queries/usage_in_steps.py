"""A service point's usage in the steps that somebody asks for: whole numbers, and the lowest quality of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from metering.models import Metric
from metering.queries.channels import ChannelFacts, load_channels_of_service_points
from metering.queries.usage import load_channel_usage
from metering.usage.day_blocks import StepMismatch
from metering.usage.local_calendar import LocalCalendar
from metering.usage.reading_quality import ReadingQuality
from metering.usage.usage_matrix import UsageMatrix

MOST_INTERVALS = 100_000


class UnableToLoadUsage(Exception):
    """The usage cannot be given in such steps; the message says why."""


@dataclass(frozen=True, slots=True)
class ChannelUsage:
    """One channel: `quantities` int64 in 10^-decimals of its unit, `qualities` uint8, both of shape (n,).

    `step_minutes` is None for local days. What has no reading at all is MISSING with quantity 0; what lacks a
    part is MISSING too, and its quantity is that of the rest.
    """

    channel: ChannelFacts
    start: datetime
    step_minutes: int | None
    quantities: NDArray[np.int64]
    qualities: NDArray[np.uint8]


def load_usage_in_steps(
    *, service_point_id: int, from_date: date, to_date: date, step: int | str | None
) -> list[ChannelUsage]:
    """The channels' usage on the local days from `from_date` up to but not including `to_date`.

    `step`: minutes, "day" for local days, or None for each channel's own. One query for the channels and one
    for each of them. Raises UnableToLoadUsage.
    """
    channels = load_channels_of_service_points([service_point_id])
    span = (to_date - from_date).days
    if sum(span * 1440 // channel.step_minutes for channel in channels) > MOST_INTERVALS:
        raise UnableToLoadUsage(f"this is more than {MOST_INTERVALS:,} intervals: ask for fewer days at once")
    return [_channel_usage(channel, from_date, to_date, step) for channel in channels]


def _channel_usage(
    channel: ChannelFacts, from_date: date, to_date: date, step: int | str | None
) -> ChannelUsage:
    try:
        usage = load_channel_usage([channel], from_date, to_date)
    except (StepMismatch, ValueError) as error:
        raise UnableToLoadUsage(f"channel {channel.code}: {error}") from error
    edges = _edges(channel, usage, from_date, to_date, step)
    quantities, qualities = usage.quantities[0], _qualities(usage)
    if len(edges) != usage.grid.count:
        if channel.aggregation != Metric.Aggregation.SUM:
            raise UnableToLoadUsage(f"channel {channel.code} cannot be added up: ask for its own step")
        quantities = np.add.reduceat(quantities, edges)
        qualities = np.minimum.reduceat(qualities, edges)
    minutes = None if step == "day" else int(step or channel.step_minutes)
    return ChannelUsage(channel, usage.grid.start, minutes, quantities, qualities)


def _edges(
    channel: ChannelFacts, usage: UsageMatrix, from_date: date, to_date: date, step: int | str | None
) -> NDArray[np.intp]:
    """Where each of the wanted steps begins among the channel's intervals."""
    if step == "day":
        calendar = LocalCalendar(channel.zone_name)
        starts = [usage.grid.index(calendar.day_start(day)) for day in calendar.dates(usage.grid.period)]
        return np.array(starts, dtype=np.intp)
    each, rest = divmod(int(step or channel.step_minutes), channel.step_minutes)
    if rest or not each or usage.grid.count % each:
        raise UnableToLoadUsage(
            f"channel {channel.code} has {channel.step_minutes}-minute intervals, which do not make up"
            f" {step}-minute ones on these days"
        )
    return np.arange(0, usage.grid.count, each, dtype=np.intp)


def _qualities(usage: UsageMatrix) -> NDArray[np.uint8]:
    if usage.qualities is None:
        return np.full(usage.grid.count, ReadingQuality.ACTUAL, dtype=np.uint8)
    qualities: NDArray[np.uint8] = usage.qualities[0]
    return qualities
