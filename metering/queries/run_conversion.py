"""One stream of a file against the channel it is for: same step, same kind of unit, exact whole numbers."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from metering.file_formats.parsed_readings import ParsedRun
from metering.queries.channels import ChannelFacts
from metering.usage.units import UnitMismatch, exact_ratio

# A day of 1,500 one-minute intervals must still add up in 64 bits.
LARGEST_QUANTITY = (2**63 - 1) // 1500


class UnfitRun(Exception):
    """The readings cannot be stored; each problem of a channel is told once, known by `field`."""

    def __init__(self, *, field: str, value: str, message: str, cure: str) -> None:
        self.field, self.value, self.message, self.cure = field, value, message, cure
        super().__init__(message)


class RunConversion:
    """Quantities of a file's unit and decimals as whole numbers of the channel's.

    Raises UnfitRun when the run has another step than the channel or a unit of another kind.
    """

    def __init__(self, run: ParsedRun, facts: ChannelFacts) -> None:
        self._facts = facts
        self._decimals = run.decimals
        if run.step_minutes != facts.step_minutes:
            raise UnfitRun(
                field="interval length",
                value=str(run.step_minutes),
                message=f"{_name(run)} has {facts.step_minutes}-minute intervals",
                cure="send intervals of that length, or correct the channel before its first readings",
            )
        try:
            ratio = exact_ratio(run.unit, facts.unit)
        except UnitMismatch as error:
            raise UnfitRun(
                field="unit",
                value=run.unit,
                message=f"{_name(run)} is measured in {facts.unit}: {error}",
                cure=f"send {facts.unit} or a unit that can be converted to it",
            ) from error
        scale = ratio * Fraction(10) ** (facts.decimals - run.decimals)
        self._times, self._divided_by = scale.numerator, scale.denominator
        self._limit = min(LARGEST_QUANTITY * self._divided_by // self._times, 2**63 - 1)

    def stored(self, run: ParsedRun) -> NDArray[np.int64]:
        """The run's quantities in the channel's unit, int64; the same array when nothing changes.

        Raises UnfitRun when one of them is too large, or has more decimals than the channel stores.
        """
        quantities = run.quantities
        if quantities.size and (int(quantities.max()) > self._limit or int(quantities.min()) < -self._limit):
            index = int(np.argmax((quantities > self._limit) | (quantities < -self._limit)))
            raise UnfitRun(
                field="reading",
                value=self._as_written(int(quantities[index])),
                message=f"{_name(run)} cannot store a number of this size",
                cure="check the unit and the decimal separator of the file",
            )
        if self._divided_by != 1:
            quotients, rests = np.divmod(quantities, self._divided_by)
            if rests.any():
                raise self._too_precise(run, int(quantities[int(np.argmax(rests != 0))]))
            quantities = quotients
        return quantities if self._times == 1 else quantities * self._times

    def _too_precise(self, run: ParsedRun, quantity: int) -> UnfitRun:
        return UnfitRun(
            field="reading",
            value=f"{self._as_written(quantity)} {run.unit}",
            message=f"{_name(run)} stores {self._facts.decimals} decimals of {self._facts.unit}",
            cure="round the readings at their source, or use a metric with more decimals",
        )

    def _as_written(self, quantity: int) -> str:
        return str(Decimal(quantity).scaleb(-self._decimals))


def _name(run: ParsedRun) -> str:
    return f"channel {run.channel} of {run.service_point}"
