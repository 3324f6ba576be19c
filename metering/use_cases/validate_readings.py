"""Run the validation rules over what was delivered, and keep the findings true to the readings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from metering.models.reading_finding_store import (
    THE_READINGS_HAVE_CHANGED,
    KnownFinding,
    resolve_findings,
    upsert_findings,
)
from metering.queries.channels import ChannelFacts, load_channels
from metering.queries.validation_blocks import ValidationBlock, load_validation_blocks
from metering.usage.channel_spans import ChannelSpan, LocatedDuplicate
from metering.usage.local_calendar import LocalCalendar
from metering.vee.duplicates import find_duplicates
from metering.vee.findings import Finding, Rule
from metering.vee.validation_limits import DEFAULT_LIMITS
from metering.vee.validation_rules import validate_matrix

_READINGS_AT_ONCE = 4_000_000
_ChannelFinding = tuple[int, Finding]


def validate_readings(
    *, spans: Sequence[ChannelSpan], found_at: datetime, duplicates: Sequence[LocatedDuplicate] = ()
) -> int:
    """Find anew what is odd about the readings of the spans, because they have changed.

    An open finding that overlaps or touches its channel's span and no longer holds is resolved; one that holds
    again is open again; one that a clerk accepted stays so, unless it has become graver. A duplicate is told
    by the delivery that brings it, so it stays open until it is accepted or its readings are withdrawn. A channel
    read by dial has nothing to find: what lies between two numbers is spread, not measured.

    Returns how many findings were written that are open. One query for the channels and six for every four
    million readings, whatever the number of channels.
    """
    by_channel: dict[int, list[LocatedDuplicate]] = defaultdict(list)
    for duplicate in duplicates:
        by_channel[duplicate.channel_id].append(duplicate)
    channels = load_channels({span.channel_id for span in spans} | by_channel.keys())
    joined = _one_a_channel([span for span in spans if not channels[span.channel_id].is_read_by_dial])
    written = 0
    with transaction.atomic():
        for portion in _portions(joined, channels):
            written += _validate(portion, channels, found_at)
        written += upsert_findings(_of_duplicates(by_channel, channels), found_at)
    return written


def _validate(spans: Sequence[ChannelSpan], channels: Mapping[int, ChannelFacts], found_at: datetime) -> int:
    """Write what holds, resolve what does not; returns how many findings of the channels are open."""
    blocks, known = load_validation_blocks(spans, channels, DEFAULT_LIMITS.spike_history_days)
    found = [pair for block in blocks for pair in _judged_findings(block)]
    resolve_findings(_outdated(known, found, blocks), found_at, THE_READINGS_HAVE_CHANGED)
    return upsert_findings(found, found_at)


def _judged_findings(block: ValidationBlock) -> Iterator[_ChannelFinding]:
    for row, finding in validate_matrix(
        block.matrix, block.calendar, adds_up=block.adds_up, earlier_peaks=block.earlier_peaks
    ):
        if block.is_judged(row, finding):
            yield block.channel_ids[row], finding


def _outdated(
    known: Sequence[KnownFinding], found: Sequence[_ChannelFinding], blocks: Sequence[ValidationBlock]
) -> list[int]:
    """The open findings that the readings no longer bear out."""
    holding = {(channel_id, finding.rule, finding.starts_at) for channel_id, finding in found}
    rows = {channel_id: (block, row) for block in blocks for row, channel_id in enumerate(block.channel_ids)}
    outdated = []
    for finding in known:
        if finding.rule == Rule.DUPLICATE:
            block, row = rows[finding.channel_id]
            holds = block.has_reading(row, finding.starts_at, finding.interval_count)
        elif finding.rule == Rule.REGISTER:
            holds = True  # it is about a number on a dial, not about these readings
        else:
            holds = (finding.channel_id, finding.rule, finding.starts_at) in holding
        if finding.is_open and not holds:
            outdated.append(finding.id)
    return outdated


def _of_duplicates(
    by_channel: Mapping[int, Sequence[LocatedDuplicate]], channels: Mapping[int, ChannelFacts]
) -> list[_ChannelFinding]:
    return [
        (channel_id, finding)
        for channel_id, duplicates in by_channel.items()
        for finding in find_duplicates(
            duplicates, channels[channel_id].step_minutes, LocalCalendar(channels[channel_id].zone_name)
        )
    ]


def _one_a_channel(spans: Sequence[ChannelSpan]) -> list[ChannelSpan]:
    """Each channel's spans as one, with what lies between them."""
    joined: dict[int, ChannelSpan] = {}
    for span in spans:
        other = joined.get(span.channel_id, span)
        joined[span.channel_id] = ChannelSpan(
            span.channel_id, min(span.from_date, other.from_date), max(span.to_date, other.to_date)
        )
    return list(joined.values())


def _portions(
    spans: Sequence[ChannelSpan], channels: Mapping[int, ChannelFacts]
) -> Iterator[list[ChannelSpan]]:
    """Spans with so many readings that they fit into memory together."""
    portion: list[ChannelSpan] = []
    readings = 0
    for span in sorted(spans, key=lambda span: (span.from_date, span.to_date)):
        portion.append(span)
        readings += (span.to_date - span.from_date).days * 1440 // channels[span.channel_id].step_minutes
        if readings >= _READINGS_AT_ONCE:
            yield portion
            portion, readings = [], 0
    if portion:
        yield portion
