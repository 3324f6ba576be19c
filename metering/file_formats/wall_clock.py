"""Local clock times, as files write them, into instants: which of them do not exist and which happen twice."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from metering.usage.local_calendar import LocalCalendar

NEVER = -(1 << 62)
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - local clock times are counted from here
_DAY_S = 86400


class WallClock:
    """The clock on the wall in one IANA zone.

    Raises UnknownTimeZone when the zone is not known.
    """

    def __init__(self, zone_name: str) -> None:
        self._zone = LocalCalendar(zone_name).zone
        self._offsets: dict[int, int] = {}

    def instants(self, walls: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The first and the last instant at which the clock shows each time, in Unix seconds.

        `walls`: int64, shape (n,), seconds since 1970 by the clock. Both results have the same shape; they
        are NEVER for a time the clock leaps over, and differ for one it shows twice.
        """
        days, places = np.unique(walls // _DAY_S, return_inverse=True)
        offsets = np.array([self._offset(day) for day in days.tolist()], dtype=np.int64)[places]
        first = walls - offsets
        last = first.copy()
        changing = np.flatnonzero(offsets == NEVER)
        if changing.size:
            times, spots = np.unique(walls[changing], return_inverse=True)
            both = np.array([self._both(time) for time in times.tolist()], dtype=np.int64)
            first[changing], last[changing] = both[spots, 0], both[spots, 1]
        return first, last

    def _offset(self, day: int) -> int:
        """Seconds from UTC throughout the local day; NEVER when the clock is changed in it."""
        if day not in self._offsets:
            edges = (day * _DAY_S, (day + 1) * _DAY_S)
            offsets = {self._utc_offset(edge, fold) for edge in edges for fold in (0, 1)}
            self._offsets[day] = offsets.pop() if len(offsets) == 1 else NEVER
        return self._offsets[day]

    def _both(self, wall: int) -> tuple[int, int]:
        earlier, later = self._utc_offset(wall, 0), self._utc_offset(wall, 1)
        # PEP 495: where the clock leaps ahead, the offset after the change is the larger one.
        return (NEVER, NEVER) if earlier < later else (wall - earlier, wall - later)

    def _utc_offset(self, wall: int, fold: int) -> int:
        local = (_EPOCH + timedelta(seconds=wall)).replace(tzinfo=self._zone, fold=fold)
        offset = local.utcoffset()
        return int(offset.total_seconds()) if offset is not None else 0
