"""Which days of which channel a delivery touched, and the readings it brought twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True, slots=True, order=True)
class ChannelSpan:
    """Local days of one channel, from `from_date` up to but not including `to_date`."""

    channel_id: int
    from_date: date
    to_date: date

    @property
    def day_count(self) -> int:
        """How many local days the span has."""
        return (self.to_date - self.from_date).days


@dataclass(frozen=True, slots=True)
class LocatedDuplicate:
    """A reading that one file delivers twice: its channel, the instant it starts at and the later line.

    `differs` tells whether the two have different values.
    """

    channel_id: int
    starts_at: datetime
    row: int
    differs: bool


def joined_spans(spans: Iterable[ChannelSpan]) -> list[ChannelSpan]:
    """The spans by channel and date, those of a channel that touch or overlap made one."""
    joined: list[ChannelSpan] = []
    for span in sorted(spans):
        last = joined[-1] if joined else None
        if last is not None and last.channel_id == span.channel_id and span.from_date <= last.to_date:
            joined[-1] = ChannelSpan(span.channel_id, last.from_date, max(last.to_date, span.to_date))
        else:
            joined.append(span)
    return joined


def spans_of_days(days: Iterable[tuple[int, date]]) -> list[ChannelSpan]:
    """Days of channels as spans, neighbouring days of a channel made one."""
    return joined_spans(ChannelSpan(channel_id, day, day + timedelta(days=1)) for channel_id, day in days)
