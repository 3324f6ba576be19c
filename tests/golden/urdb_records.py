"""Rate records: which lie in the folders, and what they cost, worked out from their arrays alone."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from metering.usage.usage_series import UsageSeries
from pricing.urdb.conversion import Conversion, convert_record
from pricing.urdb.findings import LEAVE_OUT, Weight
from pricing.urdb.record_reading import read_urdb_record
from tests.golden import case_files
from tests.golden.bill_profiles import DECIMALS, month_usage

TODAY = date(2018, 1, 1)
_OPEN = Decimal(10) ** 12
_HOURS = 365 * 24


@dataclass(frozen=True)
class UrdbFile:
    """A record's file: as tests read it, and as the program does."""

    path: Path
    source: dict[str, Any]
    rate: dict[str, Any]
    said: dict[str, Any] = field(default_factory=dict)

    def convert(self, answers: dict[str, str]) -> Conversion:
        return convert_record(read_urdb_record(self.path.read_bytes()) | self.said, answers, TODAY)

    def saying(self, **fields: Any) -> UrdbFile:
        """The record as if it said this too."""
        return replace(self, said=fields)


def urdb_files() -> list[UrdbFile]:
    """The records of all folders, in order of their paths."""
    return [
        UrdbFile(file.path, file.content["source"], _in_small_letters(file.content["rate"]))
        for file in case_files.of_kind("rate record")
    ]


def answers_that_unblock(file: UrdbFile, given: dict[str, str]) -> dict[str, str]:
    """The given answers, and for every other choice that blocks: leave it out, else the first that does not."""
    answers = dict(given)
    while True:
        choices = file.convert(answers).choices
        blocking = [choice for choice in choices if choice.chosen.weight is Weight.BLOCKS]
        if not blocking:
            return answers
        for choice in blocking:
            offered = [option.value for option in choice.options if option.weight is not Weight.BLOCKS]
            answers[choice.key] = LEAVE_OUT if LEAVE_OUT in offered else offered[0]


def load_of_2018(*, is_flat: bool) -> list[Decimal]:
    """kWh of each hour: always the same, or more by the clock, on Fridays and in the hot months."""
    loads = []
    for hour in range(_HOURS):
        day = date(2018, 1, 1) + timedelta(hours=hour)
        clock = hour % 24
        shape = 0 if is_flat else 37 * clock + 101 * (day.weekday() == 4) + 53 * (day.month in {6, 7, 8})
        loads.append(Decimal(7250 + shape).scaleb(-3))
    return loads


def usage_of(load: list[Decimal], month: int) -> UsageSeries:
    """A month of the load as the engine takes it."""
    return month_usage(np.array([int(kwh.scaleb(DECIMALS)) for kwh in load], dtype=np.int64), 60, month)


def expected_bill(
    rate: dict[str, Any], load: list[Decimal], month: int, is_proportional: bool
) -> dict[str, Decimal]:
    """Energy, demand, time-of-use demand and fixed charge of a month, straight from the record's arrays.

    With `is_proportional` the month's usage fills the tiers, and each period has its share of them.
    """
    kwh: dict[int, Decimal] = defaultdict(Decimal)
    peaks: dict[int, Decimal] = defaultdict(Decimal)
    peak, days = Decimal(0), 0
    for hour, used in enumerate(load):
        day = TODAY + timedelta(days=hour // 24)
        if day.month != month:
            continue
        days += hour % 24 == 0
        peak = max(peak, used)
        kwh[_period(rate, "energy", day, hour % 24)] += used
        at_time = _period(rate, "demand", day, hour % 24)
        peaks[at_time] = max(peaks[at_time], used)
    flat = [int(period) for period in rate.get("flatdemandmonths", [0] * 12)]
    sums = Sums(days, peak, is_proportional)
    return {
        "energy": _energy(rate.get("energyratestructure", []), kwh, sums),
        "flat": _tiered(rate.get("flatdemandstructure", []), flat[month - 1], peak, sums),
        "tou": sum(
            (_tiered(rate.get("demandratestructure", []), *each, sums) for each in peaks.items()), Decimal(0)
        ),
        "fixed": _fixed(rate, days),
    }


def _period(rate: dict[str, Any], prefix: str, day: date, hour: int) -> int:
    kind = "weekend" if day.weekday() >= 5 else "weekday"
    schedule = rate.get(f"{prefix}{kind}schedule")
    return int(schedule[day.month - 1][hour]) if schedule else 0


@dataclass(frozen=True)
class Sums:
    """What the bounds of tiers are times of, and how tiers and periods meet."""

    days: int
    peak: Decimal
    is_proportional: bool


def _energy(structure: list[Any], kwh: dict[int, Decimal], sums: Sums) -> Decimal:
    """Usage of periods with equal tiers fills them together."""
    if sums.is_proportional:
        total = sum(kwh.values(), Decimal(0))
        shares = [_tiered(structure, each, total, sums) * kwh[each] / total for each in kwh]
        return sum(shares, Decimal(0))
    together: dict[str, list[int]] = defaultdict(list)
    for period in kwh:
        together[json.dumps(structure[period] if structure else None, default=str)].append(period)
    parts = [
        _tiered(structure, periods[0], sum(kwh[each] for each in periods), sums)
        for periods in together.values()
    ]
    return sum(parts, Decimal(0))


def _tiered(structure: list[Any], period: int, quantity: Any, sums: Sums) -> Decimal:
    if not structure:
        return Decimal(0)
    total, bottom = Decimal(0), Decimal(0)
    tiers = structure[period]
    for number, tier in enumerate(tiers, start=1):
        top = Decimal(tier.get("max") or _OPEN)
        if "daily" in tier.get("unit", "") and top < _OPEN:
            top *= sums.days
        if "/kW" in tier.get("unit", "") and top < _OPEN:
            top *= sums.peak
        if number == len(tiers):
            top = _OPEN
        price = Decimal(tier.get("rate", 0)) + Decimal(tier.get("adj", 0))
        total += max(Decimal(0), min(quantity, top) - bottom) * price
        bottom = top
    return total


def _fixed(rate: dict[str, Any], days: int) -> Decimal:
    if "fixedchargefirstmeter" in rate:
        times = {"$/month": 1, "$/day": days}[rate["fixedchargeunits"]]
        return Decimal(rate["fixedchargefirstmeter"]) * times
    return Decimal(rate.get("fixedmonthlycharge", 0))


def _in_small_letters(rate: dict[str, Any]) -> dict[str, Any]:
    return {key.lower(): value for key, value in rate.items()}
