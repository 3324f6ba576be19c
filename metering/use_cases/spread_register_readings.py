"""Make what was used between the readings of a dial count, and nothing else of them."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

import numpy as np
from django.db import transaction

from metering.models import Channel, ReadingBatch, ReadingFinding, RegisterSpan
from metering.models.interval_day_store import (
    DayLengthChanged,
    DeliveredDays,
    DeliveredPiece,
    store_delivery,
    withdraw_delivery,
)
from metering.models.reading_finding_store import resolve_findings, upsert_findings
from metering.queries.register_spans import load_spans_between
from metering.usage.even_spread import spread_over_days
from metering.usage.local_calendar import LocalCalendar
from metering.usage.local_days import DayBlock, split_into_day_blocks
from metering.usage.reading_quality import ReadingQuality
from metering.usage.register_spans import SpanBetween
from metering.vee.findings import Finding, Rule, Severity

_FORMAT = "REGISTER/1"
_ONE_DAY = timedelta(days=1)
_SINCE_TOLD = "what was used is known now"


class UnableToSpreadRegisterReadings(Exception):
    """Nothing was changed."""


def spread_register_readings(*, channel: Channel, spread_at: datetime) -> int:
    """Bring the channel's usage in line with the readings of its dial that stand; returns how many spans changed.

    From each reading to the next, the difference is spread evenly over the local days after the first up to and
    with the second: a batch of its own a span, so that only what lies beside a reading that came or went is
    taken back and stored anew. Usage that cannot be told is left out and becomes a finding that stops the bill.
    A channel that is not read by dial gets no new spans.

    Joins the caller's transaction, which has entered the period gate and locked the channel; `spread_at` is the
    instant that it got there. Raises UnableToSpreadRegisterReadings when the days cannot hold the readings.
    """
    with transaction.atomic():
        standing = {
            (span.earlier_id, span.later_id): span
            for span in RegisterSpan.objects.filter(channel=channel, withdrawn_at=None)
        }
        wanted = {(span.earlier.number, span.later.number): span for span in load_spans_between(channel)}
        known = {key: span for key, span in wanted.items() if span.usage is not None}
        gone = [span for key, span in standing.items() if key not in known]
        for span in gone:
            _withdraw(span, spread_at)
        new = [span for key, span in known.items() if key not in standing]
        if channel.kind != Channel.Kind.REGISTER:
            return len(gone)
        for one in new:
            _store(channel, one, spread_at)
        _tell(channel, list(wanted.values()), spread_at)
    return len(gone) + len(new)


def _withdraw(span: RegisterSpan, at: datetime) -> None:
    batch = ReadingBatch.objects.select_for_update(no_key=True).get(pk=span.batch_id)
    batch.withdrawn_at = span.withdrawn_at = max(at, batch.received_at)
    batch.state = ReadingBatch.State.WITHDRAWN
    batch.save(update_fields=["state", "withdrawn_at"])
    span.save(update_fields=["withdrawn_at"])
    withdraw_delivery(batch.pk, batch.withdrawn_at)


def _store(channel: Channel, span: SpanBetween, at: datetime) -> None:
    assert span.usage is not None
    quantity = int(span.usage.quantity.scaleb(channel.metric.decimals))
    try:
        delivered = _delivered(channel, span, quantity)
    except ValueError as error:  # the step does not fill a day of such a zone
        raise UnableToSpreadRegisterReadings(str(error)) from error
    batch = ReadingBatch.objects.create(
        utility_id=channel.service_point.utility_id,
        content_hash=_content_hash(span, at),
        origin=ReadingBatch.Origin.REGISTER,
        source_name=_source_name(channel, span),
        format=_FORMAT,
        received_at=at,
        reading_count=sum(_reading_count(part) for part in delivered),
    )
    try:
        store_delivery(batch.pk, at, delivered)
    except DayLengthChanged as error:
        raise UnableToSpreadRegisterReadings(str(error)) from error
    RegisterSpan.objects.create(
        channel=channel,
        earlier_id=span.earlier.number,
        later_id=span.later.number,
        batch=batch,
        quantity=quantity,
        rolled_over=span.usage.rolled_over,
    )


def _delivered(channel: Channel, span: SpanBetween, quantity: int) -> list[DeliveredPiece | DeliveredDays]:
    calendar, step = LocalCalendar(channel.service_point.site.zone_name), channel.step_minutes
    first = span.from_date + _ONE_DAY
    lengths = [
        calendar.interval_count(first + _ONE_DAY * number, step)
        for number in range((span.to_date - span.from_date).days)
    ]
    # A zone that went over the date line has skipped a day.
    quantities = spread_over_days(quantity, [length for length in lengths if length])
    qualities = None
    if span.is_estimated:
        qualities = np.full(len(quantities), ReadingQuality.ESTIMATED, dtype=np.uint8)
    parts = split_into_day_blocks(calendar.day_start(first), step, quantities, qualities, calendar)
    return [
        DeliveredDays(channel.pk, part)
        if isinstance(part, DayBlock)
        else DeliveredPiece(channel.pk, len(part.quantities), part)
        for part in parts
    ]


def _reading_count(part: DeliveredPiece | DeliveredDays) -> int:
    whole = part.block.quantities if isinstance(part, DeliveredDays) else part.piece.quantities
    return int(whole.size)


def _source_name(channel: Channel, span: SpanBetween) -> str:
    meter = span.later.dial.meter or channel.code
    values = (f"{one.dial.value.normalize():f} on {one.dial.read_date}" for one in (span.earlier, span.later))
    return f"meter {meter}: {', '.join(values)}"


def _content_hash(span: SpanBetween, at: datetime) -> str:
    """SHA-256 of the two readings and the moment: neighbours may part and come together again."""
    return hashlib.sha256(
        f"{_FORMAT} {span.earlier.number} {span.later.number} {at.isoformat()}".encode()
    ).hexdigest()


def _tell(channel: Channel, spans: Sequence[SpanBetween], at: datetime) -> None:
    """A finding for each span whose usage cannot be told; those of spans that can be are resolved."""
    calendar = LocalCalendar(channel.service_point.site.zone_name)
    unknown = [(channel.pk, _finding(channel, calendar, span)) for span in spans if span.usage is None]
    upsert_findings(unknown, at)
    resolve_findings(_outdated(channel, {finding.starts_at for _, finding in unknown}), at, _SINCE_TOLD)


def _finding(channel: Channel, calendar: LocalCalendar, span: SpanBetween) -> Finding:
    return Finding(
        Rule.REGISTER,
        Severity.STOP,
        calendar.day_start(span.to_date),
        calendar.interval_count(span.to_date, channel.step_minutes),
        f"what was used from {span.from_date} to {span.to_date} cannot be told: {span.unknown}",
    )


def _outdated(channel: Channel, holding: Collection[datetime]) -> list[int]:
    open_ones = ReadingFinding.objects.filter(
        channel=channel,
        rule=Rule.REGISTER,
        severity=Severity.STOP,
        state=ReadingFinding.State.OPEN,
    )
    return [pk for pk, starts_at in open_ones.values_list("pk", "starts_at") if starts_at not in holding]
