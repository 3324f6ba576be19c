"""What a household takes from the water main, in litres: flushes, showers, washing, gardens, a leak."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from billing_site.demo.hours import Hours
from billing_site.demo.households import presence_of
from billing_site.demo.standard_profiles import hourly_activity

# What is drawn: how often a person does so in a day, and litres from … to (end-use studies' usual ranges).
_DRAWN: Final = (("flush", 4.5, 5, 9), ("tap", 9.0, 1, 6), ("shower", 0.8, 35, 75), ("washing", 0.28, 40, 60))


@dataclass(frozen=True, slots=True)
class WaterUser:
    """A household by its persons and its garden; `away` are half-open spans of local dates without anybody.

    `leak_litres` run away in every hour of the span `leaking`.
    """

    persons: float
    garden_litres: float = 0.0
    away: tuple[tuple[date, date], ...] = ()
    leaking: tuple[date, date] | None = None
    leak_litres: int = 0


def water_litres(user: WaterUser, hours: Hours, rng: np.random.Generator) -> NDArray[np.int64]:
    """Whole litres of each hour, shape (n,). Needs hours of 60 minutes."""
    presence = presence_of(user.away, hours)
    chances = np.cumsum(hourly_activity("WATER", hours) * presence)
    litres = np.zeros(hours.count, dtype=np.int64)
    if chances[-1] > 0:
        days = presence.sum() / 24
        for _, per_day, least, most in _DRAWN:
            count = rng.poisson(per_day * user.persons * days)
            when = np.searchsorted(chances, rng.random(count) * chances[-1])
            np.add.at(litres, when, rng.integers(least, most + 1, count))
    if user.garden_litres:
        evening = (hours.minute // 60 == 21) & (hours.summer > 0.55) & (rng.random(hours.count) < 0.6)
        litres += np.rint(user.garden_litres * evening * rng.uniform(0.6, 1.4, hours.count)).astype(np.int64)
    if user.leaking is not None:
        litres += user.leak_litres * (presence_of((user.leaking,), hours) == 0)
    return litres


def draw_water_user(rng: np.random.Generator, away: tuple[tuple[date, date], ...]) -> WaterUser:
    """A household of one to five, every third with a garden."""
    garden = float(rng.uniform(120, 420)) if rng.random() < 0.35 else 0.0
    return WaterUser(float(rng.choice([1, 2, 2, 3, 3, 4, 5])) * float(rng.uniform(0.8, 1.2)), garden, away)
