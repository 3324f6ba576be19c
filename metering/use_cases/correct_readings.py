"""A clerk writes other readings in the place of those that are there."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from billing_site.foundation import audit
from metering.models import Channel, ReadingBatch, Utility
from metering.models.day_keys import DayKeys
from metering.models.interval_day_frames import DayRow
from metering.models.interval_day_rows import fetch_days
from metering.models.interval_day_store import DayLengthChanged, DeliveredPiece, store_delivery
from metering.models.period_gate import enter_as_writer
from metering.queries.channels import ChannelFacts, load_channels
from metering.usage.channel_spans import spans_of_days
from metering.usage.local_calendar import LocalCalendar
from metering.usage.local_days import DayPiece, OffTheClock, split_into_local_days
from metering.usage.reading_quality import ReadingQuality
from metering.use_cases.validate_readings import validate_readings

_FORMAT = "EDIT"
_LONGEST_REASON = 300
_MOST_READINGS = 50_000
_LARGEST = 10**15
_EDITED = int(ReadingQuality.EDITED)


class UnableToCorrectReadings(Exception):
    """Nothing was changed."""


@dataclass(frozen=True, slots=True)
class _Correction:
    """What is written, cut into local days, and what stood there before: None where nothing did."""

    facts: ChannelFacts
    starts_at: datetime
    pieces: tuple[DayPiece, ...]
    before: tuple[int | None, ...]
    after: tuple[int, ...]
    changed_at: datetime | None
    is_in_place: bool


def correct_readings(
    *,
    channel: Channel,
    starts_at: datetime,
    quantities: Sequence[int],
    reason: str,
    corrected_at: datetime,
    actor: AbstractBaseUser | str | None,
    seen_at: datetime | None = None,
) -> ReadingBatch:
    """Store the quantities as the channel's readings from the instant `starts_at`, one an interval.

    They are whole numbers of the metric's base unit and have quality EDITED, which counts before what the
    meter says, whenever that comes; a later correction counts before an earlier one. They are a batch of
    their own, so that withdrawing it brings back what was there. The days are validated again; the audit trail
    keeps reason, old and new values. With `seen_at`, the clerk's knowledge is of that instant: what has
    changed since is not overwritten unseen.

    Raises UnableToCorrectReadings when there is no reason, the readings are none, too many, too large, not
    over yet or off the channel's clock, stand there as corrected already, or have changed since `seen_at`.
    """
    reason = _checked_reason(reason)
    facts = load_channels([channel.pk])[channel.pk]
    pieces = _pieces(facts, starts_at, quantities, corrected_at)
    with transaction.atomic(durable=True):
        received_at = enter_as_writer(corrected_at)
        # What stands there is read, compared and written: no other writer may come in between.
        Utility.objects.select_for_update(no_key=True).get(pk=facts.utility_id)
        correction = _against_stored(facts, starts_at, pieces)
        _refuse_unless_known_and_new(correction, seen_at)
        batch = _stored(correction, received_at)
        days = [(facts.channel_id, piece.date) for piece in pieces]
        validate_readings(spans=spans_of_days(days), found_at=received_at)
        audit.record(
            action="CORRECTED",
            subject=batch,
            actor=actor,
            at=received_at,
            details=_told(correction, reason),
        )
    return batch


def _checked_reason(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise UnableToCorrectReadings("say why the readings are corrected: the reason is kept with them")
    if len(reason) > _LONGEST_REASON:
        raise UnableToCorrectReadings(f"the reason has {len(reason)} characters: {_LONGEST_REASON} are kept")
    return reason


def _pieces(
    facts: ChannelFacts, starts_at: datetime, quantities: Sequence[int], corrected_at: datetime
) -> tuple[DayPiece, ...]:
    if not quantities or len(quantities) > _MOST_READINGS:
        raise UnableToCorrectReadings(
            f"{len(quantities)} readings: write at least one, and at most {_MOST_READINGS:,} at once"
        )
    if max(map(abs, quantities)) > _LARGEST:
        raise UnableToCorrectReadings(f"a reading is larger than the channel can store in {facts.unit}")
    if starts_at + timedelta(minutes=facts.step_minutes) * len(quantities) > corrected_at:
        raise UnableToCorrectReadings("the intervals are not over yet: only what is past is corrected")
    values = np.array(quantities, dtype=np.int64)
    qualities = np.full(len(values), _EDITED, dtype=np.uint8)
    calendar = LocalCalendar(facts.zone_name)
    try:
        return tuple(split_into_local_days(starts_at, facts.step_minutes, values, qualities, calendar))
    except OffTheClock as error:
        raise UnableToCorrectReadings(str(error)) from error


def _against_stored(facts: ChannelFacts, starts_at: datetime, pieces: tuple[DayPiece, ...]) -> _Correction:
    keys = DayKeys.of([(facts.channel_id, piece.date) for piece in pieces])
    stored: dict[date, DayRow] = {day.date: day for day in fetch_days(keys)}
    before: list[int | None] = []
    qualities: list[int] = []
    for piece in pieces:
        day, count = stored.get(piece.date), len(piece.quantities)
        if day is None:
            before += [None] * count
            qualities += [int(ReadingQuality.MISSING)] * count
            continue
        span = slice(piece.first_interval, piece.first_interval + count)
        codes = day.qualities[span].tolist()
        before += [
            value if code else None for value, code in zip(day.quantities[span].tolist(), codes, strict=True)
        ]
        qualities += codes
    after = tuple(value for piece in pieces for value in piece.quantities.tolist())
    return _Correction(
        facts,
        starts_at,
        pieces,
        tuple(before),
        after,
        max((day.received_at for day in stored.values()), default=None),
        tuple(before) == after and set(qualities) == {_EDITED},
    )


def _refuse_unless_known_and_new(correction: _Correction, seen_at: datetime | None) -> None:
    if correction.is_in_place:
        raise UnableToCorrectReadings("these readings stand there as corrected already: nothing to do")
    if seen_at is not None and correction.changed_at is not None and correction.changed_at > seen_at:
        raise UnableToCorrectReadings(
            "these days have changed since you opened them: look at them again before you write over them"
        )


def _stored(correction: _Correction, received_at: datetime) -> ReadingBatch:
    facts, first = correction.facts, correction.pieces[0].date
    batch = ReadingBatch.objects.create(
        utility_id=facts.utility_id,
        content_hash=_content_hash(correction, received_at),
        origin=ReadingBatch.Origin.EDIT,
        source_name=f"correction of {facts.service_point_code} {facts.code}, {first}",
        format=_FORMAT,
        received_at=received_at,
        reading_count=len(correction.after),
    )
    calendar = LocalCalendar(facts.zone_name)
    delivered = [
        DeliveredPiece(facts.channel_id, calendar.interval_count(piece.date, facts.step_minutes), piece)
        for piece in correction.pieces
    ]
    try:
        store_delivery(batch.pk, received_at, delivered)
    except DayLengthChanged as error:
        raise UnableToCorrectReadings(str(error)) from error
    return batch


def _content_hash(correction: _Correction, received_at: datetime) -> str:
    """SHA-256 of place, values and moment: the same values may be wanted again after others."""
    facts = correction.facts
    digest = hashlib.sha256(
        f"{_FORMAT} {facts.channel_id} {correction.starts_at.isoformat()} {received_at.isoformat()}".encode()
    )
    digest.update(np.array(correction.after, dtype="<i8").tobytes())
    return digest.hexdigest()


def _told(correction: _Correction, reason: str) -> dict[str, Any]:
    return {
        "service_point": correction.facts.service_point_code,
        "channel": correction.facts.code,
        "starts_at": correction.starts_at,
        "interval_count": len(correction.after),
        "unit": correction.facts.unit,
        "decimals": correction.facts.decimals,
        "before": list(correction.before),
        "after": list(correction.after),
        "reason": reason,
    }
