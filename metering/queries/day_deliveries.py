"""One local day of a channel, interval by interval: which delivery counts, and what it took the place of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Max

from metering.models import ReadingBatch
from metering.models.day_keys import DayKeys
from metering.models.interval_day_frames import DayRow, PieceRow
from metering.models.interval_day_rows import fetch_days, fetch_pieces
from metering.queries.channels import ChannelFacts
from metering.usage.local_calendar import LocalCalendar
from metering.usage.local_days import DayPiece, winning_pieces
from metering.usage.reading_quality import ReadingQuality


@dataclass(frozen=True, slots=True)
class DayDelivery:
    """What one batch brought for the day.

    `number` is its place in order of receipt, 1 first. `reading_count` readings came, and `counting` of them
    count now; `batch.upload_id` is the upload it came with, if it did; `qualities` says how many came with which quality, the best first.
    """

    number: int
    batch: ReadingBatch
    withdrawn_at: datetime | None
    total: Decimal
    reading_count: int
    counting: int
    qualities: tuple[tuple[ReadingQuality, int], ...]

    @property
    def is_superseded(self) -> bool:
        """Whether nothing of it counts any more."""
        return self.counting == 0


@dataclass(frozen=True, slots=True)
class ReplacedReading:
    """A reading that came and does not count, and the number of its delivery."""

    value: Decimal
    delivery: int


@dataclass(frozen=True, slots=True)
class DayInterval:
    """One interval: `starts_at` by the local clock, its reading (None: missing) and the delivery it came with."""

    starts_at: datetime
    clock: str
    value: Decimal | None
    quality: ReadingQuality
    delivery: int | None
    replaced: tuple[ReplacedReading, ...]

    @property
    def changed(self) -> tuple[ReplacedReading, ...]:
        """What it took the place of, but for readings that said the same."""
        return tuple(old for old in self.replaced if old.value != self.value)


@dataclass(frozen=True, slots=True)
class DayDetail:
    """The day as it counts now, and the deliveries behind it; `changed_at` is when it last changed."""

    date: date
    step_minutes: int
    intervals: tuple[DayInterval, ...]
    deliveries: tuple[DayDelivery, ...]
    changed_at: datetime | None

    @property
    def total(self) -> Decimal:
        """The sum of what was read."""
        return sum((each.value for each in self.intervals if each.value is not None), Decimal(0))

    @property
    def missing_count(self) -> int:
        """How many intervals have no reading."""
        return sum(1 for each in self.intervals if each.value is None)


def load_day_detail(facts: ChannelFacts, day: date, as_of: datetime | None = None) -> DayDetail:
    """The channel's local day, all its intervals missing where nothing was delivered; three queries.

    With `as_of`, as it counted at that instant: what came later is left out, and what was withdrawn later counts.
    """
    keys = DayKeys.of([(facts.channel_id, day)])
    stored: DayRow | None = next(iter(fetch_days(keys)), None)
    pieces: list[PieceRow] = fetch_pieces(keys)
    if stored is not None and stored.batch_id is not None:
        pieces.append(_own_record(stored, stored.batch_id))
    if as_of is not None:
        pieces = [piece for piece in pieces if piece.received_at <= as_of]
    pieces.sort(key=lambda piece: (piece.received_at, piece.batch_id))
    uploaded = ReadingBatch.objects.select_related("utility").annotate(upload_id=Max("reading_uploads"))
    batches = uploaded.in_bulk({piece.batch_id for piece in pieces})
    step = stored.step_minutes if stored is not None else facts.step_minutes
    calendar = LocalCalendar(facts.zone_name)
    count = len(stored.quantities) if stored is not None else calendar.interval_count(day, step)
    fitting = [piece for piece in pieces if len(piece.quantities) == count]
    winners = _winners(count, fitting, as_of)
    return DayDetail(
        day,
        step,
        tuple(_intervals(calendar, day, step, count, fitting, winners, facts.decimals)),
        tuple(
            _delivery(number, piece, batches[piece.batch_id], winners.count(number), facts.decimals)
            for number, piece in enumerate(fitting, start=1)
        ),
        stored.received_at if stored is not None else None,
    )


def _own_record(day: DayRow, batch_id: int) -> PieceRow:
    return PieceRow(
        day.channel_id, day.date, batch_id, day.step_minutes, day.quantities, day.qualities, day.received_at
    )


def _winners(count: int, pieces: Sequence[PieceRow], as_of: datetime | None) -> list[int]:
    """For each interval the number of the delivery that counts, 0 for none."""
    numbers = [
        number
        for number, piece in enumerate(pieces, start=1)
        if piece.withdrawn_at is None or (as_of is not None and piece.withdrawn_at > as_of)
    ]
    counting = [
        DayPiece(piece.date, piece.step_minutes, 0, piece.quantities, piece.qualities)
        for piece in (pieces[number - 1] for number in numbers)
    ]
    return [numbers[place] if place >= 0 else 0 for place in winning_pieces(count, counting).tolist()]


def _intervals(
    calendar: LocalCalendar,
    day: date,
    step: int,
    count: int,
    pieces: Sequence[PieceRow],
    winners: Sequence[int],
    decimals: int,
) -> list[DayInterval]:
    start = calendar.day_start(day)
    is_usual = calendar.day(day).duration == timedelta(days=1)
    intervals = []
    for place in range(count):
        local = (start + timedelta(minutes=step) * place).astimezone(calendar.zone)
        winner = winners[place]
        came = {
            number: Decimal(int(piece.quantities[place])).scaleb(-decimals)
            for number, piece in enumerate(pieces, start=1)
            if piece.qualities[place] != ReadingQuality.MISSING
        }
        quality = pieces[winner - 1].qualities[place] if winner else ReadingQuality.MISSING
        intervals.append(
            DayInterval(
                local,
                # A clock that is changed that day shows an hour twice: only its name tells which.
                local.strftime("%H:%M" if is_usual else "%H:%M %Z"),
                came.pop(winner, None),
                ReadingQuality(int(quality)),
                winner or None,
                tuple(ReplacedReading(value, number) for number, value in came.items()),
            )
        )
    return intervals


def _delivery(number: int, piece: PieceRow, batch: ReadingBatch, counting: int, decimals: int) -> DayDelivery:
    codes = Counter(int(code) for code in piece.qualities.tolist())
    came = {code: codes[code] for code in sorted(codes, reverse=True) if code != ReadingQuality.MISSING}
    return DayDelivery(
        number,
        batch,
        piece.withdrawn_at,
        Decimal(int(piece.quantities.sum())).scaleb(-decimals),
        sum(came.values()),
        counting,
        tuple((ReadingQuality(code), count) for code, count in came.items()),
    )
