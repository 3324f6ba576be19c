"""Spans of time: half-open, in aware UTC instants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The instants from `start` up to but not including `end`; both are aware and are kept in UTC.

    Raises ValueError for a naive instant or an end that is not after the start.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        for name in ("start", "end"):
            instant = getattr(self, name)
            if instant.tzinfo is None:
                raise ValueError(f"{name} {instant} has no time zone")
            object.__setattr__(self, name, instant.astimezone(UTC))
        if self.end <= self.start:
            raise ValueError(f"a period must end after it starts: {self.start} to {self.end}")

    @property
    def duration(self) -> timedelta:
        """The elapsed time; a day of a clock change is 23 or 25 hours."""
        return self.end - self.start

    def contains(self, instant: datetime) -> bool:
        """Whether the instant lies in the span; the end does not."""
        return self.start <= instant < self.end

    def covers(self, other: Period) -> bool:
        """Whether all of `other` lies in the span."""
        return self.start <= other.start and other.end <= self.end

    def overlap(self, other: Period) -> Period | None:
        """The part both spans share, or None when they only touch or lie apart."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Period(start, end) if start < end else None

    def split(self, *instants: datetime) -> tuple[Period, ...]:
        """The span cut at each instant that lies strictly inside it, in order of time."""
        cuts = sorted({i.astimezone(UTC) for i in instants if self.start < i < self.end})
        edges = [self.start, *cuts, self.end]
        return tuple(Period(a, b) for a, b in pairwise(edges))

    def subtract(self, other: Period) -> tuple[Period, ...]:
        """What is left of the span without `other`: none, one or two spans."""
        shared = self.overlap(other)
        if shared is None:
            return (self,)
        return tuple(Period(a, b) for a, b in ((self.start, shared.start), (shared.end, self.end)) if a < b)
