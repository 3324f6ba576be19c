"""One stream of a file against the channel it is for: same step, same kind of unit, exact whole numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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
    """None of the readings can be stored."""

    def __init__(self, *, field: str, value: str, message: str, cure: str) -> None:
        self.field, self.value, self.message, self.cure = field, value, message, cure
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class UnfitReadings:
    """Some readings of a run that cannot be stored, though the others can.

    `indices`: intp, where they are in the run. `value_of`: how the reading at an index was written.
    """

    indices: NDArray[np.intp]
    message: str
    cure: str
    value_of: Callable[[int], str]
    field: str = "reading"


class RunConversion:
    """Quantities of a file's unit and decimals as whole numbers of the channel's.

    Raises UnfitRun when the run has another step than the channel or a unit of another kind.
    """

    def __init__(self, run: ParsedRun, facts: ChannelFacts) -> None:
        self._facts = facts
        self._decimals = run.decimals
        try:
            ratio = exact_ratio(run.unit, facts.unit)
        except UnitMismatch as error:
            raise UnfitRun(
                field="unit",
                value=run.unit,
                message=f"{_name(run)} is measured in {facts.unit}: {error}",
                cure=f"send {facts.unit} or a unit that can be converted to it",
            ) from error
        if run.step_minutes != facts.step_minutes:
            raise UnfitRun(
                field="interval length",
                value=str(run.step_minutes),
                message=f"{_name(run)} has {facts.step_minutes}-minute intervals",
                cure="send intervals of that length, or correct the channel before its first readings",
            )
        scale = ratio * Fraction(10) ** (facts.decimals - run.decimals)
        self._times, self._divided_by = scale.numerator, scale.denominator
        self._limit = min(LARGEST_QUANTITY * self._divided_by // self._times, 2**63 - 1)

    def stored(self, run: ParsedRun) -> tuple[NDArray[np.int64], list[UnfitReadings]]:
        """The run's quantities in the channel's unit, int64; the same array when nothing changes.

        And the readings that are too large, or have more decimals than the channel stores; they are 0.
        """
        quantities, unfit = run.quantities, []
        if quantities.size and (int(quantities.max()) > self._limit or int(quantities.min()) < -self._limit):
            too_large = (quantities > self._limit) | (quantities < -self._limit)
            unfit.append(self._too_large(run, np.flatnonzero(too_large)))
            quantities = np.where(too_large, 0, quantities)
        if self._divided_by != 1:
            quotients, rests = np.divmod(quantities, self._divided_by)
            if rests.any():
                unfit.append(self._too_precise(run, np.flatnonzero(rests)))
                quotients[rests != 0] = 0
            quantities = quotients
        return (quantities if self._times == 1 else quantities * self._times), unfit

    def _too_large(self, run: ParsedRun, indices: NDArray[np.intp]) -> UnfitReadings:
        return UnfitReadings(
            indices,
            message=f"{_name(run)} cannot store a number of this size",
            cure="check the unit and the decimal separator of the file",
            value_of=lambda index: self._as_written(int(run.quantities[index])),
        )

    def _too_precise(self, run: ParsedRun, indices: NDArray[np.intp]) -> UnfitReadings:
        return UnfitReadings(
            indices,
            message=f"{_name(run)} stores {self._facts.decimals} decimals of {self._facts.unit}",
            cure="round the readings at their source, or use a metric with more decimals",
            value_of=lambda index: f"{self._as_written(int(run.quantities[index]))} {run.unit}",
        )

    def _as_written(self, quantity: int) -> str:
        return str(Decimal(quantity).scaleb(-self._decimals))


def _name(run: ParsedRun) -> str:
    return f"channel {run.channel} of {run.service_point}"
