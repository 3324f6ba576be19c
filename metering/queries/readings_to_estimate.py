"""Channels that lack readings in a span, each with the days around it from which they may be estimated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from metering.models.interval_day_spans import fetch_first_days, fetch_whole_day_counts
from metering.queries.channels import ChannelFacts
from metering.queries.usage import load_channel_usage
from metering.usage.day_blocks import StepMismatch
from metering.usage.local_calendar import LocalCalendar
from metering.usage.periods import Period
from metering.usage.reading_quality import ReadingQuality
from metering.usage.usage_matrix import UsageMatrix
from metering.usage.usage_series import UsageSeries
from metering.vee.estimation import UnfilledGap

_READINGS_AT_ONCE = 4_000_000


@dataclass(frozen=True, slots=True)
class SeriesToEstimate:
    """A channel whose gaps in `fill` are to be filled; `series` reaches further on both sides."""

    facts: ChannelFacts
    series: UsageSeries
    fill: Period


@dataclass(frozen=True, slots=True)
class BeyondEstimation:
    """A part of the span in which the channel has gaps that no estimate may fill."""

    facts: ChannelFacts
    gap: UnfilledGap


@dataclass(frozen=True, slots=True)
class _Span:
    from_date: date
    to_date: date
    reach: timedelta

    def period(self, facts: ChannelFacts) -> Period:
        return LocalCalendar(facts.zone_name).span(self.from_date, self.to_date)

    def beyond(self, facts: ChannelFacts, reason: str) -> BeyondEstimation:
        count = self.period(facts).duration // timedelta(minutes=facts.step_minutes)
        return BeyondEstimation(facts, UnfilledGap(self.period(facts).start, count, reason))


def load_series_to_estimate(
    channels: Mapping[int, ChannelFacts], from_date: date, to_date: date, reach_days: int
) -> Iterator[SeriesToEstimate | BeyondEstimation]:
    """The channels with gaps on the local days from `from_date` up to but not including `to_date`.

    A channel begins with its first reading: what lies before is not estimated, whatever came after. Two
    queries, and one for every four million readings of channels of one zone, step and metric.
    """
    span = _Span(from_date, to_date, timedelta(days=reach_days))
    whole_days = fetch_whole_day_counts(list(channels), from_date, to_date)
    incomplete = [
        facts
        for facts in channels.values()
        if whole_days.get(facts.channel_id, 0) < (to_date - from_date).days
    ]
    first_days = fetch_first_days([facts.channel_id for facts in incomplete])
    begun = []
    for facts in incomplete:
        first_day = first_days.get(facts.channel_id)
        if first_day is None:
            yield span.beyond(facts, "the channel has no readings yet")
        elif first_day >= to_date:
            yield span.beyond(facts, f"the channel's first reading is of {first_day}")
        else:
            begun.append(facts)
    for portion in _portions(begun, span):
        yield from _of_portion(portion, span, first_days)


def _portions(channels: Iterable[ChannelFacts], span: _Span) -> Iterator[list[ChannelFacts]]:
    """Channels of one grid and unit, so many as fit into memory together."""
    alike: dict[tuple[str, int, str, int], list[ChannelFacts]] = defaultdict(list)
    for facts in channels:
        alike[facts.zone_name, facts.step_minutes, facts.unit, facts.decimals].append(facts)
    for group in alike.values():
        days = (span.to_date - span.from_date + 2 * span.reach).days
        at_once = max(_READINGS_AT_ONCE // (days * 1440 // group[0].step_minutes), 1)
        for first in range(0, len(group), at_once):
            yield group[first : first + at_once]


def _of_portion(
    portion: Sequence[ChannelFacts], span: _Span, first_days: Mapping[int, date]
) -> Iterator[SeriesToEstimate | BeyondEstimation]:
    try:
        matrix = _usage_around(portion, span)
    except StepMismatch as error:
        unfit = set(error.channel_ids)
        for facts in portion:
            if facts.channel_id in unfit:
                yield span.beyond(
                    facts, "days around it are stored with another interval length or time zone"
                )
        portion = [facts for facts in portion if facts.channel_id not in unfit]
        if not portion:
            return
        matrix = _usage_around(portion, span)
    if matrix.qualities is None:
        return
    for facts, quantities, qualities in zip(portion, matrix.quantities, matrix.qualities, strict=True):
        series = UsageSeries(matrix.grid, quantities, qualities, facts.unit, facts.decimals)
        yield from _of_channel(facts, series, span, first_days[facts.channel_id])


def _usage_around(portion: Sequence[ChannelFacts], span: _Span) -> UsageMatrix:
    return load_channel_usage(portion, span.from_date - span.reach, span.to_date + span.reach)


def _of_channel(
    facts: ChannelFacts, series: UsageSeries, span: _Span, first_day: date
) -> Iterator[SeriesToEstimate | BeyondEstimation]:
    fill = span.period(facts)
    if first_day >= span.from_date:
        first_reading = int((series.qualities != ReadingQuality.MISSING).argmax())
        begins_at = series.grid.start_of(first_reading)
        if begins_at > fill.start:
            count = first_reading - series.grid.index(fill.start)
            reason = f"the channel's first reading is of {first_day}"
            yield BeyondEstimation(facts, UnfilledGap(fill.start, count, reason))
            fill = Period(begins_at, fill.end)
    yield SeriesToEstimate(facts, series, fill)
