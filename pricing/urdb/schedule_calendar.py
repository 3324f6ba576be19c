"""A schedule of 12 months by 24 hours as a calendar of a plan document: seasons, days, and clock windows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from pricing.urdb.period_names import month_runs, month_set_names
from pricing.urdb.schedules import HOURS, MONTHS, Schedule

_LAST_DAYS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_WEEKDAYS, _WEEKEND_DAYS = 5, 2

Row = tuple[int, ...]


def schedule_calendar(
    schedule: Schedule, names: Mapping[int, str], holidays: Mapping[str, Any] | None
) -> dict[str, Any]:
    """The calendar whose bucket at each hour is the name of the schedule's period there.

    Months with equal hours are one season. Within a season each period has its windows; the one that holds
    most hours comes last and takes what is left. With `holidays` these days count as weekends. `names` has
    exactly the schedule's periods, in the order of the bill.
    """
    groups: dict[tuple[Row, Row], list[int]] = {}
    for month in range(MONTHS):
        groups.setdefault((schedule.weekday[month], schedule.weekend[month]), []).append(month)
    season_names = month_set_names({tuple(months) for months in groups.values()})
    seasons: dict[str, list[list[str]]] = {}
    windows: list[dict[str, Any]] = []
    for (weekday, weekend), months in groups.items():
        season = season_names[tuple(months)]
        if season:
            seasons[season] = [_span(first, last) for first, last in month_runs(tuple(months))]
        windows += _windows(
            weekday, weekend, names, {"season": season} if season else {}, holidays is not None
        )
    calendar: dict[str, Any] = {"buckets": list(names.values())}
    if holidays is not None:
        calendar["holidays"] = dict(holidays)
    if seasons:
        calendar["seasons"] = seasons
    return {**calendar, "windows": windows}


def _span(first: int, last: int) -> list[str]:
    return [f"{first + 1:02}-01", f"{last + 1:02}-{_LAST_DAYS[last]:02}"]


def _windows(
    weekday: Row, weekend: Row, names: Mapping[int, str], season: dict[str, str], has_holidays: bool
) -> list[dict[str, Any]]:
    """The windows of one season; the period of most hours of a week needs no clock times."""
    hours = Counter({period: _WEEKDAYS * weekday.count(period) for period in weekday})
    hours.update({period: _WEEKEND_DAYS * weekend.count(period) for period in weekend})
    usual = max(hours, key=lambda period: (hours[period], -period))
    free_days = ["weekend", "holiday"] if has_holidays else ["weekend"]
    windows = []
    for period in sorted(hours, key=lambda period: (hours[period], period)):
        if period == usual:
            continue
        in_week, in_weekend = _runs(weekday, period), _runs(weekend, period)
        for run in (*in_week, *(run for run in in_weekend if run not in in_week)):
            window: dict[str, Any] = {"bucket": names[period], **season}
            if run not in in_weekend:
                window["days"] = ["weekday"]
            elif run not in in_week:
                window["days"] = free_days
            windows.append({**window, **_clock(run)})
    return [*windows, {"bucket": names[usual], **season}]


def _runs(row: Sequence[int], period: int) -> list[tuple[int, int]]:
    """The unbroken hours of a period as (first, end); a run may pass midnight, and (0, 24) is the whole day."""
    if period not in row:
        return []
    firsts = [hour for hour in range(HOURS) if row[hour] == period and row[hour - 1] != period]
    if not firsts:
        return [(0, HOURS)]
    runs = []
    for first in firsts:
        end = first + 1
        while row[end % HOURS] == period:
            end += 1
        runs.append((first, end if end <= HOURS else end - HOURS))
    return runs


def _clock(run: tuple[int, int]) -> dict[str, str]:
    first, end = run
    return {} if run == (0, HOURS) else {"from": f"{first:02}:00", "to": f"{end:02}:00"}
