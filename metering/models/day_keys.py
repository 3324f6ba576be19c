"""Which days of which channels, many at once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

DayKey = tuple[int, date]
_ORDINAL_BITS = 22  # day numbers as of date.toordinal go up to 3,652,059
_ORDINAL_MASK = (1 << _ORDINAL_BITS) - 1


def day_codes(channel_id: int, first_date: date, day_count: int) -> NDArray[np.int64]:
    """Days of a channel that follow each other as numbers: int64, shape (days,); see DayKeys."""
    first = (channel_id << _ORDINAL_BITS) + first_date.toordinal()
    return np.arange(first, first + day_count, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class DayKeys:
    """Days of channels, each as one number (channel, then day) in an int64 array of shape (days,)."""

    codes: NDArray[np.int64]

    @classmethod
    def of(cls, keys: Collection[DayKey]) -> DayKeys:
        """The keys in the order in which they come."""
        codes = ((channel_id << _ORDINAL_BITS) + day.toordinal() for channel_id, day in keys)
        return cls(np.fromiter(codes, dtype=np.int64, count=len(keys)))

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def channel_ids(self) -> NDArray[np.int64]:
        """The channels, int64, shape (days,)."""
        return self.codes >> _ORDINAL_BITS

    @property
    def ordinals(self) -> NDArray[np.int64]:
        """The days as numbers as of date.toordinal, int64, shape (days,)."""
        return self.codes & _ORDINAL_MASK
