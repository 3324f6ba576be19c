"""The average day: usage by hour of the clock and day of the week."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

import numpy as np
from django.db.models import Count

from metering.models import Channel, Metric
from metering.queries.usage import load_usage
from metering.usage.local_calendar import LocalCalendar
from metering.usage.reading_quality import ReadingQuality

MOST_CHANNELS: Final = 400  # an average needs no more, and a page must not take longer with every customer


@dataclass(frozen=True, slots=True)
class LoadProfile:
    """Average usage in one hour, in the metric's unit to 3 decimals, by weekday (Monday first) and hour.

    `values` has 7 rows of 24; an hour that nobody measured is None. `channels` were looked at, of
    `channels_in_all` that measure the metric.
    """

    unit: str
    values: tuple[tuple[Decimal | None, ...], ...]
    channels: int
    channels_in_all: int

    def extremes(self) -> tuple[tuple[int, int, Decimal], tuple[int, int, Decimal]] | None:
        """Weekday, hour and average of the highest hour and of the lowest; None if nothing was measured."""
        known = [
            (value, day, hour)
            for day, row in enumerate(self.values)
            for hour, value in enumerate(row)
            if value is not None
        ]
        if not known:
            return None
        (most, *high), (least, *low) = max(known), min(known)
        return (high[0], high[1], most), (low[0], low[1], least)


def most_measured_metric() -> Metric | None:
    """The metric with the most channels: what a report begins with; one query."""
    return Metric.objects.annotate(count=Count("channels")).order_by("-count", "name").first()


def load_profile(metric: Metric, from_date: date, to_date: date) -> LoadProfile:
    """The profile of a metric over the local days from `from_date` up to, not including, `to_date`.

    Of many channels an even sample is taken. Not for money: the averages went through floats.
    """
    rows = list(
        Channel.objects.filter(metric=metric)
        .order_by("pk")
        .values_list("pk", "step_minutes", "service_point__site__zone_name")
    )
    every = -(-len(rows) // MOST_CHANNELS) or 1
    sample = rows[::every]
    groups: dict[tuple[int, str], list[int]] = defaultdict(list)
    for channel_id, step, zone_name in sample:
        groups[step, zone_name].append(channel_id)
    sums, counts = np.zeros((7, 24)), np.zeros((7, 24))
    for (step, zone_name), channel_ids in groups.items():
        usage = load_usage(
            channel_ids=channel_ids,
            step_minutes=step,
            unit=metric.unit,
            decimals=metric.decimals,
            zone_name=zone_name,
            from_date=from_date,
            to_date=to_date,
        )
        stamps = usage.grid.local_stamps(LocalCalendar(zone_name).zone)
        place = stamps.weekday * 24 + stamps.minute // 60
        if usage.qualities is None:
            read = np.full(usage.grid.count, len(channel_ids))
        else:
            read = (usage.qualities != ReadingQuality.MISSING).sum(axis=0)
        sums += np.bincount(place, weights=usage.quantities.sum(axis=0), minlength=168).reshape(7, 24)
        counts += np.bincount(place, weights=read * (step / 60), minlength=168).reshape(7, 24)
    scale = 10.0**-metric.decimals
    values = tuple(
        tuple(
            Decimal(f"{total * scale / hours:.3f}") if hours else None
            for total, hours in zip(row, hour_row, strict=True)
        )
        for row, hour_row in zip(sums.tolist(), counts.tolist(), strict=True)
    )
    return LoadProfile(metric.unit, values, len(sample), len(rows))
