"""Stored readings as validation looks at them: what was delivered, with enough around it to see runs whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from metering.models import Metric
from metering.models.interval_day_spans import (
    fetch_encoded_days_of_spans,
    fetch_neighbouring_days,
    fetch_peaks_of_spans,
)
from metering.models.reading_finding_store import FindingPlace, KnownFinding, fetch_known_findings
from metering.queries.channels import ChannelFacts
from metering.usage.channel_spans import ChannelSpan
from metering.usage.day_blocks import EncodedDay, lay_days
from metering.usage.interval_grid import IntervalGrid
from metering.usage.local_calendar import LocalCalendar
from metering.usage.periods import Period
from metering.usage.reading_quality import ReadingQuality
from metering.usage.usage_matrix import UsageMatrix
from metering.vee.findings import Finding

_CELLS_AT_ONCE = 2_000_000
_LARGEST_SHARE_OF_PADDING = 2
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ValidationBlock:
    """Channels of one zone, step and metric over one grid, a row each.

    `judged`: the span of each row whose findings are to be found anew; the grid reaches further on both
    sides. `earlier_peaks`: int64, shape (rows, days), the daily peaks before the grid, -1 where there is none.
    """

    calendar: LocalCalendar
    channel_ids: tuple[int, ...]
    judged: tuple[Period, ...]
    matrix: UsageMatrix
    adds_up: bool
    earlier_peaks: NDArray[np.int64]

    def is_judged(self, row: int, finding: Finding) -> bool:
        """Whether the finding overlaps the row's judged span or touches its edges."""
        step = timedelta(minutes=self.matrix.grid.step_minutes)
        judged, ends_at = self.judged[row], finding.starts_at + finding.interval_count * step
        return finding.starts_at <= judged.end and ends_at >= judged.start

    def has_reading(self, row: int, starts_at: datetime, interval_count: int) -> bool:
        """Whether any of the row's intervals there has a reading."""
        if self.matrix.qualities is None:
            return True
        step = timedelta(minutes=self.matrix.grid.step_minutes)
        first = max((starts_at - self.matrix.grid.start) // step, 0)
        return bool(
            (self.matrix.qualities[row, first : first + interval_count] != ReadingQuality.MISSING).any()
        )


def load_validation_blocks(
    spans: Sequence[ChannelSpan], channels: Mapping[int, ChannelFacts], history_days: int
) -> tuple[list[ValidationBlock], list[KnownFinding]]:
    """The readings of the spans, one span a channel, and the known findings that overlap or touch them.

    Each span is widened to the findings known there, and then to the channel's nearest days with readings
    before and after, so that no run of intervals is cut at its edge. A stored day that does not fit the
    channel's step and zone counts as missing: it cannot be billed either. Four queries, whatever the number
    of channels.
    """
    known = fetch_known_findings([_place(span, channels[span.channel_id]) for span in spans])
    groups = list(_blocks_of_spans(spans, _widened(spans, known, channels), channels))
    to_load = [
        ChannelSpan(span.channel_id, from_date, to_date)
        for group, from_date, to_date in groups
        for span in group
    ]
    days: dict[int, list[EncodedDay]] = {}
    for day in fetch_encoded_days_of_spans(to_load):
        days.setdefault(day.channel_id, []).append(day)
    before = [
        ChannelSpan(span.channel_id, span.from_date - timedelta(days=history_days), span.from_date)
        for span in to_load
    ]
    peaks = fetch_peaks_of_spans(before)
    blocks = [
        _block(
            [channels[span.channel_id] for span in group],
            group,
            from_date,
            to_date,
            days,
            peaks,
            history_days,
        )
        for group, from_date, to_date in groups
    ]
    return blocks, known


def _place(span: ChannelSpan, facts: ChannelFacts) -> FindingPlace:
    period = LocalCalendar(facts.zone_name).span(span.from_date, span.to_date)
    return FindingPlace(span.channel_id, period, facts.step_minutes)


def _widened(
    spans: Sequence[ChannelSpan], known: Sequence[KnownFinding], channels: Mapping[int, ChannelFacts]
) -> dict[int, ChannelSpan]:
    """By channel, the span with the findings known there and a day with readings on either side."""
    ranges = {span.channel_id: (span.from_date, span.to_date) for span in spans}
    for finding in known:
        facts = channels[finding.channel_id]
        calendar = LocalCalendar(facts.zone_name)
        last = finding.starts_at + timedelta(minutes=facts.step_minutes) * (finding.interval_count - 1)
        from_date, to_date = ranges[finding.channel_id]
        ranges[finding.channel_id] = (
            min(from_date, calendar.local_date(finding.starts_at)),
            max(to_date, calendar.local_date(last) + _ONE_DAY),
        )
    with_findings = [ChannelSpan(channel_id, *dates) for channel_id, dates in ranges.items()]
    return {
        span.channel_id: ChannelSpan(
            span.channel_id, before or span.from_date, after + _ONE_DAY if after else span.to_date
        )
        for span, (before, after) in fetch_neighbouring_days(with_findings).items()
    }


def _blocks_of_spans(
    spans: Sequence[ChannelSpan], widened: Mapping[int, ChannelSpan], channels: Mapping[int, ChannelFacts]
) -> Iterator[tuple[list[ChannelSpan], date, date]]:
    """Spans that go into one matrix, and its first day and the day after its last.

    Neighbours in order of their dates share a matrix as long as it stays of handy size and at least half of
    it was asked for.
    """

    def order(span: ChannelSpan) -> tuple[tuple[str, int, str, int, str], date, date]:
        wide = widened[span.channel_id]
        return _kind(channels[span.channel_id]), wide.from_date, wide.to_date

    group: list[ChannelSpan] = []
    kind, first, last, asked = None, date.max, date.min, 0
    for span in sorted(spans, key=order):
        its_kind, its_first, its_last = order(span)
        days = (its_last - its_first).days
        union = max(last, its_last) - min(first, its_first)
        cells = union.days * (len(group) + 1)
        is_handy = cells * (1440 // channels[span.channel_id].step_minutes) <= _CELLS_AT_ONCE
        if group and (its_kind != kind or not is_handy or cells > _LARGEST_SHARE_OF_PADDING * (asked + days)):
            yield group, first, last
            group, first, last, asked = [], date.max, date.min, 0
        group.append(span)
        kind, first, last, asked = its_kind, min(first, its_first), max(last, its_last), asked + days
    if group:
        yield group, first, last


def _kind(facts: ChannelFacts) -> tuple[str, int, str, int, str]:
    return facts.zone_name, facts.step_minutes, facts.unit, facts.decimals, facts.aggregation


def _block(
    facts: Sequence[ChannelFacts],
    spans: Sequence[ChannelSpan],
    from_date: date,
    to_date: date,
    days: Mapping[int, Sequence[EncodedDay]],
    peaks: Mapping[int, tuple[NDArray[np.int64], NDArray[np.int64]]],
    history_days: int,
) -> ValidationBlock:
    first = facts[0]
    calendar = LocalCalendar(first.zone_name)
    grid = IntervalGrid.filling(calendar.span(from_date, to_date), first.step_minutes)
    counts = {day: calendar.interval_count(day, first.step_minutes) for day in calendar.dates(grid.period)}
    positions = {span.channel_id: row for row, span in enumerate(spans)}
    fitting = (
        day
        for channel_id in positions
        for day in days.get(channel_id, ())
        if (day.step_minutes, day.interval_count) == (first.step_minutes, counts[day.date])
    )
    quantities, qualities = lay_days(fitting, positions, grid, calendar)
    earlier = np.full((len(spans), history_days), -1, dtype=np.int64)
    for channel_id, row in positions.items():
        if channel_id in peaks:
            columns, values = peaks[channel_id]
            earlier[row, columns] = values
    return ValidationBlock(
        calendar,
        tuple(positions),
        tuple(calendar.span(span.from_date, span.to_date) for span in spans),
        UsageMatrix(grid, quantities, qualities, first.unit, first.decimals),
        first.aggregation == Metric.Aggregation.SUM,
        earlier,
    )
