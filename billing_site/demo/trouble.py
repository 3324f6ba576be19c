"""The demo's honest trouble, each in a known place: what real meter files have wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from metering.usage.periods import Period
from metering.usage.reading_quality import ReadingQuality


class Point(NamedTuple):
    """A service point by its utility and its code."""

    utility_code: str
    code: str


@dataclass(frozen=True, slots=True)
class Gap:
    """No readings at all in the span."""

    point: Point
    span: Period


@dataclass(frozen=True, slots=True)
class Replacement:
    """Readings of the span that were computed by the sender, with the quality it declares."""

    point: Point
    span: Period
    quality: ReadingQuality


@dataclass(frozen=True, slots=True)
class Spike:
    """One interval, starting at `at`, that reads `factor` times what was used."""

    point: Point
    at: datetime
    factor: int


@dataclass(frozen=True, slots=True)
class UnreadableRow:
    """One row of a long CSV, that of the interval starting at `at`, whose value is no number."""

    point: Point
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class LateCorrection:
    """A second delivery of some days of an earlier month.

    The file holds the days from `from_date` up to, not including, `to_date` of the file's clock. Of the points
    `estimated` the first delivery had estimates; those of `misread` it showed at `percent` of what was used.
    """

    utility_code: str
    from_date: date
    to_date: date
    span: Period
    received_at: datetime
    estimated: tuple[Point, ...]
    misread: tuple[Point, ...]
    percent: int

    @property
    def points(self) -> tuple[Point, ...]:
        """All points the file corrects."""
        return self.estimated + self.misread


@dataclass(frozen=True, slots=True)
class Move:
    """A move-out on `moved_on`, the first day of the next customer or, when `is_vacant`, of none."""

    point: Point
    moved_on: date
    is_vacant: bool = False


@dataclass(frozen=True, slots=True)
class Trouble:
    """All of it. `silent` points have a customer but no readings."""

    gaps: tuple[Gap, ...]
    replacements: tuple[Replacement, ...]
    spikes: tuple[Spike, ...]
    unreadable_rows: tuple[UnreadableRow, ...]
    late_correction: LateCorrection
    moves: tuple[Move, ...]
    silent: tuple[Point, ...]
