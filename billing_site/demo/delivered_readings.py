"""What a service point's meter delivers for a month: its consumption, with the trouble that befell it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from billing_site.demo.businesses import Business, business_kwh
from billing_site.demo.hours import Hours, month_hours
from billing_site.demo.households import Household, household_kwh
from billing_site.demo.phone_calls import PhoneLine, call_thousandths
from billing_site.demo.trouble import Point, Trouble
from billing_site.demo.water_use import WaterUser, water_litres
from billing_site.demo.world import Consumer, DemoChannel, DemoServicePoint
from metering.usage.periods import Period
from metering.usage.reading_quality import ReadingQuality

Integers = NDArray[np.int64]
_EXPORT: Final = "ELECTRICITY_EXPORT"
_SMOOTHED_H: Final = 3


@dataclass(frozen=True, slots=True, eq=False)
class Readings:
    """`quantities`: int64, shape (n,), in thousandths of the metric's unit; `qualities`: uint8, shape (n,).

    A MISSING interval has quantity 0.
    """

    quantities: Integers
    qualities: NDArray[np.uint8]

    def cut(self, span: slice) -> Readings:
        """The readings of the intervals named."""
        return Readings(self.quantities[span], self.qualities[span])


def month_readings(
    point: DemoServicePoint,
    channels: tuple[DemoChannel, ...],
    clock_name: str,
    month: date,
    trouble: Trouble,
    corrected: bool = False,
) -> Mapping[str, Readings]:
    """The readings of each channel (by its code) for a calendar month of the file's clock.

    The same month gives the same readings whatever else is asked for. `corrected` is how they stand once the
    late correction has come.
    """
    hours = month_hours(point.place, clock_name, month, channels[0].step_minutes)
    rng = np.random.default_rng([*point.seed, month.year, month.month])
    imported, exported = _consumption(point.consumer, hours, rng)
    here = Point(point.utility_code, point.code)
    delivered = {}
    for channel in channels:
        quantities = exported if channel.metric_code == _EXPORT else imported
        delivered[channel.code] = _befallen(quantities, hours, here, trouble, corrected)
    return delivered


def _consumption(consumer: Consumer, hours: Hours, rng: np.random.Generator) -> tuple[Integers, Integers]:
    """What is taken and what is given, in thousandths."""
    nothing = np.zeros(hours.count, dtype=np.int64)
    match consumer:
        case Household():
            imported, exported = household_kwh(consumer, hours, rng)
            return _thousandths(imported), _thousandths(exported)
        case Business():
            return _thousandths(business_kwh(consumer, hours, rng)), nothing
        case WaterUser():
            return water_litres(consumer, hours, rng), nothing
        case PhoneLine():
            return call_thousandths(consumer, hours, rng), nothing


def _thousandths(amounts: NDArray[np.float64]) -> Integers:
    return np.rint(amounts * 1000).astype(np.int64)


def _befallen(used: Integers, hours: Hours, here: Point, trouble: Trouble, corrected: bool) -> Readings:
    """The readings of a channel after everything that happens to this point's."""
    quantities = used.copy()
    qualities = np.full(hours.count, ReadingQuality.ACTUAL, dtype=np.uint8)
    correction = trouble.late_correction
    for spike in trouble.spikes:
        if spike.point == here:
            quantities[hours.utc_s == int(spike.at.timestamp())] *= spike.factor
    for replacement in trouble.replacements:
        if replacement.point == here and not (corrected and replacement.span == correction.span):
            replaced = _inside(replacement.span, hours)
            if replaced.any():
                quantities[replaced] = _smoothed(used, hours)[replaced]
                qualities[replaced] = replacement.quality
    if here in correction.misread and not corrected:
        misread = _inside(correction.span, hours)
        quantities[misread] = quantities[misread] * correction.percent // 100
    for gap in trouble.gaps:
        if gap.point == here:
            missing = _inside(gap.span, hours)
            quantities[missing], qualities[missing] = 0, ReadingQuality.MISSING
    return Readings(quantities, qualities)


def _inside(span: Period, hours: Hours) -> NDArray[np.bool_]:
    return (hours.utc_s >= span.start.timestamp()) & (hours.utc_s < span.end.timestamp())


def _smoothed(used: Integers, hours: Hours) -> Integers:
    """What a computed curve looks like: without the jumps of a real one."""
    width = max(1, _SMOOTHED_H * 60 // hours.step_minutes)
    padded = np.pad(used, (width // 2, width - 1 - width // 2), mode="edge")
    return np.convolve(padded, np.ones(width, dtype=np.int64), mode="valid") // width
