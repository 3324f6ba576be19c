"""The times of one channel of a CSV into instants: clock changes, midnights, interval ends, the step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from metering.file_formats.parsed_readings import RowError
from metering.file_formats.reading_table import ReadingTable
from metering.file_formats.wall_clock import NEVER, WallClock

_DAY_S = 86400
_TELLING = 3  # so many neighbours equally far apart are no accident
_OFFSET_CURE = (
    "write times with their offset from UTC, such as 2026-10-25T02:30:00+01:00, or name the zone by which the"
    " file's clock goes, if it is another"
)


def time_text(seconds: int) -> str:
    """Seconds since 1970 as people write them: 2026-10-25 02:30:00."""
    return str(np.datetime64(seconds, "s")).replace("T", " ")


def is_told_by(labels: NDArray[np.int64], step_s: int | None) -> bool:
    """Whether the times leave no doubt that readings last `step_s`, rather than that some of them are missing."""
    distances = np.diff(np.unique(labels))
    alike = int((distances == (step_s or 0)).sum())
    return alike >= _TELLING and alike * 2 > len(distances)


def fits(labels: NDArray[np.int64], step_s: int) -> bool:
    """Whether readings of this length can begin at the times."""
    return not (np.diff(labels) % step_s).any()


def usual_step_s(labels: NDArray[np.int64]) -> int | None:
    """The step that most neighbouring times are apart, in seconds; the smaller of two equally usual ones.

    None when there are no two different times.
    """
    steps, counts = np.unique(np.diff(np.unique(labels)), return_counts=True)
    return int(steps[counts.argmax()]) if steps.size else None


def with_closed_days(table: ReadingTable, step_s: int) -> ReadingTable:
    """Interval ends whose midnight carries the date of the day it closes, moved to where that day ends.

    Some utilities write 23:00, then 00:00 of the same date, then 01:00 of the next. That is told from the
    file's order: a midnight next to the label one step before the end of its own date. A midnight next to the
    last label of the day before is an ordinary one; the more frequent neighbour decides for the channel.
    """
    labels, local = table.labels, ~table.exact
    is_midnight = local & (labels % _DAY_S == 0)
    if not is_midnight.any():
        return table
    distance = np.diff(labels)
    closing = ordinary = 0
    for beside, sign in ((is_midnight[1:], -1), (is_midnight[:-1], 1)):
        closing += int((beside & (distance * sign == _DAY_S - step_s)).sum())
        ordinary += int((beside & (distance * -sign == step_s)).sum())
    if closing <= ordinary:
        return table
    moved = np.where(is_midnight, labels + _DAY_S, labels)
    return replace(table, labels=moved)


class Instants:
    """Written times as instants.

    `seconds`: int64 Unix seconds, shape (n,). `refused`: bool, shape (n,): there is no such instant, or no
    telling which. `unpaired`: bool, shape (n,): the clock shows the time twice, and the table has it once.
    """

    def __init__(self, table: ReadingTable, clock: WallClock) -> None:
        self._table = table
        self.seconds = table.labels.copy()
        self.refused = np.zeros(len(table), dtype=np.bool_)
        self.unpaired = np.zeros(len(table), dtype=np.bool_)
        local = np.flatnonzero(~table.exact)
        if local.size:
            first, last = clock.instants(table.labels[local])
            self.seconds[local] = first
            self.refused[local] = first == NEVER
            twice = first != last
            if twice.any():
                self._choose(local[twice], last[twice], table.labels[local])

    def _choose(self, twice: NDArray[np.intp], last: NDArray[np.int64], labels: NDArray[np.int64]) -> None:
        """Of two readings with one label the first in time is the earlier; backwards files begin with the later."""
        steps = np.sign(np.diff(labels)).sum()
        order = np.argsort(self._table.labels[twice], kind="stable")
        twice, last = twice[order], last[order]
        _, starts, counts = np.unique(self._table.labels[twice], return_index=True, return_counts=True)
        for start, count in zip(starts.tolist(), counts.tolist(), strict=True):
            if count == 2:
                later = start if steps < 0 else start + 1
                self.seconds[twice[later]] = last[later]
            else:
                group = twice[start : start + count]
                (self.unpaired if count == 1 else self.refused)[group] = True

    def errors(self, which: NDArray[np.bool_]) -> Iterator[RowError]:
        """Why each of these refused or unpaired rows cannot be taken."""
        for index in np.flatnonzero(which).tolist():
            if self.seconds[index] == NEVER:
                message = "the local clock leaps over this time"
            elif self.unpaired[index]:
                message = "the local clock shows this time twice, and the file has it once"
            else:
                message = "the local clock shows this time twice, and the file has it more often"
            yield RowError(
                int(self._table.rows[index]),
                "start",
                time_text(int(self._table.labels[index])),
                message,
                _OFFSET_CURE,
            )
