"""A row of equal intervals: where it starts, how long each is, how many there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from metering.usage.periods import Period

_FORTNIGHT_S = 14 * 86400


@dataclass(frozen=True, slots=True)
class LocalStamps:
    """Local calendar fields of each interval's start; all arrays have shape (n,) in time order.

    `day`: int64 days since 1970-01-01; `weekday`: int64, Monday 0; `month`: int64 1 to 12; `month_day`: int64
    1 to 31; `minute`: int64 minutes since local midnight by the clock.
    """

    day: NDArray[np.int64]
    weekday: NDArray[np.int64]
    month: NDArray[np.int64]
    month_day: NDArray[np.int64]
    minute: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class IntervalGrid:
    """`count` intervals of `step_minutes` from `start` (an aware instant, kept in UTC)."""

    start: datetime
    step_minutes: int
    count: int

    def __post_init__(self) -> None:
        if self.start.tzinfo is None:
            raise ValueError(f"start {self.start} has no time zone")
        object.__setattr__(self, "start", self.start.astimezone(UTC))
        if self.step_minutes <= 0 or self.count < 0:
            raise ValueError("a grid needs a positive step and no negative count")

    @classmethod
    def filling(cls, period: Period, step_minutes: int) -> IntervalGrid:
        """The grid that fills the period exactly. Raises ValueError when the step does not divide it."""
        count, rest = divmod(period.duration, timedelta(minutes=step_minutes))
        if rest:
            raise ValueError(f"{step_minutes}-minute steps do not fill {period.start} to {period.end}")
        return cls(period.start, step_minutes, count)

    @property
    def end(self) -> datetime:
        """The instant at which the last interval ends."""
        return self.start + timedelta(minutes=self.step_minutes) * self.count

    @property
    def period(self) -> Period:
        """The span the grid fills. Raises ValueError for an empty grid."""
        return Period(self.start, self.end)

    def index(self, instant: datetime) -> int:
        """The number of the interval that starts at the instant (may lie outside 0 … count).

        Raises ValueError when no interval starts there.
        """
        number, rest = divmod(instant - self.start, timedelta(minutes=self.step_minutes))
        if rest:
            raise ValueError(f"no interval starts at {instant}")
        return number

    def start_of(self, index: int) -> datetime:
        """The instant at which interval `index` starts, in UTC."""
        return self.start + timedelta(minutes=self.step_minutes) * index

    def utc_seconds(self) -> NDArray[np.int64]:
        """Unix seconds of each interval's start, int64, shape (count,)."""
        return int(self.start.timestamp()) + np.arange(self.count, dtype=np.int64) * (self.step_minutes * 60)

    def local_stamps(self, zone: ZoneInfo) -> LocalStamps:
        """Local calendar fields of each interval's start, in the zone with its clock changes."""
        seconds = self.utc_seconds()
        local = seconds + _utc_offsets(seconds, zone)
        day = local // 86400
        dates = day.astype("datetime64[D]")
        months = dates.astype("datetime64[M]")
        return LocalStamps(
            day=day,
            weekday=(day + 3) % 7,
            month=months.astype(np.int64) % 12 + 1,
            month_day=(dates - months).astype(np.int64) + 1,
            minute=(local - day * 86400) // 60,
        )


def _utc_offsets(seconds: NDArray[np.int64], zone: ZoneInfo) -> NDArray[np.int64]:
    """The zone's offset from UTC in seconds at each instant; few look-ups, as offsets last for months."""
    offsets = np.empty(seconds.size, dtype=np.int64)
    spans = [(0, seconds.size)] if seconds.size else []
    while spans:
        low, high = spans.pop()
        first, last = _offset(int(seconds[low]), zone), _offset(int(seconds[high - 1]), zone)
        # No zone changes its clock and back within a fortnight, so equal ends mean a constant span.
        if first == last and seconds[high - 1] - seconds[low] <= _FORTNIGHT_S:
            offsets[low:high] = first
        else:
            middle = (low + high) // 2
            spans += [(low, middle), (middle, high)]
    return offsets


def _offset(second: int, zone: ZoneInfo) -> int:
    offset = datetime.fromtimestamp(second, tz=zone).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0
