"""The versions of a plan along a line of time, as geometry.

Long spans are drawn shorter and short ones longer than they are, so that every version can be seen; the dates
stand beneath.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Final

_SHORTEST: Final = 120
_LONGEST: Final = 500
_AFTER_THE_LAST: Final = timedelta(days=365)


class Standing(StrEnum):
    """Where a version stands on the day that is looked from."""

    PAST = "past"
    IN_FORCE = "in force"
    FUTURE = "future"
    DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Span:
    """A version from its first day up to, not including, `until`; None: with no end."""

    number: int
    is_draft: bool
    from_date: date
    until: date | None


@dataclass(frozen=True, slots=True)
class VersionBar:
    """A version's box; `x` and `width` in percent."""

    number: int
    standing: Standing
    x: str
    width: str
    from_date: date
    until: date | None


@dataclass(frozen=True, slots=True)
class VersionTimeline:
    """All bars, the oldest first, the draft apart; `today` in percent."""

    published: tuple[VersionBar, ...]
    draft: VersionBar | None
    today: str


def version_timeline(spans: Sequence[Span], today: date) -> VersionTimeline:
    """The picture of at least one version, on a day."""
    starts = sorted({span.from_date for span in spans} | {today})
    edges = [*starts, starts[-1] + _AFTER_THE_LAST]
    places = [0]
    for before, after in pairwise(edges):
        places.append(places[-1] + min(max((after - before).days, _SHORTEST), _LONGEST))

    def percent(day: date | None) -> float:
        if day is None:
            return 100.0
        number = min(bisect_right(edges, day), len(edges) - 1)
        begin, end = edges[number - 1], edges[number]
        share = (day - begin) / (end - begin)
        return (places[number - 1] + share * (places[number] - places[number - 1])) / places[-1] * 100

    bars = [
        VersionBar(
            number=span.number,
            standing=_standing(span, today),
            x=f"{percent(span.from_date):.2f}%",
            width=f"{percent(span.until) - percent(span.from_date):.2f}%",
            from_date=span.from_date,
            until=span.until,
        )
        for span in sorted(spans, key=lambda span: span.from_date)
    ]
    return VersionTimeline(
        published=tuple(bar for bar in bars if bar.standing is not Standing.DRAFT),
        draft=next((bar for bar in bars if bar.standing is Standing.DRAFT), None),
        today=f"{percent(today):.2f}%",
    )


def _standing(span: Span, today: date) -> Standing:
    if span.is_draft:
        return Standing.DRAFT
    if span.from_date > today:
        return Standing.FUTURE
    return Standing.IN_FORCE if span.until is None or today < span.until else Standing.PAST
