"""What shops, offices, works and farms use: working days, opening hours, cooling, machines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from billing_site.demo.appliances import Appliance, appliance_kwh
from billing_site.demo.hours import Hours
from billing_site.demo.standard_profiles import electricity_profile
from billing_site.demo.weather import weather_at

Floats = NDArray[np.float64]
_HOURS_A_YEAR: Final = 8766
_COOLS_ABOVE_C: Final = 18.0


@dataclass(frozen=True, slots=True)
class Business:
    """A company's site: a BDEW profile for `profile_kwh` a year, a constant base, cooling and machines.

    `cooling_kw_per_degree` is what the air conditioning draws for each degree above 18 °C when the building is
    in use. `unrest` is the standard deviation of the load's slow wandering, as a share.
    """

    profile: str
    profile_kwh: float
    base_kw: float
    cooling_kw_per_degree: float = 0.0
    machines: tuple[Appliance, ...] = ()
    unrest: float = 0.06
    shift_quarters: int = 0


def business_kwh(site: Business, hours: Hours, rng: np.random.Generator) -> Floats:
    """kWh of each interval, shape (n,), not negative."""
    busy = electricity_profile(site.profile, hours, site.shift_quarters)
    in_use = np.clip(busy / 1.2, 0.1, 1.0)
    kw = site.profile_kwh / _HOURS_A_YEAR * busy * np.clip(1 + site.unrest * _wandering(hours, rng), 0.3, 2)
    kw += site.base_kw * (1 + 0.03 * rng.standard_normal(hours.count))
    if site.cooling_kw_per_degree:
        degrees = np.maximum(weather_at(hours).temperature_c - _COOLS_ABOVE_C, 0)
        cycling = 1 + 0.08 * rng.standard_normal(hours.count)
        kw += site.cooling_kw_per_degree * degrees * in_use * cycling
    kwh = np.maximum(kw, 0) * hours.interval_hours
    at_work = np.ones(hours.count)
    for machine in site.machines:
        kwh += appliance_kwh(rng, machine, hours, np.maximum(busy - 0.4, 0), at_work)
    return kwh


def draw_small_business(rng: np.random.Generator) -> Business:
    """A shop, an office, a bakery, a cold store or a farm that uses 6 to 40 MWh a year."""
    profile = str(rng.choice(["G0", "G1", "G1", "G0", "G3", "L0"]))
    yearly = float(np.clip(rng.lognormal(np.log(14000), 0.5), 6000, 40000))
    oven = Appliance(yearly / 8766 * 2.2, 40, 3.0)
    return Business(
        profile=profile,
        profile_kwh=yearly * 0.72,
        base_kw=yearly * 0.16 / _HOURS_A_YEAR,
        cooling_kw_per_degree=yearly * 0.5e-4 if profile in ("G0", "G1") else 0.0,
        machines=(oven,),
        unrest=0.12,
        shift_quarters=int(rng.integers(-3, 5)),
    )


def draw_large_customer(peak_kw: float, profile: str, rng: np.random.Generator) -> Business:
    """A site with a summer peak of roughly `peak_kw`: offices and stores (G1, G0) or works (G3)."""
    never_stops = profile == "G3"
    return Business(
        profile=profile,
        profile_kwh=peak_kw * (0.26 if never_stops else 0.11) * _HOURS_A_YEAR,
        base_kw=peak_kw * (0.24 if never_stops else 0.15),
        cooling_kw_per_degree=peak_kw * (0.014 if never_stops else 0.026),
        machines=(Appliance(peak_kw * 0.04, 35, 8.0), Appliance(peak_kw * 0.03, 95, 4.0)),
        unrest=0.045,
        shift_quarters=int(rng.integers(-6, 3)),
    )


def _wandering(hours: Hours, rng: np.random.Generator) -> Floats:
    """Noise of unit variance that lasts for about an hour, shape (n,)."""
    length = max(1, 60 // hours.step_minutes)
    noise = rng.standard_normal(hours.count + length - 1)
    return np.convolve(noise, np.full(length, length**-0.5), mode="valid")
