"""What a home takes from the grid and gives to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from billing_site.demo.appliances import Appliance, appliance_kwh
from billing_site.demo.hours import WEEKDAY, Hours
from billing_site.demo.standard_profiles import electricity_profile, household_season
from billing_site.demo.sunshine import solar_output
from billing_site.demo.weather import degree_hours, weather_at

Floats = NDArray[np.float64]
DEGREES_HOT: Final = 24.0
DEGREES_COLD: Final = 15.0
_HOURS_A_YEAR: Final = 8766
_HEATER_KW: Final = 2.4
_EPOCH: Final = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Household:
    """A home's habits and equipment.

    Yearly kWh of everyday life (`living_kwh`, of which the appliances' share comes on top), of cooling and of
    heating in a typical year; `standby_kw` never sleeps. `shift_quarters`: quarter-hours later than the
    profile; `at_home`: how busy working days are from 8 to 16, 1.0 as the profile says. `away`: half-open
    spans of local dates without anybody; `left_on`: such a span with a heater that ran day and night.
    """

    living_kwh: float
    standby_kw: float
    appliances: tuple[Appliance, ...]
    cooling_kwh: float = 0.0
    heating_kwh: float = 0.0
    climate_kw: float = 4.0
    shift_quarters: int = 0
    at_home: float = 0.8
    seasonal: float = 1.0
    solar_kw: float = 0.0
    inverter_kw: float = 5.0
    away: tuple[tuple[date, date], ...] = ()
    left_on: tuple[date, date] | None = None

    def kwh_per_year(self) -> float:
        """What it uses in a typical year, holidays away not counted."""
        appliances = sum(appliance.kwh_per_day for appliance in self.appliances) * 365.25
        standby = self.standby_kw * _HOURS_A_YEAR
        return standby + self.living_kwh + appliances + self.cooling_kwh + self.heating_kwh


def household_kwh(home: Household, hours: Hours, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """kWh taken from the grid and given to it in each interval, each of shape (n,), not negative.

    With a roof, own use comes first. Within an interval clouds and kettles come and go, so that a little is
    taken and given in the same interval when the two are nearly equal, as real meters show.
    """
    used = sum(_uses(home, hours, rng), start=np.zeros(hours.count))
    if not home.solar_kw:
        return used, np.zeros(hours.count)
    made = _solar_kwh(home, hours, rng)
    net = used - made
    both = np.where(made > 0, 0.05 * hours.interval_hours * np.exp(-np.abs(net) * 8), 0.0)
    both = np.minimum(both, np.minimum(used, made))
    return np.maximum(net, 0) + both, np.maximum(-net, 0) + both


def presence_of(away: tuple[tuple[date, date], ...], hours: Hours) -> Floats:
    """1.0 where somebody is at home and 0.0 where nobody is, shape (n,)."""
    presence = np.ones(hours.count)
    for span in away:
        presence[_within(span, hours)] = 0.0
    return presence


def _within(span: tuple[date, date], hours: Hours) -> NDArray[np.bool_]:
    first, end = ((day - _EPOCH).days for day in span)
    within: NDArray[np.bool_] = (hours.day >= first) & (hours.day < end)
    return within


def _uses(home: Household, hours: Hours, rng: np.random.Generator) -> Iterator[Floats]:
    """The parts of the use, in kWh per interval."""
    presence = presence_of(home.away, hours)
    activity = electricity_profile("H0", hours, home.shift_quarters) * _habits(home, hours)
    awake = np.maximum(activity - 0.35, 0)
    season = 1 + home.seasonal * (household_season(hours) - 1)
    unrest = rng.standard_gamma(2.5, hours.count) / 2.5
    yield home.living_kwh / _HOURS_A_YEAR * hours.interval_hours * activity * season * unrest * presence
    fridge = 0.7 + 0.6 * rng.random(hours.count)
    yield home.standby_kw * hours.interval_hours * fridge
    if home.left_on:
        yield np.where(_within(home.left_on, hours), _HEATER_KW * hours.interval_hours, 0.0)
    for appliance in home.appliances:
        yield appliance_kwh(rng, appliance, hours, awake, presence)
    temperature = weather_at(hours).temperature_c
    for yearly, degrees, threshold, above in (
        (home.cooling_kwh, temperature - DEGREES_HOT, DEGREES_HOT, True),
        (home.heating_kwh, DEGREES_COLD - temperature, DEGREES_COLD, False),
    ):
        if yearly:
            kw = np.maximum(degrees, 0) * (yearly / degree_hours(hours.place, threshold, above))
            cycling = rng.standard_gamma(6, hours.count) / 6
            indoors = np.where(presence > 0, 0.55 + 0.45 * np.minimum(activity, 1.5), 0.15)
            yield np.minimum(kw * cycling * indoors / 0.95, home.climate_kw) * hours.interval_hours


def _habits(home: Household, hours: Hours) -> Floats:
    """How this home's day differs from the profile, which cooks at noon: factors of shape (n,)."""
    hour = hours.minute // 60
    working_day = (hours.day_type == WEEKDAY) & (hour >= 8) & (hour < 16)
    factors = np.where(working_day, home.at_home, 1.0)
    factors[(hours.day_type != WEEKDAY) & (hour >= 11) & (hour < 14)] = 0.8
    factors[(hour >= 17) & (hour < 22)] = 1.3
    return factors


def _solar_kwh(home: Household, hours: Hours, rng: np.random.Generator) -> Floats:
    passing_clouds = np.clip(1 + 0.38 * rng.standard_normal(hours.count), 0.25, 1.45)
    dust = 1 + 0.02 * rng.standard_normal(hours.count)
    shade = np.where(weather_at(hours).broken, passing_clouds, dust)
    return np.minimum(home.solar_kw * solar_output(hours) * shade, home.inverter_kw) * hours.interval_hours
