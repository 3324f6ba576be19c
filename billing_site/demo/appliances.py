"""Appliances: what makes the curve of a single home jump, where the sum of many homes is smooth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from billing_site.demo.hours import Hours

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Appliance:
    """Something that is switched on `uses_per_day` times (on average) for about `minutes`, drawing `kw`.

    `from_hour` and `to_hour` limit the local clock hours in which it starts; without them it is switched on
    when people are active. `daily` things run once every day on a timer.
    """

    kw: float
    minutes: float
    uses_per_day: float
    from_hour: int | None = None
    to_hour: int | None = None
    daily: bool = False

    @property
    def kwh_per_day(self) -> float:
        """What it uses on an average day."""
        return self.kw * self.minutes / 60 * self.uses_per_day

    def times(self, factor: float) -> Appliance:
        """The same thing, used `factor` times as often."""
        return Appliance(
            self.kw, self.minutes, self.uses_per_day * factor, self.from_hour, self.to_hour, self.daily
        )


KETTLE: Final = Appliance(2.1, 4, 5.0)
COOKER: Final = Appliance(2.0, 32, 1.1)
WASHING_MACHINE: Final = Appliance(0.55, 75, 0.6)
DISHWASHER: Final = Appliance(1.0, 65, 0.7)
DRYER: Final = Appliance(2.2, 50, 0.35)
SCREENS: Final = Appliance(0.16, 150, 2.0)
ELECTRIC_SHOWER: Final = Appliance(8.5, 7, 1.6)
NIGHT_WATER_HEATER: Final = Appliance(3.6, 110, 1.0, 23, 24, daily=True)
POOL_PUMP: Final = Appliance(1.1, 300, 1.0, 9, 10, daily=True)
CAR: Final = Appliance(7.2, 150, 0.45, 18, 24)


def appliance_kwh(
    rng: np.random.Generator, appliance: Appliance, hours: Hours, activity: Floats, presence: Floats
) -> Floats:
    """What the appliance uses in each interval, in kWh, shape (n,).

    `activity` is how likely people switch something on, `presence` 1 when they are at home and 0 when away.
    """
    starts = _starts(rng, appliance, hours, activity, presence)
    lengths = appliance.minutes / hours.step_minutes * rng.gamma(8, 1 / 8, starts.size)
    return _spread(starts, lengths, hours.count) * (appliance.kw * hours.interval_hours)


def _starts(
    rng: np.random.Generator, appliance: Appliance, hours: Hours, activity: Floats, presence: Floats
) -> Floats:
    """When it is switched on, in intervals from the span's beginning."""
    weights = activity
    if appliance.from_hour is not None and appliance.to_hour is not None:
        hour = hours.minute // 60
        weights = ((hour >= appliance.from_hour) & (hour < appliance.to_hour)).astype(np.float64)
    if appliance.daily:
        return np.flatnonzero(weights[1:] > weights[:-1]).astype(np.float64) + 1
    chances = np.cumsum(weights * presence)
    if chances[-1] <= 0:
        return np.zeros(0)
    days_at_home = presence.mean() * hours.count * hours.step_minutes / 1440
    count = rng.poisson(appliance.uses_per_day * days_at_home)
    interval: NDArray[np.int64] = np.searchsorted(chances, rng.random(count) * chances[-1])
    return interval.astype(np.float64) + np.asarray(rng.random(count), dtype=np.float64)


def _spread(starts: Floats, lengths: Floats, count: int) -> Floats:
    """How much of each interval, 0 to 1, is covered by spans that start and last so long (in intervals)."""
    covered: Floats = np.zeros(count)
    if not starts.size:
        return covered
    first = starts.astype(np.int64)
    into = starts - first
    for offset in range(int(np.ceil((into + lengths).max()))):
        share = np.clip(into + lengths - offset, 0, 1) - (into if offset == 0 else 0)
        inside = (first + offset < count) & (share > 0)
        covered += np.bincount(first[inside] + offset, weights=share[inside], minlength=count)
    return np.minimum(covered, 1)
