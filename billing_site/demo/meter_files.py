"""The demo's meter files: a year and the month after it, as ten utilities would have sent them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from billing_site.demo.file_contents import FileSpan, file_content
from billing_site.demo.months import later_month
from billing_site.demo.trouble import Trouble
from billing_site.demo.trouble_places import MARKET_CLOCK
from billing_site.demo.world import CsvStyle, DemoServicePoint, DemoUtility, DemoWorld

_MONTHS: Final = 13


@dataclass(frozen=True, slots=True)
class MeterFile:
    """A file that has been written.

    `received_at_hint`: when it would have come in; `accept_partial`: whether it holds a row that cannot be
    read; `csv_style`: what a long CSV must be told (None: NEM12 needs nothing); `reading_count`: its readings,
    null values and the unreadable row not counted.
    """

    path: Path
    utility_code: str
    received_at_hint: datetime
    accept_partial: bool
    csv_style: CsvStyle | None
    reading_count: int

    @property
    def profile(self) -> Mapping[str, Any]:
        """The file profile by its names: zone_name, interval_ending and, unless it is ISO, date_format."""
        if self.csv_style is None:
            return {}
        wishes = {"zone_name": self.csv_style.zone_name, "interval_ending": self.csv_style.interval_ending}
        return (
            wishes
            if self.csv_style.date_format is None
            else wishes | {"date_format": self.csv_style.date_format}
        )


@dataclass(frozen=True, slots=True)
class _Plan:
    """A file to be written."""

    name: str
    utility: DemoUtility
    received_at: datetime
    span: FileSpan
    points: tuple[DemoServicePoint, ...]
    is_correction: bool = False


def count_meter_files(world: DemoWorld, until: date) -> int:
    """How many files `write_meter_files` will write."""
    return len(_plans(world, until))


def write_meter_files(world: DemoWorld, directory: Path, until: date) -> Iterator[MeterFile]:
    """Write the files one by one, in the order in which they came in, and tell of each when it is written.

    They hold the readings of the 12 billed months and of the month after them, up to, not including, the day
    `until` of each file's own clock: give yesterday, and nothing lies in the future. The same world and day
    give the same bytes.

    Raises ValueError when the last billed month is not over on `until`.
    """
    directory.mkdir(parents=True, exist_ok=True)
    for plan in _plans(world, until):
        path = directory / plan.name
        content = file_content(
            world, plan.utility, plan.points, plan.span, plan.received_at, plan.is_correction
        )
        with path.open("wb") as target:
            target.writelines(content.parts)
        yield MeterFile(
            path=path,
            utility_code=plan.utility.code,
            received_at_hint=plan.received_at,
            accept_partial=_has_unreadable_row(world.trouble, plan),
            csv_style=plan.utility.csv_style,
            reading_count=content.reading_count,
        )


def _plans(world: DemoWorld, until: date) -> list[_Plan]:
    """Every file, by the time at which it comes in."""
    end = later_month(world.last_month, 1)
    if until < end:
        raise ValueError(f"the readings end on {until}, before the last billed month does: {end}")
    plans: list[_Plan] = []
    for number in range(_MONTHS):
        month = later_month(world.first_month, number)
        for place, utility in enumerate(world.utilities):
            span = _span(world, utility, month, until)
            received_at = _received_at(month, until, minutes=place)
            if span.from_date < span.to_date:
                plans += _month_plans(world, utility, month, span, received_at)
    plans.append(_correction_plan(world, until))
    return sorted(plans, key=lambda plan: plan.received_at)


def _month_plans(
    world: DemoWorld, utility: DemoUtility, month: date, span: FileSpan, received_at: datetime
) -> Iterator[_Plan]:
    silent = {point.code for point in world.trouble.silent if point.utility_code == utility.code}
    points = [p for p in world.service_points if p.utility_code == utility.code and p.code not in silent]
    kind = "nem12" if utility.csv_style is None else "readings"
    for part in range(utility.files_a_month):
        numbered = f"_{part + 1}" if utility.files_a_month > 1 else ""
        name = f"{kind}_{utility.code.lower()}_{month:%Y-%m}{numbered}.csv"
        size = -(-len(points) // utility.files_a_month)
        yield _Plan(name, utility, received_at, span, tuple(points[part * size : (part + 1) * size]))


def _correction_plan(world: DemoWorld, until: date) -> _Plan:
    correction = world.trouble.late_correction
    utility = next(one for one in world.utilities if one.code == correction.utility_code)
    codes = {point.code for point in correction.points}
    points = tuple(p for p in world.service_points if p.utility_code == utility.code and p.code in codes)
    span = FileSpan(MARKET_CLOCK, correction.from_date, correction.to_date)
    name = f"nem12_{utility.code.lower()}_{correction.from_date:%Y-%m}_corrected.csv"
    return _Plan(name, utility, correction.received_at, span, points, is_correction=True)


def _span(world: DemoWorld, utility: DemoUtility, month: date, until: date) -> FileSpan:
    """The days of the month; the first file of a foreign clock begins a day early, so that no local day lacks
    its beginning."""
    clock = MARKET_CLOCK if utility.csv_style is None else utility.csv_style.zone_name
    zone_names = {site.zone_name for site in world.sites if site.code.startswith(f"{utility.code}-")}
    is_early = month == world.first_month and zone_names != {clock}
    from_date = month - timedelta(days=1) if is_early else month
    return FileSpan(clock, from_date, min(later_month(month, 1), until))


def _received_at(month: date, until: date, minutes: int) -> datetime:
    """In the morning of the third of the next month, or of the day on which the readings end."""
    third = datetime.combine(later_month(month, 1), time(5), UTC) + timedelta(days=2)
    return min(third, datetime.combine(until, time(10), UTC)) + timedelta(minutes=minutes)


def _has_unreadable_row(trouble: Trouble, plan: _Plan) -> bool:
    codes = {point.code for point in plan.points}
    return any(
        row.point.utility_code == plan.utility.code
        and row.point.code in codes
        and plan.span.period.contains(row.at)
        for row in trouble.unreadable_rows
    )
