"""Fill gaps with estimates, so that billing can go on."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from billing_site.foundation import audit
from metering.models import ReadingBatch, Utility
from metering.models.interval_day_store import DeliveredPiece, store_delivery
from metering.models.period_gate import enter_as_writer
from metering.queries.channels import ChannelFacts, load_channels
from metering.queries.readings_to_estimate import BeyondEstimation, load_series_to_estimate
from metering.usage.channel_spans import spans_of_days
from metering.usage.local_calendar import LocalCalendar
from metering.usage.local_days import DayPiece, split_into_local_days
from metering.usage.usage_series import UsageSeries
from metering.use_cases.validate_readings import validate_readings
from metering.vee.estimation import DEFAULT_LIMITS, METHOD_VERSION, Estimate, UnfilledGap, estimate_gaps

_FORMAT = f"ESTIMATION/{METHOD_VERSION}"


class UnableToEstimateMissingReadings(Exception):
    """Nothing was stored."""


@dataclass(frozen=True, slots=True)
class UnfilledReadings:
    """Readings of a channel that stay missing, and why."""

    channel: ChannelFacts
    gap: UnfilledGap


@dataclass(frozen=True, slots=True)
class EstimatedReadings:
    """The batches that were stored, one a utility; how many intervals they fill; and what stays missing."""

    batches: tuple[ReadingBatch, ...]
    interval_count: int
    unfilled: tuple[UnfilledReadings, ...]


@dataclass(frozen=True, slots=True)
class _Filled:
    """One estimate as it is stored: part of a local day of a channel."""

    facts: ChannelFacts
    estimate: Estimate
    piece: DayPiece


def estimate_missing_readings(
    *,
    channel_ids: Collection[int],
    from_date: date,
    to_date: date,
    estimated_at: datetime,
    actor: AbstractBaseUser | str | None,
) -> EstimatedReadings:
    """Estimate what the channels lack on the local days from `from_date` up to but not including `to_date`.

    Fills gaps inside of stored days and days that are missing altogether, after a channel's last reading
    too, never before its first. Estimates are a batch of their own a utility and have quality ESTIMATED, so
    that whatever is measured later replaces them, and they can be withdrawn. The days are validated again.
    A second run finds nothing to fill. The audit trail keeps method and days used of every estimate.

    Raises UnableToEstimateMissingReadings when the span is empty or not over yet.
    """
    channels = load_channels(channel_ids)
    _refuse_unless_over(channels, from_date, to_date, estimated_at)
    with transaction.atomic(durable=True):
        received_at = enter_as_writer(estimated_at)
        _let_deliveries_finish(channels)
        filled: dict[int, list[_Filled]] = defaultdict(list)
        unfilled: list[UnfilledReadings] = []
        for found in load_series_to_estimate(channels, from_date, to_date, DEFAULT_LIMITS.reach_days):
            facts = found.facts
            if isinstance(found, BeyondEstimation):
                unfilled.append(UnfilledReadings(facts, found.gap))
                continue
            calendar = LocalCalendar(facts.zone_name)
            result = estimate_gaps(found.series, calendar, fill=found.fill)
            filled[facts.utility_id].extend(_as_stored(facts, calendar, result.series, result.estimates))
            unfilled.extend(UnfilledReadings(facts, gap) for gap in result.unfilled)
        batches = [
            _stored(utility_id, parts, (from_date, to_date), received_at, actor)
            for utility_id, parts in sorted(filled.items())
            if parts
        ]
        days = {(part.facts.channel_id, part.piece.date) for parts in filled.values() for part in parts}
        validate_readings(spans=spans_of_days(sorted(days)), found_at=received_at)
    return EstimatedReadings(tuple(batches), sum(batch.reading_count for batch in batches), tuple(unfilled))


def _refuse_unless_over(
    channels: Mapping[int, ChannelFacts], from_date: date, to_date: date, estimated_at: datetime
) -> None:
    if to_date <= from_date:
        raise UnableToEstimateMissingReadings(f"there is no day from {from_date} up to {to_date}")
    for zone_name in {facts.zone_name for facts in channels.values()}:
        if LocalCalendar(zone_name).day_start(to_date) > estimated_at:
            raise UnableToEstimateMissingReadings(
                f"the days up to {to_date} are not over yet in {zone_name}: only what is past is estimated"
            )


def _let_deliveries_finish(channels: Mapping[int, ChannelFacts]) -> None:
    """Wait for deliveries under way, and keep the next ones out: what they bring needs no estimate."""
    utility_ids = {facts.utility_id for facts in channels.values()}
    list(Utility.objects.select_for_update(no_key=True).filter(pk__in=utility_ids).order_by("pk"))


def _as_stored(
    facts: ChannelFacts, calendar: LocalCalendar, series: UsageSeries, estimates: Sequence[Estimate]
) -> Iterator[_Filled]:
    for estimate in estimates:
        first = series.grid.index(estimate.starts_at)
        span = slice(first, first + estimate.interval_count)
        for piece in split_into_local_days(
            estimate.starts_at, facts.step_minutes, series.quantities[span], series.qualities[span], calendar
        ):
            yield _Filled(facts, estimate, piece)


def _stored(
    utility_id: int,
    parts: Sequence[_Filled],
    span: tuple[date, date],
    received_at: datetime,
    actor: AbstractBaseUser | str | None,
) -> ReadingBatch:
    """One utility's estimates as a batch, with its entry in the audit trail."""
    batch = ReadingBatch.objects.create(
        utility_id=utility_id,
        content_hash=_content_hash(parts, span),
        origin=ReadingBatch.Origin.ESTIMATION,
        source_name=f"estimates for {span[0]} to {span[1] - timedelta(days=1)}",
        format=_FORMAT,
        received_at=received_at,
        reading_count=sum(part.estimate.interval_count for part in parts),
    )
    store_delivery(batch.pk, received_at, (_delivered(part) for part in parts))
    audit.record(
        action="ESTIMATED",
        subject=batch,
        actor=actor,
        at=received_at,
        details={
            "from_date": span[0],
            "to_date": span[1],
            "reading_count": batch.reading_count,
            "estimates": [_told(part) for part in parts],
        },
    )
    return batch


def _delivered(part: _Filled) -> DeliveredPiece:
    calendar = LocalCalendar(part.facts.zone_name)
    count = calendar.interval_count(part.piece.date, part.facts.step_minutes)
    return DeliveredPiece(part.facts.channel_id, count, part.piece)


def _told(part: _Filled) -> dict[str, object]:
    return {
        "service_point": part.facts.service_point_code,
        "channel": part.facts.code,
        "starts_at": part.estimate.starts_at,
        "interval_count": part.estimate.interval_count,
        "method": part.estimate.method,
        "days_used": part.estimate.days_used,
    }


def _content_hash(parts: Sequence[_Filled], span: tuple[date, date]) -> str:
    """SHA-256 of the method's version, the span and every estimated value with its place."""
    digest = hashlib.sha256(f"{_FORMAT} {span[0]} {span[1]}".encode())
    for part in sorted(parts, key=lambda part: (part.facts.channel_id, part.estimate.starts_at)):
        digest.update(f"\n{part.facts.channel_id} {part.estimate.starts_at.isoformat()} ".encode())
        digest.update(part.piece.quantities.astype("<i8").tobytes())
    return digest.hexdigest()
