"""Invented weather: one history for each place, the same whenever it is asked for.

All people of a place share it, as neighbours do: hot afternoons are hot, and overcast days dark, for all.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from billing_site.demo.hours import Hours, year_hours
from billing_site.demo.places import Place

Floats = NDArray[np.float64]
_WARMEST_MINUTE: Final = 15.5 * 60
_TEMPERATURE, _SKY = 1, 2
_SPELL: Final = {_TEMPERATURE: 2.5, _SKY: 0.8}
_SPELL_DAYS: Final = 12
_BROKEN_SHARE: Final = 0.6
_TYPICAL_YEAR: Final = 2025


@dataclass(frozen=True, slots=True, eq=False)
class Weather:
    """Arrays of shape (n,), one value per interval.

    `temperature_c` of the air; `clearness`: the share of a cloudless sky's light that arrives that day;
    `broken`: whether clouds come and go, so that single intervals differ.
    """

    temperature_c: Floats
    clearness: Floats
    broken: NDArray[np.bool_]


_kept: dict[int, tuple[Hours, Weather]] = {}


def weather_at(hours: Hours) -> Weather:
    """The weather of each interval; kept for the last few spans asked for, as neighbours ask for the same."""
    known = _kept.get(id(hours))
    if known is not None and known[0] is hours:
        return known[1]
    weather = _weather(hours)
    while len(_kept) >= 16:
        del _kept[next(iter(_kept))]
    _kept[id(hours)] = (hours, weather)
    return weather


@lru_cache(maxsize=64)
def degree_hours(place: Place, threshold_c: float, above: bool) -> float:
    """The hours of a typical year times the degrees by which they are above (or below) the threshold."""
    difference = weather_at(year_hours(place, _TYPICAL_YEAR)).temperature_c - threshold_c
    return float(np.maximum(difference if above else -difference, 0).sum())


def _weather(hours: Hours) -> Weather:
    climate = hours.place.climate
    days, index = np.unique(hours.day, return_inverse=True)
    restless, luck = (_daily_chances(hours.place, days, kind)[index] for kind in (_TEMPERATURE, _SKY))
    dark = 1 / (1 + np.exp(-1.702 * luck))  # the normal distribution's share, near enough
    clear_share = climate.clear_winter + (climate.clear_summer - climate.clear_winter) * hours.summer
    clearness, broken = _sky(dark, clear_share)
    of_season = climate.mean_c + climate.season_c * (2 * hours.summer - 1)
    of_hour = climate.day_c * np.cos(2 * np.pi * (hours.minute - _WARMEST_MINUTE) / 1440)
    temperature = of_season + climate.restless_c * restless + of_hour * (0.5 + 0.6 * clearness)
    return Weather(temperature, clearness, broken)


def _sky(dark: Floats, clear_share: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """How much light there is when days are ranked from bright (0) to dark (1): clear, broken, overcast."""
    broken_share = _BROKEN_SHARE * (1 - clear_share)
    clouds = np.clip((dark - clear_share) / broken_share, 0, 1)
    overcast = np.clip((dark - clear_share - broken_share) / (1 - clear_share - broken_share), 0, 1)
    return 0.97 - 0.42 * clouds - 0.4 * overcast, (clouds > 0) & (overcast == 0)


def _daily_chances(place: Place, days: NDArray[np.int64], kind: int) -> Floats:
    """A standard normal number for each day (ascending, without a gap) that resembles those of the days before."""
    known = np.arange(days[0] - _SPELL_DAYS, days[-1] + 1)
    years = known.astype("datetime64[D]").astype("datetime64[Y]")
    in_year = known - years.astype("datetime64[D]").astype(np.int64)
    chances = np.empty(known.size)
    for year in np.unique(years.astype(np.int64) + 1970):
        here = years.astype(np.int64) + 1970 == year
        chances[here] = _year_of_chances(place.number, int(year), kind)[in_year[here]]
    weights = np.exp(-np.arange(_SPELL_DAYS + 1) / _SPELL[kind])
    return np.convolve(chances, weights / np.sqrt((weights**2).sum()), mode="valid")


@lru_cache(maxsize=64)
def _year_of_chances(place_number: int, year: int, kind: int) -> Floats:
    return np.random.default_rng([place_number, year, kind]).standard_normal(366)
