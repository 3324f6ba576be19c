"""Readings of a dial put in order, and what was used from each to the next.

Which readings bound a span depends on nothing but the readings that stand, so it does not matter in which order
they were recorded or taken back. Of several readings of one meter on one day the best counts: closing or opening,
the utility's, the customer's, an estimate. The others are checks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from metering.usage.register_usage import DialReading, RegisterUsage, UnknownUsage, usage_between

_ESTIMATED: Final = "ESTIMATED"
# A Kind of RegisterReading and how well it is known; of one day the old meter's readings come before the new one's.
_RANKS: Final = {"CLOSING": 4, "OPENING": 3, "ACTUAL": 2, "CUSTOMER": 1, _ESTIMATED: 0}


@dataclass(frozen=True, slots=True)
class KeptReading:
    """A reading of a dial by its number in the store; `kind` is a code of RegisterReading.Kind."""

    number: int
    kind: str
    dial: DialReading


@dataclass(frozen=True, slots=True)
class SpanBetween:
    """Two neighbouring readings; `usage` is None where it cannot be told, and `unknown` says why."""

    earlier: KeptReading
    later: KeptReading
    usage: RegisterUsage | None
    unknown: str = ""

    @property
    def from_date(self) -> date:
        """The day of the earlier reading: usage begins the day after."""
        return self.earlier.dial.read_date

    @property
    def to_date(self) -> date:
        """The day of the later reading, up to and with which usage counts."""
        return self.later.dial.read_date

    @property
    def is_estimated(self) -> bool:
        """Whether one of the two readings is an estimate."""
        return _ESTIMATED in (self.earlier.kind, self.later.kind)


def readings_that_bound(readings: Iterable[KeptReading]) -> list[KeptReading]:
    """The readings between which usage is told, in order of date; a day of a meter exchange has two."""
    best: dict[tuple[date, str], KeptReading] = {}
    for reading in readings:
        key = reading.dial.read_date, reading.dial.meter
        other = best.get(key)
        if other is None or _RANKS[reading.kind] > _RANKS[other.kind]:
            best[key] = reading
    return sorted(best.values(), key=_order)


def spans_between(readings: Iterable[KeptReading]) -> list[SpanBetween]:
    """From each reading to the next, in order of date; nothing is used between two of one day."""
    return [
        _span(earlier, later)
        for earlier, later in pairwise(readings_that_bound(readings))
        if earlier.dial.read_date < later.dial.read_date
    ]


def _order(reading: KeptReading) -> tuple[date, int, str]:
    place = {"CLOSING": 0, "OPENING": 2}.get(reading.kind, 1)
    return reading.dial.read_date, place, reading.dial.meter


def _span(earlier: KeptReading, later: KeptReading) -> SpanBetween:
    try:
        # What is usual is left to the check: it changes with what is stored, and this must not.
        return SpanBetween(earlier, later, usage_between(earlier.dial, later.dial))
    except UnknownUsage as error:
        return SpanBetween(earlier, later, None, str(error))
