"""Where the demo's people live: clock, public holidays, sun and climate.

The climates are rounded long-term means of the towns named; weather itself is invented (weather.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Climate:
    """A year in degrees Celsius: mean, swing of the seasons and of the day (both half the difference).

    `warmest_day` is a day of the year; `restless_c` the standard deviation of a day's mean; the shares of
    cloudless days are those of midsummer and midwinter.
    """

    mean_c: float
    season_c: float
    warmest_day: int
    day_c: float
    restless_c: float
    clear_summer: float
    clear_winter: float


@dataclass(frozen=True, slots=True)
class Place:
    """A town or region that shares weather and public holidays; `number` seeds its weather."""

    number: int
    zone_name: str
    country: str
    subdivision: str | None
    latitude: float
    longitude: float
    climate: Climate

    @property
    def is_southern(self) -> bool:
        """Whether summer is at the turn of the year."""
        return self.latitude < 0


SYDNEY: Final = Place(
    1, "Australia/Sydney", "AU", "NSW", -33.9, 151.2, Climate(18.2, 5.3, 25, 4.3, 2.6, 0.45, 0.55)
)
QUEENSLAND: Final = Place(
    2, "Australia/Brisbane", "AU", "QLD", -23.4, 150.5, Climate(22.6, 5.2, 15, 5.6, 1.9, 0.40, 0.65)
)
BRITAIN: Final = Place(
    3, "Europe/London", "GB", "ENG", 52.5, -1.5, Climate(10.4, 6.4, 205, 3.6, 3.0, 0.25, 0.12)
)
BAY_AREA: Final = Place(
    4, "America/Los_Angeles", "US", "CA", 37.8, -122.3, Climate(14.4, 3.6, 245, 4.0, 2.3, 0.75, 0.45)
)
ARIZONA: Final = Place(
    5, "America/Phoenix", "US", "AZ", 33.5, -112.1, Climate(23.9, 11.2, 200, 6.8, 2.6, 0.80, 0.65)
)
LOS_ANGELES: Final = Place(
    6, "America/Los_Angeles", "US", "CA", 34.0, -117.9, Climate(18.9, 5.6, 222, 6.4, 2.6, 0.75, 0.60)
)
LYON: Final = Place(7, "Europe/Paris", "FR", None, 45.8, 4.8, Climate(12.8, 8.9, 203, 5.0, 3.2, 0.40, 0.15))
JUTLAND: Final = Place(
    8, "Europe/Copenhagen", "DK", None, 56.2, 9.5, Climate(8.9, 8.0, 208, 3.4, 2.9, 0.25, 0.12)
)
ALGARVE: Final = Place(
    9, "Europe/Lisbon", "PT", None, 37.1, -8.5, Climate(17.9, 5.6, 222, 5.2, 2.0, 0.85, 0.55)
)
HOLLAND: Final = Place(
    10, "Europe/Amsterdam", "NL", None, 52.2, 4.9, Climate(10.9, 7.3, 206, 4.0, 3.0, 0.25, 0.12)
)
