"""Long CSV: one row per reading, in the way each utility writes its times."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from billing_site.demo.row_text import Column, constant, join_rows, number_column, text_column
from billing_site.demo.world import CsvStyle
from metering.usage.interval_grid import IntervalGrid
from metering.usage.local_calendar import LocalCalendar
from metering.usage.reading_quality import ReadingQuality

_EPOCH: Final = date(1970, 1, 1)
_QUALITY_LETTERS: Final = np.zeros(256, dtype=np.uint8)
for _quality, _letter in (
    (ReadingQuality.ACTUAL, "A"),
    (ReadingQuality.ESTIMATED, "E"),
    (ReadingQuality.SUBSTITUTED, "S"),
    (ReadingQuality.FINAL_SUBSTITUTED, "F"),
):
    _QUALITY_LETTERS[_quality] = ord(_letter)


@dataclass(frozen=True, slots=True)
class CsvChannel:
    """Readings of one channel on the file's grid.

    `quantities`: int64, shape (n,), in thousandths of `unit`; `qualities`: uint8, shape (n,); a missing interval
    has no row. `unreadable` is the index of an interval and what stands in place of its value.
    """

    service_point: str
    channel: str
    unit: str
    quantities: NDArray[np.int64]
    qualities: NDArray[np.uint8]
    unreadable: tuple[int, str] | None = None


def long_csv_file(grid: IntervalGrid, style: CsvStyle, channels: Iterable[CsvChannel]) -> Iterator[bytes]:
    """The file in parts: its header, then the rows of one channel after the other in order of time."""
    stamp = "timestamp" if style.interval_ending else "start"
    yield f"service_point,channel,{stamp},value,unit,quality\n".encode()
    stamps = _stamps(grid, style)
    for channel in channels:
        here = np.flatnonzero(channel.qualities != ReadingQuality.MISSING)
        if here.size:
            yield _rows(channel, here, stamps[here])


def _rows(channel: CsvChannel, here: NDArray[np.int64], stamps: Column) -> bytes:
    count = here.size
    values = number_column(channel.quantities[here], 3)
    if channel.unreadable is not None:
        index, text = channel.unreadable
        values = np.pad(values, ((0, 0), (0, len(text))))
        values[here == index] = text_column([text.ljust(values.shape[1], "\0")])
    return join_rows(
        [
            constant(f"{channel.service_point},{channel.channel},", count),
            stamps,
            constant(",", count),
            values,
            constant(f",{channel.unit},", count),
            _QUALITY_LETTERS[channel.qualities[here]][:, None],
            constant("\n", count),
        ]
    )


@lru_cache(maxsize=8)
def _stamps(grid: IntervalGrid, style: CsvStyle) -> Column:
    """Each interval's beginning (or end) by the file's clock, as text; shape (n, width)."""
    shift = timedelta(minutes=grid.step_minutes if style.interval_ending else 0)
    shifted = IntervalGrid(grid.start + shift, grid.step_minutes, grid.count)
    local = shifted.local_stamps(LocalCalendar(style.zone_name).zone)
    date_format, _, clock_format = (style.date_format or "%Y-%m-%d %H:%M").rpartition(" ")
    assert clock_format == "%H:%M"
    first = int(local.day[0])
    days = [
        (_EPOCH + timedelta(days=day)).strftime(date_format) for day in range(first, int(local.day[-1]) + 1)
    ]
    times = [f" {minute // 60:02}:{minute % 60:02}" for minute in range(24 * 60)]
    return np.concatenate([text_column(days)[local.day - first], text_column(times)[local.minute]], axis=1)
