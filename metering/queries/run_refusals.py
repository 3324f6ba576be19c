"""What is refused of a file's runs: told reading by reading where each has its own row, else once a channel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from metering.file_formats.parsed_readings import ParsedRun, RowError
from metering.file_formats.rejections import Rejections
from metering.queries.run_conversion import UnfitReadings, UnfitRun

_CHANNELS_KEPT = 10_000


@dataclass(slots=True)
class RefusedChannel:
    """A channel of a file of which readings were refused: the first problem, and how many they were."""

    error: RowError
    reading_count: int


class RunRefusals:
    """The problems met so far.

    Readings that cannot be stored are told one by one, those of a channel that cannot be taken at all once: who
    sends a file cures the channel. With `tells_each_row` these are told one by one too, as a program cures rows.
    `channels`: the first of those whose refused readings were not told one by one, by service point and channel
    as the file names them.
    """

    def __init__(self, *, tells_each_row: bool) -> None:
        self._tells_each_row = tells_each_row
        self.channels: dict[tuple[str, str], RefusedChannel] = {}
        self._told: set[tuple[str, str, str]] = set()

    def refuse_run(self, run: ParsedRun, unfit: UnfitRun, rejections: Rejections) -> None:
        """Refuse all readings of the run."""
        self.refuse_from(run, 0, unfit, rejections)

    def refuse_from(self, run: ParsedRun, first: int, unfit: UnfitRun, rejections: Rejections) -> None:
        """Refuse the readings from interval `first` on; where none is, a file may well say so."""
        indices = np.arange(first, len(run.quantities))
        if run.qualities is not None:
            indices = indices[run.qualities[first:] != 0]
        if not len(indices):
            return
        error = RowError(run.row, unfit.field, unfit.value, unfit.message, unfit.cure)
        is_of_readings = unfit.field == "start"
        if run.rows is None or not (is_of_readings or self._tells_each_row):
            self._once(run, error, len(indices), rejections)
            return

        def written(index: int) -> str:
            return start_text(run, index) if is_of_readings else unfit.value

        self._one_by_one(run, error, indices, written, rejections)

    def refuse_readings(
        self, run: ParsedRun, unfit: UnfitReadings, rejections: Rejections, *, before: int
    ) -> None:
        """Refuse these readings, of the run's first intervals only."""
        indices = unfit.indices[unfit.indices < before]
        if not len(indices):
            return
        error = RowError(run.row, unfit.field, unfit.value_of(int(indices[0])), unfit.message, unfit.cure)
        if run.rows is None and not run.is_series:
            self._once(run, error, len(indices), rejections)
            return
        self._one_by_one(run, error, indices, unfit.value_of, rejections)

    def _once(self, run: ParsedRun, error: RowError, count: int, rejections: Rejections) -> None:
        self._keep_channel(run, error, count)
        if self._is_new(run, error):
            rejections.add(error, count)
        else:
            rejections.count_again(count)

    def _one_by_one(
        self,
        run: ParsedRun,
        error: RowError,
        indices: NDArray[np.intp],
        written: Callable[[int], str],
        rejections: Rejections,
    ) -> None:
        """An error for each reading, as long as there is room for them."""
        count = len(indices)

        def told(index: int) -> RowError:
            field = f"{error.field}/{index}" if run.is_series else error.field
            row = run.row if run.rows is None else int(run.rows[index])
            return RowError(row, field, written(index), error.message, error.cure)

        if self._is_new(run, error):
            rejections.add(told(int(indices[0])))
            indices = indices[1:]
        kept = [told(index) for index in indices[: rejections.room].tolist()]
        rejections.add_repeats(kept, len(indices))
        if len(kept) < len(indices):
            self._keep_channel(run, error, count)

    def _is_new(self, run: ParsedRun, error: RowError) -> bool:
        """Whether the problem is the first of its kind; a service point is unknown with all its channels."""
        problem = error.field, run.service_point, "" if error.field == "service point" else run.channel
        if problem in self._told:
            return False
        self._told.add(problem)
        return True

    def _keep_channel(self, run: ParsedRun, error: RowError, count: int) -> None:
        name = run.service_point, run.channel
        if name in self.channels:
            self.channels[name].reading_count += count
        elif len(self.channels) < _CHANNELS_KEPT:
            self.channels[name] = RefusedChannel(error, count)


def reading_count_of(qualities: NDArray[np.uint8] | None, interval_count: int) -> int:
    """How many of the intervals have a reading."""
    return interval_count if qualities is None else int(np.count_nonzero(qualities))


def start_text(run: ParsedRun, index: int) -> str:
    """The beginning of an interval of the run, in UTC."""
    return f"{run.start + index * timedelta(minutes=run.step_minutes):%Y-%m-%d %H:%MZ}"
