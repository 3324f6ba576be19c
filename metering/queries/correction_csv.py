"""A CSV of corrected readings: each value finds its interval by its time."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import numpy as np

from metering.file_formats.long_csv import LongCsvProfile, parse_long_csv
from metering.file_formats.long_csv_header import is_header
from metering.file_formats.parsed_readings import DuplicateReading, ParsedRun, RowError, UnreadableFile
from metering.queries.channels import ChannelFacts
from metering.queries.run_conversion import RunConversion, UnfitRun
from metering.usage.local_calendar import LocalCalendar
from metering.usage.periods import Period
from metering.usage.written_quantities import UnreadableQuantities

_STEP: Final = "correct this row, or choose other intervals"


def is_correction_csv(text: str) -> bool:
    """Whether the first line names columns, rather than being a number."""
    return is_header(text.lstrip().partition("\n")[0])


def read_correction_csv(text: str, facts: ChannelFacts, period: Period) -> list[int]:
    """The quantities of the channel's intervals in the period, whole numbers of its base unit.

    Columns are those of a file of readings; without others than `start` and `value`, times go by the clock of
    the site and values are in the channel's unit. Raises UnreadableQuantities when a row cannot be taken, is of
    another channel or outside the period, or when an interval has no value or two.
    """
    step = timedelta(minutes=facts.step_minutes)
    found: list[int | None] = [None] * (period.duration // step)
    for run in _runs(text, facts):
        first = (run.start - period.start) // step
        quantities, unfit = _stored(run, facts)
        if unfit:
            raise UnreadableQuantities(f"row {_row(run, 0)}, {unfit}")
        readings = range(len(quantities)) if run.qualities is None else np.flatnonzero(run.qualities).tolist()
        for index in readings:
            place = first + index
            if not 0 <= place < len(found):
                raise UnreadableQuantities(f"row {_row(run, index)} is of another time: {_STEP}")
            found[place] = int(quantities[index])
    return _complete(found, facts, period, step)


def _runs(text: str, facts: ChannelFacts) -> list[ParsedRun]:
    profile = LongCsvProfile(
        zone_name=facts.zone_name,
        service_point=facts.service_point_code,
        channel=facts.code,
        unit=facts.unit,
        step_minutes=facts.step_minutes,
    )
    runs = []
    try:
        for item in parse_long_csv(iter(text.splitlines(keepends=True)), file_name="", profile=profile):
            match item:
                case RowError():
                    raise UnreadableQuantities(_told(item))
                case DuplicateReading():
                    raise UnreadableQuantities(
                        f"row {item.row} has the time of another: leave one of them out"
                    )
                case ParsedRun():
                    runs.append(item)
    except UnreadableFile as error:
        raise UnreadableQuantities(_told(error.errors[0])) from error
    for run in runs:
        if (run.service_point, run.channel) != (facts.service_point_code, facts.code):
            raise UnreadableQuantities(
                f"row {_row(run, 0)} is of {run.service_point} {run.channel}: send readings of "
                f"{facts.service_point_code} {facts.code} only"
            )
    return runs


def _stored(run: ParsedRun, facts: ChannelFacts) -> tuple[list[int], str]:
    """The run in the channel's unit, and what is wrong with its first reading that cannot be stored."""
    try:
        quantities, unfit = RunConversion(run, facts).stored(run)
    except UnfitRun as error:
        return [], f"{error.field} {error.value}: {error.message}; {error.cure}"
    told = [f"{one.value_of(int(one.indices[0]))}: {one.message}; {one.cure}" for one in unfit]
    return quantities.tolist(), told[0] if told else ""


def _complete(found: list[int | None], facts: ChannelFacts, period: Period, step: timedelta) -> list[int]:
    missing = found.count(None)
    if missing:
        at = (period.start + found.index(None) * step).astimezone(LocalCalendar(facts.zone_name).zone)
        raise UnreadableQuantities(
            f"{missing:,} of the {len(found):,} values are missing, the first for {at:%Y-%m-%d %H:%M}: "
            "add them, or choose other intervals"
        )
    return [quantity for quantity in found if quantity is not None]


def _row(run: ParsedRun, index: int) -> int:
    return run.row if run.rows is None else int(run.rows[index])


def _told(error: RowError) -> str:
    return f"row {error.row}, {error.field} {error.value}: {error.message}; {error.cure}"
