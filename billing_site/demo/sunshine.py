"""What the sun gives a solar roof: its height by place and hour, through that day's sky."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from billing_site.demo.hours import Hours
from billing_site.demo.weather import weather_at

Floats = NDArray[np.float64]
_ROOF_TILT: Final = 20
_LOSSES: Final = 0.77
_ALBEDO_AND_SKY: Final = 0.13


def sun_height(hours: Hours, latitude: float | None = None) -> Floats:
    """The sine of the sun's height in the middle of each interval, shape (n,); below zero at night.

    With another `latitude`, that of a plane parallel to the ground there.
    """
    middle = hours.utc_s + hours.step_minutes * 30
    declination = np.radians(23.45) * np.sin(2 * np.pi * (hours.year_day + 285) / 365.25)
    solar_time_h = middle % 86400 / 3600 + hours.place.longitude / 15
    turn = np.radians(15 * (solar_time_h - 12))
    phi = np.radians(hours.place.latitude if latitude is None else latitude)
    height = np.sin(phi) * np.sin(declination) + np.cos(phi) * np.cos(declination) * np.cos(turn)
    return np.asarray(height, dtype=np.float64)


@lru_cache(maxsize=8)
def solar_output(hours: Hours) -> Floats:
    """The output of a roof of 1 kW peak, tilted to the equator, in kW, shape (n,); zero when the sun is down.

    Clear sky by Meinel's air mass formula, a share of diffuse light, losses of heat and inverter.
    """
    height = sun_height(hours)
    up = height > 0.01
    air_mass = 1 / np.where(up, height, 1)
    beam = 1.353 * 0.7 ** (air_mass**0.678)
    # A plane tilted to the equator lies as the ground does that many degrees nearer to it.
    tilt = _ROOF_TILT if hours.place.is_southern else -_ROOF_TILT
    on_roof = np.maximum(sun_height(hours, hours.place.latitude + tilt), 0)
    light = beam * (on_roof + _ALBEDO_AND_SKY * height)
    return np.where(up, light * weather_at(hours).clearness * _LOSSES, 0.0)
