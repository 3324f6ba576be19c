"""Deliveries in and out of the interval days: the record, the winner, and the exact undo.

A day delivered once and whole is its own record. As soon as a second delivery touches it, both are kept as
pieces and the day becomes their merge: better quality first, then the later. Withdrawing marks the pieces
and merges the rest, so that undo is the inverse of import in any order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from metering.models.day_keys import DayKey, DayKeys, day_codes
from metering.models.interval_day_frames import DayRow, PieceRow
from metering.models.interval_day_rows import (
    copy_new_days,
    delete_days,
    delete_pieces_of_batch,
    fetch_days,
    fetch_days_of_batch,
    fetch_pieces,
    insert_pieces,
    mark_pieces_withdrawn,
    upsert_days,
)
from metering.models.lone_days import ChosenDays, block_codes, copy_lone_days, whole_days
from metering.models.period_gate import let_others_finish
from metering.models.reading_change_log import note_changes
from metering.usage.local_days import DayBlock, DayPiece, merge_pieces


@dataclass(frozen=True, slots=True)
class DeliveredPiece:
    """Part of a channel's local day as delivered; `interval_count` is the length of that whole day."""

    channel_id: int
    interval_count: int
    piece: DayPiece

    def codes(self) -> NDArray[np.int64]:
        """The day, as DayKeys counts it."""
        return day_codes(self.channel_id, self.piece.date, 1)


@dataclass(frozen=True, slots=True)
class DeliveredDays:
    """Whole local days of a channel as delivered; the same as a DeliveredPiece for each, but much faster."""

    channel_id: int
    block: DayBlock

    def codes(self) -> NDArray[np.int64]:
        """The days, as DayKeys counts them."""
        return block_codes(self.channel_id, self.block)


class DayLengthChanged(ValueError):
    """Two deliveries of a day differ in step or length: the channel's step or the site's zone was changed."""

    def __init__(self, one: PieceRow | DayRow, other: PieceRow | DayRow) -> None:
        self.channel_id, self.date = one.channel_id, one.date
        super().__init__(
            f"{one.date} is stored as {len(one.quantities)} intervals of {one.step_minutes} minutes, not as "
            f"{len(other.quantities)} of {other.step_minutes}: was the channel or the time zone of its site changed?"
        )


def store_delivery(
    batch_id: int, received_at: datetime, delivered: Iterable[DeliveredPiece | DeliveredDays]
) -> int:
    """Store what one batch delivers, in file order; returns how many local days it touched.

    May be called several times for one batch within its transaction. Later pieces of a batch replace
    earlier ones of the same quality. Nine queries whatever the number of days, four when all are new.

    Raises DayLengthChanged when a day is stored with another number of intervals.
    """
    delivered = list(delivered)
    if not delivered:
        return 0
    let_others_finish(batch_id)
    codes = np.concatenate([part.codes() for part in delivered])
    distinct, counts = np.unique(codes, return_counts=True)
    stored = {day.key: day for day in fetch_days(DayKeys(distinct))}
    pieces = _by_day(fetch_pieces(DayKeys(distinct)))
    taken = stored.keys() | pieces.keys()
    shared = np.concatenate([distinct[counts > 1], DayKeys.of(taken).codes])
    lone, parts = _lone_days_apart(delivered, ~np.isin(codes, shared))
    copy_lone_days(batch_id, received_at, lone)
    days = _joined_by_day(batch_id, received_at, parts)
    copy_new_days([day for key, day in days.items() if key not in taken and _is_whole(day)])
    mixed = {key: day for key, day in days.items() if key in taken or not _is_whole(day)}
    if mixed:
        _store_as_pieces(batch_id, mixed, stored, pieces)
    return len(distinct)


def withdraw_delivery(batch_id: int, withdrawn_at: datetime) -> list[DayKey]:
    """Take everything the batch delivered out of the count; returns the days whose values may have changed.

    Nothing is deleted but the winners: the deliveries stay as withdrawn pieces.
    """
    let_others_finish(batch_id)
    own_records = fetch_days_of_batch(batch_id)
    insert_pieces([_piece_of(day, batch_id, withdrawn_at) for day in own_records])
    keys = sorted({day.key for day in own_records} | set(mark_pieces_withdrawn(batch_id, withdrawn_at)))
    codes = DayKeys.of(keys)
    stored = {day.key: day for day in fetch_days(codes)}
    _merge_again(keys, _by_day(fetch_pieces(codes)), stored)
    return keys


def days_as_of(days: Iterable[DayRow], pieces: Sequence[PieceRow], as_of: datetime) -> list[DayRow]:
    """The days as they stood at the instant, from today's winners and the pieces that counted then."""
    standing = {day.key: day for day in days if day.received_at <= as_of}
    for key, parts in _by_day(pieces).items():
        if key not in standing:
            standing[key] = _winner(parts, as_of)
    return [standing[key] for key in sorted(standing)]


