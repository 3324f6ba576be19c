"""What a delivery would change: each of its readings against what is stored, before anything is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from metering.models.day_keys import DayKey, DayKeys
from metering.models.interval_day_frames import DayRow
from metering.models.interval_day_rows import fetch_days
from metering.models.interval_day_store import DayLengthChanged, DeliveredDays, DeliveredPiece
from metering.queries.run_refusals import reading_count_of
from metering.usage.channel_spans import ChannelSpan, spans_of_days
from metering.usage.local_days import DayPiece
from metering.usage.reading_quality import ReadingQuality

_MISSING = int(ReadingQuality.MISSING)


@dataclass(slots=True)
class DeliveredTotal:
    """What the delivery brings for one channel: readings, their sum in the channel's base unit, and days.

    `last_count`: how many intervals of the last day there are up to the last reading, those before it included.
    """

    reading_count: int
    total: int
    first_date: date
    last_date: date
    last_count: int


@dataclass(slots=True)
class DeliveryComparison:
    """Readings of a delivery by what they would do; together they are all of its readings.

    `new_count`: nothing is stored. `same_count`: the same value is. `changed_count`: the stored value would
    be replaced. `kept_count`: the stored value differs and is of better quality, so it would stay.
    """

    new_count: int = 0
    same_count: int = 0
    changed_count: int = 0
    kept_count: int = 0
    totals: dict[int, DeliveredTotal] = field(default_factory=dict)
    _changed_days: set[DayKey] = field(default_factory=set)

    def add(self, delivered: Iterable[DeliveredPiece | DeliveredDays]) -> None:
        """Count one more portion, in one query.

        Raises DayLengthChanged as storing it would.
        """
        parts = list(delivered)
        if not parts:
            return
        keys = DayKeys(np.unique(np.concatenate([part.codes() for part in parts])))
        stored = {day.key: day for day in fetch_days(keys)}
        stored_codes = DayKeys.of(stored.keys()).codes
        for part in parts:
            self._sum_up(part)
            known = np.isin(part.codes(), stored_codes)
            if isinstance(part, DeliveredPiece):
                self._add_piece(part.channel_id, part.interval_count, part.piece, stored)
            elif not known.any():
                self.new_count += reading_count_of(part.block.qualities, part.block.quantities.size)
            else:
                interval_count = part.block.quantities.shape[1]
                for index in range(len(known)):
                    self._add_piece(part.channel_id, interval_count, part.block.piece(index), stored)

    def changed_spans(self) -> list[ChannelSpan]:
        """The local days on which a stored value would be replaced."""
        return spans_of_days(self._changed_days)

    def _add_piece(
        self, channel_id: int, interval_count: int, piece: DayPiece, stored: dict[DayKey, DayRow]
    ) -> None:
        is_reading = piece.qualities != _MISSING
        day = stored.get((channel_id, piece.date))
        if day is None:
            self.new_count += int(np.count_nonzero(is_reading))
            return
        if len(day.quantities) != interval_count or day.step_minutes != piece.step_minutes:
            raise DayLengthChanged(day, _whole(channel_id, interval_count, piece, day))
        span = slice(piece.first_interval, piece.first_interval + len(piece.quantities))
        quantities, qualities = day.quantities[span], day.qualities[span]
        is_new = is_reading & (qualities == _MISSING)
        is_same = is_reading & ~is_new & (quantities == piece.quantities)
        is_changed = is_reading & ~is_new & ~is_same & (piece.qualities >= qualities)
        counts = [int(np.count_nonzero(mask)) for mask in (is_reading, is_new, is_same, is_changed)]
        self.new_count += counts[1]
        self.same_count += counts[2]
        self.changed_count += counts[3]
        self.kept_count += counts[0] - sum(counts[1:])
        if counts[3]:
            self._changed_days.add(day.key)

    def _sum_up(self, part: DeliveredPiece | DeliveredDays) -> None:
        if isinstance(part, DeliveredPiece):
            first_date, day_count = part.piece.date, 1
            quantities, qualities = part.piece.quantities[np.newaxis], part.piece.qualities
            reading_count = reading_count_of(qualities, quantities.size)
            last_count = part.piece.first_interval + _up_to_the_last(qualities, quantities.size)
        else:
            first_date, day_count = part.block.first_date, len(part.block.quantities)
            quantities = part.block.quantities
            reading_count = reading_count_of(part.block.qualities, quantities.size)
            last_day = None if part.block.qualities is None else part.block.qualities[-1]
            last_count = _up_to_the_last(last_day, quantities.shape[1])
        last_date = first_date + timedelta(days=day_count - 1)
        # A day adds up in 64 bits, many days need not.
        total = sum(quantities.sum(axis=1).tolist())
        known = self.totals.get(part.channel_id)
        if known is None:
            self.totals[part.channel_id] = DeliveredTotal(
                reading_count, total, first_date, last_date, last_count
            )
            return
        known.reading_count += reading_count
        known.total += total
        known.first_date = min(known.first_date, first_date)
        known.last_date, known.last_count = max((known.last_date, known.last_count), (last_date, last_count))


def _whole(channel_id: int, interval_count: int, piece: DayPiece, like: DayRow) -> DayRow:
    """A day as long as the delivery has it; only its length matters."""
    nothing = np.zeros(interval_count, dtype=np.int64)
    return DayRow(
        channel_id,
        piece.date,
        piece.step_minutes,
        nothing,
        nothing.astype(np.uint8),
        like.batch_id,
        like.received_at,
    )


def _up_to_the_last(qualities: NDArray[np.uint8] | None, interval_count: int) -> int:
    """How many intervals there are up to the last that has a reading."""
    if qualities is None:
        return interval_count
    readings = np.flatnonzero(qualities)
    return int(readings[-1]) + 1 if readings.size else 0
