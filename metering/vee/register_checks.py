"""Whether a number read from a dial can be: against the reading before it and what is usual there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from metering.usage.register_usage import DialReading, ReadBelowPrevious, UnknownUsage, usage_between

_HIGH: Final = Decimal(2)
_LOW: Final = Decimal("0.25")


class RegisterVerdict(StrEnum):
    """What is to be said of a reading (rules V9 and V13)."""

    FIRST = "FIRST"
    PLAUSIBLE = "PLAUSIBLE"
    HIGH = "HIGH"
    LOW = "LOW"
    BELOW_PREVIOUS = "BELOW_PREVIOUS"


@dataclass(frozen=True, slots=True)
class RegisterCheck:
    """A verdict with its numbers, in real units; None where there is nothing to compare with.

    `times` is the usage over the usual one for as many days, to one decimal.
    """

    verdict: RegisterVerdict
    earlier_date: date | None = None
    earlier_value: Decimal | None = None
    quantity: Decimal | None = None
    usual: Decimal | None = None
    times: Decimal | None = None
    rolled_over: bool = False

    @property
    def is_odd(self) -> bool:
        """Whether somebody should look at the digits again."""
        return self.verdict not in (RegisterVerdict.FIRST, RegisterVerdict.PLAUSIBLE)


def check_register_reading(
    earlier: DialReading | None, later: DialReading, usual_per_day: Decimal | None
) -> RegisterCheck:
    """The reading against the one before it; `usual_per_day` is None where no usage is known.

    High is more than twice the usual usage, low less than a quarter of it. Nothing here refuses a reading.
    """
    if earlier is None:
        return RegisterCheck(RegisterVerdict.FIRST)
    try:
        used = usage_between(earlier, later, usual_per_day)
    except ReadBelowPrevious:
        return RegisterCheck(RegisterVerdict.BELOW_PREVIOUS, earlier.read_date, earlier.value)
    except UnknownUsage:
        return RegisterCheck(RegisterVerdict.FIRST)
    usual = None if usual_per_day is None else usual_per_day * used.day_count
    if not usual:
        return RegisterCheck(
            RegisterVerdict.PLAUSIBLE,
            earlier.read_date,
            earlier.value,
            used.quantity,
            rolled_over=used.rolled_over,
        )
    times = used.quantity / usual
    verdict = RegisterVerdict.PLAUSIBLE
    if times > _HIGH:
        verdict = RegisterVerdict.HIGH
    elif times < _LOW:
        verdict = RegisterVerdict.LOW
    return RegisterCheck(
        verdict,
        earlier.read_date,
        earlier.value,
        used.quantity,
        usual,
        times.quantize(Decimal("0.1")),
        used.rolled_over,
    )
