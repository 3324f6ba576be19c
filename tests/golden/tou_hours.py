"""Hours whose time-of-use period the utility wrote itself: holidays, a clock change, prices."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from metering.usage.interval_grid import IntervalGrid
from metering.usage.reading_quality import ReadingQuality
from metering.usage.usage_series import UsageSeries
from pricing.rating import PlanTerms, RatedLine, RatingRequest, rate
from pricing.rating.holiday_calendar import HolidayRule
from pricing.rating.plan_terms import BucketTotal, Charge, MetricTerms, PerUnitPrice
from pricing.rating.tou_calendar import TouCalendar, TouWindow
from tests.golden import case_files

ZONE_NAME = "America/Toronto"
METRIC = "ELECTRICITY"
_WEEKDAYS = frozenset(range(5))
_HOUR = timedelta(hours=1)
_COLUMNS = {"Off-peak": "off", "Mid-peak": "mid", "On-peak": "on"}


@dataclass(frozen=True)
class CodedHour:
    """An hour with the bucket its utility gave it; `hundredths` is its usage in 0.01 kWh."""

    start: datetime
    hundredths: int
    bucket: str


def tou_files() -> list[tuple[str, case_files.GoldenFile]]:
    """(id, file) of every file of coded hours, each once."""
    return case_files.each_once([(file.path.stem, file) for file in case_files.of_kind("time-of-use hours")])


def data_path(file: case_files.GoldenFile | None) -> Path:
    """The hours' own file. Raises FileNotFoundError where it, or even the facts about it, are not at hand."""
    if file is None:
        raise FileNotFoundError("no file of coded hours")
    return case_files.find_beside(file.path, file.content["file"])


def winter_calendar(facts: dict[str, Any]) -> TouCalendar:
    """Ontario's winter schedule; holidays are off-peak."""
    extra = tuple(date.fromisoformat(day) for day in facts["weekdays_all_off_peak"])
    windows = (
        *(TouWindow("on", (), _WEEKDAYS, first * 60, end * 60) for first, end in ((7, 11), (17, 19))),
        TouWindow("mid", (), _WEEKDAYS, 11 * 60, 17 * 60),
        TouWindow("off"),
    )
    return TouCalendar("winter", ("off", "mid", "on"), windows, HolidayRule("CA", "ON", listed=extra))


def read_hours(path: Path) -> list[CodedHour]:
    """The hours in order of time, from labels that are hour-ending local clock time."""
    with path.open() as file:
        rows = list(csv.DictReader(file))
    return [
        CodedHour(_start(row["DateTime"]), int(Decimal(row["Consumption kWh"]) * 100), _bucket(row))
        for row in rows
    ]


def check_hours(file: case_files.GoldenFile | None) -> int:
    """Assert that every hour falls into the bucket the utility wrote; the number of hours."""
    hours = read_hours(data_path(file))
    assert file
    grid = IntervalGrid(hours[0].start, 60, len(hours))
    assert [hour.start for hour in hours] == [grid.start_of(number) for number in range(grid.count)]
    calendar = winter_calendar(file.content)
    ours = [calendar.buckets[number] for number in calendar.bucket_numbers(grid, ZONE_NAME)]
    wrong = [hour for hour, bucket in zip(hours, ours, strict=True) if hour.bucket != bucket]
    assert len(wrong) == file.content["schedule_mismatches"] == 0
    return len(hours)


def check_months(file: case_files.GoldenFile | None) -> int:
    """Assert each month's usage per bucket and its energy charge; the number of months."""
    hours = read_hours(data_path(file))
    assert file
    facts = file.content
    by_month: dict[str, list[CodedHour]] = {}
    for hour in hours:
        by_month.setdefault(f"{hour.start.astimezone(ZoneInfo(ZONE_NAME)):%Y-%m}", []).append(hour)
    assert by_month.keys() == facts["months"].keys()
    total = Decimal(0)
    for month, hours in by_month.items():
        expected = facts["months"][month]
        lines = _rate(hours, facts)
        assert len(hours) == expected["hours"]
        assert {line.bucket: line.quantity for line in lines} == expected["kwh_by_period"]
        assert sum(line.quantity for line in lines) == expected["kwh"]
        charge = sum((line.exact_amount for line in lines), Decimal(0))
        assert charge == expected["energy_charge"]
        total += charge
    assert total == facts["total"]["energy_charge"]
    return len(by_month)


def _rate(hours: list[CodedHour], facts: dict[str, Any]) -> tuple[RatedLine, ...]:
    prices = {bucket: PerUnitPrice(price) for bucket, price in facts["rates_per_kwh"].items()}
    charge = Charge("energy", "Energy", BucketTotal(METRIC, "winter"), {**prices})
    calendars = {"winter": winter_calendar(facts)}
    terms = PlanTerms("ontario", "CAD", {METRIC: MetricTerms("kWh")}, (charge,), calendars)
    usage = UsageSeries(
        IntervalGrid(hours[0].start, 60, len(hours)),
        np.array([hour.hundredths for hour in hours], dtype=np.int64),
        np.full(len(hours), ReadingQuality.ACTUAL, dtype=np.uint8),
        "kWh",
        2,
    )
    return rate(RatingRequest(terms, ZONE_NAME, usage.grid.period, usage.grid.period, {METRIC: usage}))


def _start(label: str) -> datetime:
    day, _, clock = label.partition(" ")
    local = datetime.strptime(f"{day} {clock}", "%m/%d/%Y %H:%M:%S").replace(tzinfo=ZoneInfo(ZONE_NAME))
    if clock == "00:00:00":  # the label of midnight carries the day that ends
        local += timedelta(days=1)
    return local.astimezone(UTC) - _HOUR


def _bucket(row: dict[str, str]) -> str:
    (column,) = (column for column in _COLUMNS if row[column] == "1")
    return _COLUMNS[column]
