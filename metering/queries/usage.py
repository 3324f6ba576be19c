"""Stored readings as usage: the shape in which a batch of accounts is rated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from metering.models.interval_day_rows import fetch_encoded_days, fetch_replaced_pieces_as_of
from metering.models.interval_day_store import days_as_of
from metering.queries.channels import ChannelFacts
from metering.usage.day_blocks import EncodedDay, lay_days
from metering.usage.interval_grid import IntervalGrid
from metering.usage.local_calendar import LocalCalendar
from metering.usage.sample_codec import encode_qualities, encode_samples
from metering.usage.usage_matrix import UsageMatrix


def load_usage(
    *,
    channel_ids: Sequence[int],
    step_minutes: int,
    unit: str,
    decimals: int,
    zone_name: str,
    from_date: date,
    to_date: date,
    as_of: datetime | None = None,
) -> UsageMatrix:
    """The channels' usage on the local days from `from_date` up to but not including `to_date`.

    One row per entry of `channel_ids`, in that order; an interval without a reading is MISSING with quantity
    0. With `as_of`, the days as they stood at that instant, whatever came or was withdrawn since; without,
    the readings that count now. `unit` and `decimals` are those of the channels' metric and are passed on.
    One query, two with `as_of`, however many channels and days.

    Raises StepMismatch naming the channels whose stored days have another step or, in another zone, another
    length; ValueError when the steps do not fill the span.
    """
    calendar = LocalCalendar(zone_name)
    grid = IntervalGrid.filling(calendar.span(from_date, to_date), step_minutes)
    unique_ids = list(dict.fromkeys(channel_ids))
    positions = {channel_id: row for row, channel_id in enumerate(unique_ids)}
    days = _days(unique_ids, from_date, to_date, as_of)
    quantities, qualities = lay_days(days, positions, grid, calendar)
    if len(unique_ids) != len(channel_ids):
        rows = [positions[channel_id] for channel_id in channel_ids]
        quantities, qualities = quantities[rows], None if qualities is None else qualities[rows]
    return UsageMatrix(grid, quantities, qualities, unit, decimals)


def load_channel_usage(
    channels: Sequence[ChannelFacts], from_date: date, to_date: date, *, as_of: datetime | None = None
) -> UsageMatrix:
    """As `load_usage`, for channels of one metric, step and zone."""
    first = channels[0]
    return load_usage(
        channel_ids=[channel.channel_id for channel in channels],
        step_minutes=first.step_minutes,
        unit=first.unit,
        decimals=first.decimals,
        zone_name=first.zone_name,
        from_date=from_date,
        to_date=to_date,
        as_of=as_of,
    )


def _days(
    channel_ids: Sequence[int], from_date: date, to_date: date, as_of: datetime | None
) -> Iterator[EncodedDay]:
    yield from fetch_encoded_days(channel_ids, from_date, to_date, as_of)
    if as_of is not None:
        replaced = fetch_replaced_pieces_as_of(channel_ids, from_date, to_date, as_of)
        for day in days_as_of((), replaced, as_of):
            yield EncodedDay(
                day.channel_id,
                day.date,
                day.step_minutes,
                len(day.quantities),
                encode_samples(day.quantities),
                encode_qualities(day.qualities),
            )
