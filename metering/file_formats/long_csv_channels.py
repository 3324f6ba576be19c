"""The readings of a CSV, channel by channel, into runs: in order of time, repeated ones told.

Rows may come in any order within one table; of what comes in a later table only the spans are known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from metering.file_formats.long_csv_times import (
    Instants,
    fits,
    is_told_by,
    time_text,
    usual_step_s,
    with_closed_days,
)
from metering.file_formats.number_texts import TooManyDigits, at_one_scale
from metering.file_formats.parsed_readings import DuplicateReading, ParsedItem, ParsedRun, RowError
from metering.file_formats.reading_table import ReadingTable
from metering.file_formats.wall_clock import WallClock
from metering.usage.reading_quality import ReadingQuality

_LONGEST_STEP_S = 86400
_STEP_CURE = "name the interval length: in a column step_minutes, or for the whole file"


class ChannelName(NamedTuple):
    """What the file says of a channel; `step_minutes` is None where it does not say."""

    service_point: str
    channel: str
    unit: str
    meter_serial: str
    step_minutes: int | None


@dataclass(slots=True)
class ChannelReadings:
    """One channel of a file: its step, once known, and the spans that have been handed on.

    `stored_step_s`: how long the readings of the channel are that we have, for a file that does not tell.
    `spans`: pairs of Unix seconds, half-open, in no order.
    """

    name: ChannelName
    clock: WallClock
    is_interval_ending: bool
    step_s: int | None = None
    stored_step_s: int | None = None
    spans: list[tuple[int, int]] = field(default_factory=list)
    carried: ReadingTable | None = None

    @property
    def place(self) -> tuple[str, str]:
        """What is measured, however it is written."""
        return self.name.service_point, self.name.channel

    def tell_step(self, table: ReadingTable, refused_labels: Sequence[int] = ()) -> None:
        """Learn the step from the times of readings, taken or not, unless it is known.

        A few that stand alone, such as rows that come back corrected, do not tell it when the channel does.
        """
        if self.step_s is None:
            labels = np.concatenate([table.labels, np.array(refused_labels, dtype=np.int64)])
            step_s = usual_step_s(labels)
            if self.stored_step_s is None or is_told_by(labels, step_s):
                self.step_s = step_s

    def _take_stored_step(self, table: ReadingTable) -> None:
        """The last resort; readings that do not fit it are as far apart as they are."""
        if self.step_s is None and self.stored_step_s is not None:
            is_fit = fits(table.labels, self.stored_step_s)
            self.step_s = self.stored_step_s if is_fit else usual_step_s(table.labels)

    def items(self, table: ReadingTable, *, is_last: bool) -> Iterator[ParsedItem]:
        """The readings of the table as runs; what only later rows can explain is `carried` to the next.

        Where the local clock shows a time twice, its two rows may lie in two tables.
        """
        if self.carried is not None:
            table, self.carried = ReadingTable.joined([self.carried, table]), None
        self.tell_step(table)
        if self.step_s is None and not is_last:
            self.carried = table
            return
        self._take_stored_step(table)
        error = self._step_error(table)
        if error is not None:
            yield error
            return
        step_s = self.step_s or 0
        moved = with_closed_days(table, step_s) if self.is_interval_ending else table
        instants = Instants(moved, self.clock)
        if is_last:
            yield from instants.errors(instants.refused | instants.unpaired)
        else:
            self.carried = table.at(instants.unpaired) if instants.unpaired.any() else None
            yield from instants.errors(instants.refused)
        taken = ~(instants.refused | instants.unpaired)
        starts = instants.seconds[taken] - (step_s if self.is_interval_ending else 0)
        if len(starts):
            yield from self._in_order(table.at(taken), starts, step_s)

    def rest(self) -> Iterator[ParsedItem]:
        """What is still carried when the file has ended."""
        if self.carried is not None:
            table, self.carried = self.carried, None
            yield from self.items(table, is_last=True)

    def _step_error(self, table: ReadingTable) -> RowError | None:
        row, label = int(table.rows[0]), time_text(int(table.labels[0]))
        if self.step_s is None:
            message = f"channel {self.name.channel} has one reading, which does not tell how long it lasts"
        elif self.step_s % 60 or self.step_s > _LONGEST_STEP_S:
            message = f"the readings of channel {self.name.channel} are {self.step_s} seconds apart"
        else:
            return None
        return RowError(row, "start", label, message, _STEP_CURE, len(table))

    def _in_order(self, table: ReadingTable, starts: NDArray[np.int64], step_s: int) -> Iterator[ParsedItem]:
        order = np.argsort(starts, kind="stable")
        kept, errors = _without_overlaps(table.at(order), starts[order], step_s)
        yield from errors
        order = order[kept]
        table, starts = table.at(order), starts[order]
        try:
            quantities, decimals = at_one_scale(table.integers, table.places)
        except TooManyDigits as error:
            yield from _too_many_digits(table, error.indices)
            others = np.ones(len(table), dtype=np.bool_)
            others[error.indices] = False
            table, starts = table.at(others), starts[others]
            quantities, decimals = at_one_scale(table.integers, table.places)
        if len(table):
            yield from self._runs(table, starts, quantities, decimals)

    def _runs(
        self, table: ReadingTable, starts: NDArray[np.int64], quantities: NDArray[np.int64], decimals: int
    ) -> Iterator[ParsedItem]:
        """Readings in order of time: first those that come for the first time, then those that come again."""
        turn = _turns(starts)
        delivered_before = self._is_delivered(starts)
        for number in range(int(turn.max()) + 1):
            these = np.flatnonzero(turn == number)
            breaks = np.flatnonzero(np.diff(starts[these]) != self.step_s) + 1
            for part in np.split(these, breaks):
                yield self._run(table, part, starts, quantities[part], decimals)
        for index in np.flatnonzero((turn > 0) | delivered_before).tolist():
            differs = not turn[index] or bool(quantities[index] != quantities[index - 1])
            start = datetime.fromtimestamp(int(starts[index]), UTC)
            name = self.name
            yield DuplicateReading(name.service_point, name.channel, start, int(table.rows[index]), differs)
        self._remember(starts)

    def _run(
        self,
        table: ReadingTable,
        part: NDArray[np.intp],
        starts: NDArray[np.int64],
        quantities: NDArray[np.int64],
        decimals: int,
    ) -> ParsedRun:
        qualities = table.qualities[part]
        return ParsedRun(
            self.name.service_point,
            self.name.channel,
            datetime.fromtimestamp(int(starts[part[0]]), UTC),
            (self.step_s or 0) // 60,
            quantities,
            None if (qualities == ReadingQuality.ACTUAL).all() else qualities,
            self.name.unit,
            decimals,
            int(table.rows[part[0]]),
            self.name.meter_serial,
            table.rows[part],
        )

    def _is_delivered(self, starts: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which readings lie in a span of an earlier table."""
        if not self.spans:
            return np.zeros(len(starts), dtype=np.bool_)
        firsts, ends = np.array(sorted(self.spans), dtype=np.int64).T
        place = np.searchsorted(firsts, starts, side="right")
        return (place > 0) & (np.maximum.accumulate(ends)[place - 1] > starts)

    def _remember(self, starts: NDArray[np.int64]) -> None:
        step_s = self.step_s or 0
        breaks = np.flatnonzero(np.diff(starts) > step_s)
        firsts = [int(starts[0]), *starts[breaks + 1].tolist()]
        ends = [*(starts[breaks] + step_s).tolist(), int(starts[-1]) + step_s]
        for first, end in zip(firsts, ends, strict=True):
            if self.spans and self.spans[-1][1] == first:
                first = self.spans.pop()[0]
            self.spans.append((first, end))


