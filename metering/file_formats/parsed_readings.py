"""What every parser yields: runs of readings, readings that came twice, and rows that cannot be taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class ParsedRun:
    """Neighbouring intervals of one channel, as long as the file delivers them without a break.

    `quantities`: int64, shape (n,), in 10^-decimals of `unit`, which is spelled as in the file.
    `qualities`: uint8, shape (n,), ReadingQuality codes, or None when every interval is ACTUAL; a MISSING
    interval has quantity 0. `start`: aware, in UTC, the beginning of the first interval. `row`: the line of
    the file (from 1) that holds the first reading. `rows`: int64, shape (n,), the line of each, where each has
    a line of its own. `is_series`: all stand in one row, where each is known by its number from 0.
    """

    service_point: str
    channel: str
    start: datetime
    step_minutes: int
    quantities: NDArray[np.int64]
    qualities: NDArray[np.uint8] | None
    unit: str
    decimals: int
    row: int
    meter_serial: str = ""
    rows: NDArray[np.int64] | None = None
    is_series: bool = False


@dataclass(frozen=True, slots=True)
class DuplicateReading:
    """A reading whose interval the same file delivers again, from line `row` on; both are yielded in runs.

    `differs` tells whether the two have different values.
    """

    service_point: str
    channel: str
    start: datetime
    row: int
    differs: bool


@dataclass(frozen=True, slots=True)
class RowError:
    """A row that cannot be taken: where, what stands there, what is wrong with it and how to cure it.

    `reading_count`: how many readings are refused with it.
    """

    row: int
    field: str
    value: str
    message: str
    cure: str
    reading_count: int = 1

    def __str__(self) -> str:
        return f"row {self.row}, {self.field} {self.value!r}: {self.message} ({self.cure})"


ParsedItem = ParsedRun | DuplicateReading | RowError


class UnreadableFile(Exception):
    """The file as a whole cannot be taken; `errors` say where and why, the first one first."""

    def __init__(self, errors: Sequence[RowError]) -> None:
        self.errors = tuple(errors)
        super().__init__("; ".join(map(str, self.errors)))
