"""Names that people can read for the periods of a schedule: "summer_peak" for period 3.

A record's own labels come first. Without them a name says in which months the period applies, where that is
not the whole year, and how its price stands among the prices it meets in a month.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from pricing.urdb.rate_structures import UrdbPeriod
from pricing.urdb.schedules import MONTHS, Schedule

_MONTH_NAMES: Final = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_LEVELS: Final[Mapping[int, Sequence[str]]] = {
    1: ("",),
    2: ("off_peak", "peak"),
    3: ("off_peak", "mid_peak", "peak"),
    4: ("super_off_peak", "off_peak", "mid_peak", "peak"),
}
_LONGEST_NAME: Final = 40
_JULY, _JANUARY = 6, 0


def period_names(schedule: Schedule, periods: Mapping[int, UrdbPeriod], labels: Any) -> dict[int, str]:
    """A name for each period of the schedule, no two alike, fit for a bucket of a plan document."""
    own = _own_labels(labels, schedule.periods)
    seasons = month_set_names({schedule.months_of(period) for period in schedule.periods})
    names: dict[int, str] = {}
    for period in schedule.periods:
        season = seasons[schedule.months_of(period)]
        level = _level(period, schedule, periods)
        name = own.get(period) or "_".join(part for part in (season, level) if part) or "all_hours"
        names[period] = _unlike(name, set(names.values()))
    return names


def month_set_names(month_sets: set[tuple[int, ...]]) -> dict[tuple[int, ...], str]:
    """A name for each set of months (0 is January); "" for the whole year."""
    names: dict[tuple[int, ...], str] = {}
    for months in sorted(month_sets):
        plain = "" if len(months) == MONTHS else _season(months, month_sets)
        names[months] = _unlike(plain, set(names.values())) if plain else ""
    return names


def _season(months: tuple[int, ...], others: set[tuple[int, ...]]) -> str:
    runs = month_runs(months)
    if len(runs) == 1 and len(months) > 1:
        for word, middle, opposite in (("summer", _JULY, _JANUARY), ("winter", _JANUARY, _JULY)):
            rivals = [other for other in others if middle in other and len(other) < MONTHS]
            if middle in months and opposite not in months and len(rivals) == 1:
                return word
    return "_".join(
        _MONTH_NAMES[first] if first == last else f"{_MONTH_NAMES[first][:3]}_to_{_MONTH_NAMES[last][:3]}"
        for first, last in runs
    )


def month_runs(months: tuple[int, ...]) -> list[tuple[int, int]]:
    """Months in unbroken runs, first and last included; a run may pass New Year."""
    inside = set(months)
    if len(inside) == MONTHS:
        return [(0, MONTHS - 1)]
    firsts = [month for month in months if (month - 1) % MONTHS not in inside]
    runs = []
    for first in firsts:
        last = first
        while (last + 1) % MONTHS in inside:
            last = (last + 1) % MONTHS
        runs.append((first, last))
    return runs


def _level(period: int, schedule: Schedule, periods: Mapping[int, UrdbPeriod]) -> str:
    """How the period's price stands among those that share a month with it."""
    met = {other for month in schedule.months_of(period) for other in schedule.periods_in(month)}
    prices = sorted({_price(periods[other]) for other in met})
    place = prices.index(_price(periods[period]))
    if len(prices) in _LEVELS:
        return _LEVELS[len(prices)][place]
    return f"level_{place + 1}"


def _price(period: UrdbPeriod) -> tuple[Decimal, ...]:
    return tuple(tier.price for tier in period.tiers)


def _own_labels(labels: Any, used: Sequence[int]) -> dict[int, str]:
    """The record's labels as names, if every period in use has one."""
    if not isinstance(labels, list) or not all(isinstance(label, str) for label in labels):
        return {}
    names = {
        number: re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_")[:_LONGEST_NAME].rstrip("_")
        for number, label in enumerate(labels)
    }
    return names if all(names.get(number) for number in used) else {}


def _unlike(name: str, taken: set[str]) -> str:
    """The name, numbered where it is taken, never too long."""
    shortened = name[:_LONGEST_NAME].rstrip("_")
    number = 2
    while shortened in taken:
        ending = f"_{number}"
        shortened = name[: _LONGEST_NAME - len(ending)].rstrip("_") + ending
        number += 1
    return shortened
