"""Which readings a channel has: actual, not actual, missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from metering.queries.usage import load_usage
from metering.usage.periods import Period
from metering.usage.reading_quality import ReadingQuality
from metering.vee.runs import runs_of


@dataclass(frozen=True, slots=True)
class ChannelCoverage:
    """The intervals of a channel by how they came to be.

    `estimated_count`: those with a reading that is not ACTUAL (estimated, substituted, edited, the
    customer's own). `missing`: the spans without a reading, in order of time.
    """

    channel_id: int
    actual_count: int
    estimated_count: int
    missing_count: int
    missing: tuple[Period, ...]

    @property
    def interval_count(self) -> int:
        """How many intervals the span has."""
        return self.actual_count + self.estimated_count + self.missing_count


def load_coverage(
    *,
    channel_ids: Sequence[int],
    step_minutes: int,
    zone_name: str,
    from_date: date,
    to_date: date,
    as_of: datetime | None = None,
) -> dict[int, ChannelCoverage]:
    """The coverage of each channel on the local days from `from_date` up to but not including `to_date`.

    In one query, two with `as_of`. Raises as `load_usage` does.
    """
    usage = load_usage(
        channel_ids=channel_ids,
        step_minutes=step_minutes,
        unit="",
        decimals=0,
        zone_name=zone_name,
        from_date=from_date,
        to_date=to_date,
        as_of=as_of,
    )
    missing_counts, other_counts = usage.missing_counts(), usage.estimated_counts()
    missing: list[list[Period]] = [[] for _ in channel_ids]
    if usage.qualities is not None:
        for row, first, count in runs_of(usage.qualities == ReadingQuality.MISSING):
            missing[row].append(Period(usage.grid.start_of(first), usage.grid.start_of(first + count)))
    return {
        channel_id: ChannelCoverage(
            channel_id,
            actual_count=usage.grid.count - other_counts[row],
            estimated_count=other_counts[row] - missing_counts[row],
            missing_count=missing_counts[row],
            missing=tuple(missing[row]),
        )
        for row, channel_id in enumerate(channel_ids)
    }