def _too_many_digits(table: ReadingTable, indices: NDArray[np.intp]) -> Iterator[RowError]:
    for index in indices.tolist():
        value = f"{Decimal(int(table.integers[index])).scaleb(-int(table.places[index])):f}"
        message = "the number is too large beside the decimals of other readings of the channel"
        cure = "check the unit and the decimal separator"
        yield RowError(int(table.rows[index]), "value", value, message, cure)


def _turns(starts: NDArray[np.int64]) -> NDArray[np.intp]:
    """How often the time of each reading has come before; `starts` is in order."""
    positions = np.arange(len(starts))
    is_new = np.concatenate([[True], starts[1:] != starts[:-1]])
    return positions - np.maximum.accumulate(np.where(is_new, positions, 0))


def _without_overlaps(
    table: ReadingTable, starts: NDArray[np.int64], step_s: int
) -> tuple[NDArray[np.bool_], list[RowError]]:
    """Which readings do not begin within the one before them, and an error for each that does."""
    kept = np.ones(len(starts), dtype=np.bool_)
    errors: list[RowError] = []
    distances = np.diff(starts)
    if not ((distances > 0) & (distances < step_s)).any():
        return kept, errors
    last = int(starts[0])
    for index, start in enumerate(starts.tolist()):
        if 0 < start - last < step_s:
            kept[index] = False
            row, label = int(table.rows[index]), time_text(int(table.labels[index]))
            message = f"the reading begins within the one before it, as readings last {step_s // 60} minutes"
            errors.append(RowError(row, "start", label, message, _STEP_CURE))
        else:
            last = start
    return kept, errors
