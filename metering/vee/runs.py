"""Runs of neighbouring intervals for which something is true, of many channels at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Runs:
    """Runs by row, then by time; three int64 arrays of one shape (runs,)."""

    rows: NDArray[np.int64]
    starts: NDArray[np.int64]
    counts: NDArray[np.int64]

    def where(self, chosen: NDArray[np.bool_]) -> Runs:
        """Only the chosen runs; `chosen` has shape (runs,)."""
        return Runs(self.rows[chosen], self.starts[chosen], self.counts[chosen])

    def __iter__(self) -> Iterator[tuple[int, int, int]]:
        """Row, first interval and number of intervals of each run."""
        return zip(self.rows.tolist(), self.starts.tolist(), self.counts.tolist(), strict=True)


def runs_of(mask: NDArray[np.bool_]) -> Runs:
    """The runs of True in each row of a mask of shape (rows, intervals)."""
    if not mask.any():
        nothing = np.empty(0, dtype=np.int64)
        return Runs(nothing, nothing, nothing)
    # A column of False after each row keeps a run from going on into the next row of the flat array.
    width = mask.shape[1] + 1
    flat = np.zeros((len(mask), width), dtype=np.int8)
    flat[:, :-1] = mask
    changes = np.diff(flat.ravel(), prepend=np.int8(0))
    begins, ends = np.flatnonzero(changes == 1), np.flatnonzero(changes == -1)
    return Runs(begins // width, begins % width, ends - begins)
