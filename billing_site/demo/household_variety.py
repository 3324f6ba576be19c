"""Homes as different as those of a street: size, equipment, habits, weeks away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from billing_site.demo.appliances import (
    CAR,
    COOKER,
    DISHWASHER,
    DRYER,
    ELECTRIC_SHOWER,
    KETTLE,
    NIGHT_WATER_HEATER,
    POOL_PUMP,
    SCREENS,
    WASHING_MACHINE,
    Appliance,
)
from billing_site.demo.households import Household
from billing_site.demo.months import later_month

_EVERYDAY: Final = (KETTLE, COOKER, WASHING_MACHINE, SCREENS)
_EVERYDAY_SHARE: Final = 0.55


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """What homes of a market have in common.

    `everyday_kwh`: the median of a year without heating, cooling and the `extras`, each of which is owned by
    the share given; `cooling_kwh` and `heating_kwh` likewise where a home has it. `holiday_months`: when people
    go away.
    """

    everyday_kwh: float
    extras: tuple[tuple[Appliance, float], ...]
    holiday_months: tuple[int, ...]
    cooling_kwh: float = 0.0
    cooled_share: float = 0.0
    heating_kwh: float = 0.0
    heated_share: float = 0.0
    seasonal: float = 1.0
    solar_kw: tuple[float, ...] = ()


NEW_SOUTH_WALES: Final = Neighbourhood(
    everyday_kwh=3300,
    extras=((DISHWASHER, 0.6), (DRYER, 0.4), (NIGHT_WATER_HEATER, 0.25), (POOL_PUMP, 0.12), (CAR, 0.05)),
    holiday_months=(1, 4, 7, 10),
    cooling_kwh=650,
    cooled_share=0.7,
    heating_kwh=900,
    heated_share=0.6,
    seasonal=0.3,
    solar_kw=(5.0, 6.6, 6.6, 6.6, 8.2, 10.0),
)
REGIONAL_QUEENSLAND: Final = Neighbourhood(
    everyday_kwh=3200,
    extras=((DISHWASHER, 0.5), (DRYER, 0.3), (NIGHT_WATER_HEATER, 0.25), (POOL_PUMP, 0.2)),
    holiday_months=(1, 4, 6, 9, 12),
    cooling_kwh=1600,
    cooled_share=0.85,
    seasonal=0.1,
    solar_kw=(5.0, 6.6, 6.6, 6.6, 9.9),
)
ENGLAND: Final = Neighbourhood(
    everyday_kwh=2200,
    extras=((DISHWASHER, 0.5), (DRYER, 0.5), (ELECTRIC_SHOWER, 0.4), (CAR, 0.06)),
    holiday_months=(5, 7, 8, 12),
    heating_kwh=1400,
    heated_share=0.08,
)
SAN_FRANCISCO_BAY: Final = Neighbourhood(
    everyday_kwh=4900,
    extras=((DISHWASHER, 0.8), (DRYER, 0.8), (CAR, 0.15)),
    holiday_months=(3, 6, 7, 8, 12),
    heating_kwh=900,
    heated_share=0.3,
    seasonal=0.4,
)
GREATER_PHOENIX: Final = Neighbourhood(
    everyday_kwh=3900,
    extras=((DISHWASHER, 0.8), (DRYER, 0.85), (POOL_PUMP, 0.3), (CAR, 0.08)),
    holiday_months=(3, 6, 7, 8, 12),
    cooling_kwh=4300,
    cooled_share=1.0,
    heating_kwh=800,
    heated_share=0.7,
    seasonal=0.1,
)
LYONNAIS: Final = Neighbourhood(
    everyday_kwh=2200,
    extras=((DISHWASHER, 0.6), (DRYER, 0.3), (NIGHT_WATER_HEATER, 0.7)),
    holiday_months=(2, 7, 8, 12),
    heating_kwh=2600,
    heated_share=0.4,
)
MID_JUTLAND: Final = Neighbourhood(
    everyday_kwh=2500,
    extras=((DISHWASHER, 0.8), (DRYER, 0.5), (CAR, 0.3)),
    holiday_months=(2, 7, 10),
    heating_kwh=3200,
    heated_share=0.3,
)


def draw_household(
    area: Neighbourhood, first_month: date, rng: np.random.Generator, with_solar: bool = False
) -> Household:
    """One home of the area, with its weeks away in the year from `first_month`."""
    size = float(np.clip(rng.lognormal(0, 0.36), 0.45, 2.3))
    everyday = area.everyday_kwh * size
    standby_kw = everyday * rng.uniform(0.16, 0.32) / 8766
    wished = everyday * _EVERYDAY_SHARE
    usual = sum(appliance.kwh_per_day for appliance in _EVERYDAY) * 365.25
    often = 0.55 * wished / usual
    extras = tuple(
        appliance if appliance.daily else appliance.times(float(np.clip(size, 0.6, 1.5)))
        for appliance, share in area.extras
        if rng.random() < share
    )
    return Household(
        living_kwh=everyday * (1 - 0.55 * _EVERYDAY_SHARE) - standby_kw * 8766,
        standby_kw=standby_kw,
        appliances=tuple(appliance.times(often) for appliance in _EVERYDAY) + extras,
        cooling_kwh=_if_owned(area.cooling_kwh, area.cooled_share, size, rng),
        heating_kwh=_if_owned(area.heating_kwh, area.heated_share, size, rng),
        climate_kw=float(rng.uniform(2.5, 5.0) * max(1.0, size)),
        shift_quarters=int(rng.integers(-5, 7)),
        at_home=float(rng.choice([0.4, 0.55, 0.8, 1.15])),
        seasonal=area.seasonal,
        solar_kw=float(rng.choice(area.solar_kw)) if with_solar else 0.0,
        away=_weeks_away(area.holiday_months, first_month, rng),
    )


def _if_owned(median_kwh: float, share: float, size: float, rng: np.random.Generator) -> float:
    amount = median_kwh * size * float(rng.lognormal(0, 0.35))
    return amount if rng.random() < share else 0.0


def _weeks_away(
    holiday_months: tuple[int, ...], first_month: date, rng: np.random.Generator
) -> tuple[tuple[date, date], ...]:
    """None to two journeys of 5 to 20 days, in months in which people travel."""
    travelled = rng.choice(np.array(holiday_months), size=int(rng.integers(0, 3)), replace=False)
    journeys = []
    for month in (later_month(first_month, count) for count in range(12)):
        if month.month in travelled:
            start = month + timedelta(days=int(rng.integers(0, 20)))
            journeys.append((start, start + timedelta(days=int(rng.integers(5, 21)))))
    return tuple(journeys)
