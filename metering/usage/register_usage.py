"""Usage between the numbers on a dial: its end, its multiplier, and another meter in its place.

A dial of five digits goes from 99999 to 00000 and on; decimals are read too where it has them. What a dial
counts times its multiplier is what was used. A smaller number than before is a rollover when that is plausible:
when it makes no more than three times what is usual, or, where nothing usual is known, no more than half a dial
(rule V13). A smaller number after an estimate is no rollover: the estimate was too high, and the difference is
given back. Over a meter exchange the closing reading of the old and the opening reading of the new meter bear the
same date; between them nothing is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Final

ROLLOVER_TIMES_USUAL: Final = 3
_HALF: Final = Decimal("0.5")


class UnknownUsage(ValueError):
    """What was used between two readings cannot be told; the message says why."""


class ReadBelowPrevious(UnknownUsage):
    """The dial shows less than before, and a rollover would be too much."""


@dataclass(frozen=True, slots=True)
class DialReading:
    """The number on a dial at the end of a local day; `digits` are those before the decimal mark.

    `meter` tells devices apart and is empty where there is none on record.
    """

    read_date: date
    value: Decimal
    digits: int
    decimals: int = 0
    multiplier: Decimal = Decimal(1)
    meter: str = ""
    is_estimate: bool = False

    @property
    def dial_end(self) -> Decimal:
        """The first number that the dial cannot show."""
        return Decimal(10) ** self.digits


@dataclass(frozen=True, slots=True)
class RegisterUsage:
    """What was used after `from_date` up to and with `to_date`, multiplied; below zero, given back."""

    from_date: date
    to_date: date
    quantity: Decimal
    rolled_over: bool = False

    @property
    def day_count(self) -> int:
        """How many days that is."""
        return (self.to_date - self.from_date).days


def usage_between(
    earlier: DialReading, later: DialReading, usual_per_day: Decimal | None = None
) -> RegisterUsage:
    """What one meter counted between two of its readings; `usual_per_day` is in real units.

    Raises ReadBelowPrevious, and UnknownUsage for readings of two meters, with other dials or multipliers, or
    not in order of date.
    """
    if earlier.meter != later.meter:
        raise UnknownUsage(
            f"meter {earlier.meter} was replaced by {later.meter}: both need a reading that day"
        )
    if (earlier.digits, earlier.multiplier) != (later.digits, later.multiplier):
        raise UnknownUsage("the dial or its multiplier has changed between the readings")
    if later.read_date < earlier.read_date:
        raise UnknownUsage(f"the reading of {later.read_date} is before that of {earlier.read_date}")
    counted = later.value - earlier.value
    rolled_over = counted < 0 and not earlier.is_estimate
    if rolled_over:
        counted += later.dial_end
        _refuse_implausible(earlier, later, counted, usual_per_day)
    return RegisterUsage(earlier.read_date, later.read_date, counted * later.multiplier, rolled_over)


def register_usage(
    readings: Sequence[DialReading], usual_per_day: Decimal | None = None
) -> tuple[RegisterUsage, ...]:
    """What was used from each reading to the next, in order of date, over meter exchanges too.

    Raises as `usage_between`; a meter exchange without a closing and an opening reading of one date is
    UnknownUsage.
    """
    return tuple(
        usage_between(earlier, later, usual_per_day)
        for earlier, later in pairwise(readings)
        if not (earlier.meter != later.meter and earlier.read_date == later.read_date)
    )


def _refuse_implausible(
    earlier: DialReading, later: DialReading, counted: Decimal, usual_per_day: Decimal | None
) -> None:
    if usual_per_day is None:
        most = later.dial_end * _HALF
    else:
        days = (later.read_date - earlier.read_date).days
        most = ROLLOVER_TIMES_USUAL * usual_per_day * days / later.multiplier
    if counted > most:
        raise ReadBelowPrevious(
            f"the dial shows {later.value.normalize():f}, less than {earlier.value.normalize():f} "
            f"on {earlier.read_date}"
        )
