"""Usage of a place with its estimated part made like the measured part of another period."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import numpy as np

from invoicing.drafting.priced_usage import PricedUsage
from metering.usage.reading_quality import ReadingQuality
from metering.usage.usage_matrix import UsageMatrix
from metering.usage.weekday_profile import WeekdayProfile


def likened(place: PricedUsage, other: PricedUsage) -> PricedUsage:
    """The place with its estimated intervals replaced by averages of the other's measured ones.

    The average is that of the same weekday and time of day. Where the other's were not measured either, or are
    in other steps or units, the place's own stay.
    """
    usage = {}
    for metric, own in place.usage.items():
        usage[metric] = own
        model = other.usage.get(metric)
        if own.qualities is None or model is None or not _comparable(own, model):
            continue
        estimated = own.qualities[0] != ReadingQuality.ACTUAL
        average, known = _measured_week(model, other.zone_name).on(own.grid, ZoneInfo(place.zone_name))
        quantities = np.where(estimated & known, average, own.quantities[0])
        usage[metric] = replace(own, quantities=quantities[None, :])
    return replace(place, usage=usage)


def _measured_week(model: UsageMatrix, zone_name: str) -> WeekdayProfile:
    chosen = np.ones(model.grid.count, dtype=np.bool_)
    if model.qualities is not None:
        chosen = model.qualities[0] == ReadingQuality.ACTUAL
    return WeekdayProfile.of(model.quantities[0], chosen, model.grid, ZoneInfo(zone_name))


def _comparable(one: UsageMatrix, other: UsageMatrix) -> bool:
    return (one.grid.step_minutes, one.unit, one.decimals) == (
        other.grid.step_minutes,
        other.unit,
        other.decimals,
    )
