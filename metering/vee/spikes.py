"""Rule V5, spike: an interval far above what its channel usually reaches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from metering.usage.local_calendar import LocalCalendar
from metering.usage.reading_quality import ReadingQuality
from metering.usage.usage_matrix import UsageMatrix
from metering.vee.findings import Finding, Rule, Severity
from metering.vee.validation_limits import DEFAULT_LIMITS, ValidationLimits, in_base_units
from metering.vee.wording import local_span, quantity

_NONE = -1


def find_spikes(
    matrix: UsageMatrix,
    calendar: LocalCalendar,
    limits: ValidationLimits = DEFAULT_LIMITS,
    earlier_peaks: NDArray[np.int64] | None = None,
) -> Iterator[tuple[int, Finding]]:
    """Each row's days whose highest interval exceeds the reference by more than `spike_percent`.

    The reference is the largest of three: the third highest interval of the day (the rule as California's
    DASMMD states it), the third highest daily peak of the 30 days before, and the floor. `earlier_peaks`:
    int64, shape (rows, days), the daily peaks just before the grid, latest last, -1 where there is none.

    Why not the day alone: a kettle is a spike by that rule. On five real homes (electricity and gas in Britain,
    electricity in Ontario; 108 channel-months) it objects 1.3 to 10 times a channel-month, with days below
    1 kWh/h left out still up to 1.9 times, and then a spike on a quiet day goes unseen. With the days before
    it objects not once there (twice, within a channel's first four days, when days come one by one), and at
    most 0.08 times a channel-month on photovoltaic export. The 30 days were chosen on these same homes, from
    7, 14 and 30, so expect somewhat more elsewhere.

    What it misses: of 60 readings a profile replaced by ten times its median daily peak (10 kWh/h if that is
    more), it finds all on 21 of 22 profiles but 8 on the Ontario home, whose use is the most uneven; of four
    times that, often less than half. A hundred times it finds always.
    """
    edges = _day_edges(matrix, calendar)
    peaks, thirds, places = _daily_extremes(matrix, edges)
    floor_per_hour = in_base_units(limits.spike_floor, matrix.unit, matrix.decimals)
    # At least 1, so that a coarse metric (whole MWh) does not take its every first count for a spike of zero.
    floor = max(floor_per_hour * matrix.grid.step_minutes // 60, 1)
    of_the_day = np.maximum(thirds, floor)
    suspects = np.argwhere(_exceeds(peaks, of_the_day, limits))
    if not suspects.size:
        return
    rows, days = suspects[:, 0], suspects[:, 1]
    references = np.maximum(of_the_day[rows, days], _usual_peaks(peaks, earlier_peaks, rows, days, limits))
    spiky = _exceeds(peaks[rows, days], references, limits)
    wording = _Wording(matrix, calendar)
    for row, day, reference in zip(
        rows[spiky].tolist(), days[spiky].tolist(), references[spiky].tolist(), strict=True
    ):
        yield row, wording.finding(int(places[row, day]), int(peaks[row, day]), reference)


@dataclass(frozen=True, slots=True)
class _Wording:
    matrix: UsageMatrix
    calendar: LocalCalendar

    def finding(self, place: int, peak: int, reference: int) -> Finding:
        grid, decimals, unit = self.matrix.grid, self.matrix.decimals, self.matrix.unit
        span = local_span(grid.start_of(place), grid.start_of(place + 1), self.calendar.zone)
        whole, tenth = divmod(peak * 10 // reference, 10)
        return Finding(
            Rule.SPIKE,
            Severity.WARNING,
            grid.start_of(place),
            1,
            f"{quantity(peak, decimals, unit)} {span} is {whole}.{tenth} times what is usual at peak "
            f"({quantity(reference, decimals, unit)})",
        )


def _exceeds(
    peaks: NDArray[np.int64], references: NDArray[np.int64], limits: ValidationLimits
) -> NDArray[np.bool_]:
    return np.asarray((peaks - references) * 100 > references * limits.spike_percent)


def _day_edges(matrix: UsageMatrix, calendar: LocalCalendar) -> list[int]:
    """The columns at which local days begin, and the end."""
    grid, edges = matrix.grid, [0]
    if not grid.count:
        return edges
    step = timedelta(minutes=grid.step_minutes)
    for day in calendar.dates(grid.period):
        # A step that straddles midnight belongs to the day in which it starts.
        edge = min(-((grid.start - calendar.day_start(day + timedelta(days=1))) // step), grid.count)
        if edge > edges[-1]:
            edges.append(edge)
    return edges


def _daily_extremes(
    matrix: UsageMatrix, edges: list[int]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Highest and third highest quantity, -1 where there is none, and the column of the first highest.

    int64, shape (rows, days).
    """
    shape = (len(matrix.quantities), len(edges) - 1)
    peaks, thirds, places = (np.full(shape, _NONE, dtype=np.int64) for _ in range(3))
    readings = matrix.quantities
    if matrix.qualities is not None:
        readings = np.where(matrix.qualities == ReadingQuality.MISSING, _NONE, readings)
    for number in range(shape[1]):
        day = readings[:, edges[number] : edges[number + 1]]
        columns = day.argmax(axis=1)
        places[:, number] = columns + edges[number]
        peaks[:, number] = np.maximum(day[np.arange(len(day)), columns], _NONE)
        if day.shape[1] >= 3:
            thirds[:, number] = np.maximum(np.partition(day, -3, axis=1)[:, -3], _NONE)
    return peaks, thirds, places


def _usual_peaks(
    peaks: NDArray[np.int64],
    earlier_peaks: NDArray[np.int64] | None,
    rows: NDArray[np.int64],
    days: NDArray[np.int64],
    limits: ValidationLimits,
) -> NDArray[np.int64]:
    """The third highest daily peak around each suspect (row, day), -1 where there are not three."""
    reach = limits.spike_history_days
    around = np.full((len(peaks), reach + peaks.shape[1] + reach), _NONE, dtype=np.int64)
    around[:, reach : reach + peaks.shape[1]] = peaks
    if earlier_peaks is not None and earlier_peaks.shape[1]:
        known = earlier_peaks[:, -reach:]
        around[:, reach - known.shape[1] : reach] = known
    offsets = np.arange(reach)
    before = around[rows[:, None], days[:, None] + offsets]
    after = around[rows[:, None], days[:, None] + reach + 1 + offsets]
    is_short = (before != _NONE).sum(axis=1) < limits.spike_history_minimum
    both = np.concatenate([before, np.where(is_short[:, None], after, _NONE)], axis=1)
    return np.asarray(np.partition(both, -3, axis=1)[:, -3])