def _lone_days_apart(
    delivered: Sequence[DeliveredPiece | DeliveredDays], is_lone: NDArray[np.bool_]
) -> tuple[list[ChosenDays], list[DeliveredPiece]]:
    """The whole days that nothing else touches; and all other parts one by one, in order."""
    lone: list[ChosenDays] = []
    parts: list[DeliveredPiece] = []
    position = 0
    for part in delivered:
        if isinstance(part, DeliveredPiece):
            parts.append(part)
            position += 1
            continue
        end = position + len(part.block.quantities)
        chosen = is_lone[position:end] & whole_days(part.block)
        lone.append((part.channel_id, part.block, chosen))
        interval_count = part.block.quantities.shape[1]
        for index in np.flatnonzero(~chosen).tolist():
            parts.append(DeliveredPiece(part.channel_id, interval_count, part.block.piece(index)))
        position = end
    return lone, parts


def _joined_by_day(
    batch_id: int, received_at: datetime, delivered: Iterable[DeliveredPiece]
) -> dict[DayKey, DayRow]:
    """One row per channel and day, holes marked as missing."""
    by_day: dict[DayKey, list[DeliveredPiece]] = defaultdict(list)
    for part in delivered:
        by_day[part.channel_id, part.piece.date].append(part)
    joined = {}
    for (channel_id, day), parts in by_day.items():
        first = parts[0]
        if len(parts) == 1 and len(first.piece.quantities) == first.interval_count:
            quantities, qualities = first.piece.quantities, first.piece.qualities
        else:
            quantities, qualities = merge_pieces(first.interval_count, [part.piece for part in parts])
        joined[channel_id, day] = DayRow(
            channel_id, day, first.piece.step_minutes, quantities, qualities, batch_id, received_at
        )
    return joined


def _store_as_pieces(
    batch_id: int,
    mixed: dict[DayKey, DayRow],
    stored: dict[DayKey, DayRow],
    pieces: dict[DayKey, list[PieceRow]],
) -> None:
    """Make each day the merge of the pieces behind it, what stands there as its own record among them."""
    earlier_of_batch = []
    new = []
    for key, day in mixed.items():
        known = pieces.get(key, [])
        others = [piece for piece in known if piece.batch_id != batch_id]
        own: list[PieceRow | DayRow] = [piece for piece in known if piece.batch_id == batch_id]
        if own:
            earlier_of_batch.append(key)
        standing = stored.get(key)
        if standing is not None and standing.batch_id == batch_id:
            own.append(standing)
        elif standing is not None and standing.batch_id is not None:
            others.append(_piece_of(standing, standing.batch_id))
            new.append(others[-1])
        new.append(_piece_of(_joined(day, own), batch_id))
        pieces[key] = [*others, new[-1]]
    if earlier_of_batch:
        delete_pieces_of_batch(batch_id, DayKeys.of(earlier_of_batch))
    insert_pieces(new)
    _merge_again(list(mixed), pieces, stored)


def _joined(day: DayRow, earlier: Sequence[PieceRow | DayRow]) -> DayRow:
    if not earlier:
        return day
    quantities, qualities = merge_pieces(
        len(day.quantities), [_as_day_piece(part) for part in (*earlier, day)]
    )
    return replace(day, quantities=quantities, qualities=qualities)


def _merge_again(
    keys: Sequence[DayKey], pieces: dict[DayKey, list[PieceRow]], stored: dict[DayKey, DayRow]
) -> None:
    """Make each day the merge of the pieces that count; a day without any is removed.

    `stored` are the days as they are; those whose values become others are noted.
    """
    winners = []
    gone = {}
    for key in keys:
        parts = sorted(pieces[key], key=_order_of_receipt)
        counting = [part for part in parts if part.withdrawn_at is None]
        if counting:
            winners.append(_winner(counting, max(map(_last_change, parts))))
        else:
            gone[key] = max(map(_last_change, parts))
    note_changes(stored, winners, gone)
    upsert_days(winners)
    if gone:
        delete_days(DayKeys.of(gone))


def _winner(parts: Sequence[PieceRow], changed_at: datetime) -> DayRow:
    """The merge of the pieces, in order of receipt, as it stands since `changed_at`."""
    first = parts[0]
    for part in parts:
        if len(part.quantities) != len(first.quantities) or part.step_minutes != first.step_minutes:
            raise DayLengthChanged(first, part)
    quantities, qualities = merge_pieces(len(first.quantities), [_as_day_piece(part) for part in parts])
    return DayRow(first.channel_id, first.date, first.step_minutes, quantities, qualities, None, changed_at)


def _by_day(pieces: Iterable[PieceRow]) -> dict[DayKey, list[PieceRow]]:
    by_day: dict[DayKey, list[PieceRow]] = defaultdict(list)
    for piece in pieces:
        by_day[piece.key].append(piece)
    return by_day


def _order_of_receipt(piece: PieceRow) -> tuple[datetime, int]:
    return piece.received_at, piece.batch_id


def _last_change(piece: PieceRow) -> datetime:
    return piece.received_at if piece.withdrawn_at is None else piece.withdrawn_at


def _is_whole(day: DayRow) -> bool:
    """Whether every interval has a reading."""
    return bool(day.qualities.all())


def _piece_of(day: DayRow, batch_id: int, withdrawn_at: datetime | None = None) -> PieceRow:
    return PieceRow(
        day.channel_id,
        day.date,
        batch_id,
        day.step_minutes,
        day.quantities,
        day.qualities,
        day.received_at,
        withdrawn_at,
    )


def _as_day_piece(part: PieceRow | DayRow) -> DayPiece:
    return DayPiece(part.date, part.step_minutes, 0, part.quantities, part.qualities)
