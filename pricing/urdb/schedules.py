"""Which period applies when: 12 months of 24 hours, for weekdays and for weekends, or 12 months alone."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from pricing.plan_documents.problems import json_path
from pricing.urdb.findings import Review

MONTHS: Final = 12
HOURS: Final = 24

Rows = tuple[tuple[int, ...], ...]
"""Periods by month (0 is January) and hour."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """The period of every hour; both parts are 12 by 24."""

    weekday: Rows
    weekend: Rows

    @property
    def periods(self) -> tuple[int, ...]:
        """All periods that apply at some time, ascending."""
        return tuple(
            sorted({period for rows in (self.weekday, self.weekend) for row in rows for period in row})
        )

    def periods_in(self, month: int) -> frozenset[int]:
        """The periods of a month, 0 for January."""
        return frozenset((*self.weekday[month], *self.weekend[month]))

    def months_of(self, period: int) -> tuple[int, ...]:
        """The months in which a period applies, 0 for January."""
        return tuple(month for month in range(MONTHS) if period in self.periods_in(month))

    def renumbered(self, numbers: dict[int, int]) -> Schedule:
        """The schedule with other numbers for its periods."""

        def rows(old: Rows) -> Rows:
            return tuple(tuple(numbers[period] for period in row) for row in old)

        return Schedule(rows(self.weekday), rows(self.weekend))


def read_hours(record: dict[str, Any], prefix: str, period_count: int, review: Review) -> Schedule | None:
    """The schedule under `prefix` + "weekdayschedule" and "weekendschedule"; None after a finding that blocks."""
    names = [f"{prefix}weekdayschedule", f"{prefix}weekendschedule"]
    missing = [name for name in names if name not in record]
    if missing and period_count == 1:
        review.assumed(
            json_path(missing[0]),
            "the record does not say when its one price applies; it is taken for all hours",
            "check the source",
        )
        row = (0,) * HOURS
        return Schedule((row,) * MONTHS, (row,) * MONTHS)
    if missing:
        review.blocks(
            json_path(missing[0]),
            f"the schedule is missing, so nothing says when each of {period_count} periods applies",
            "add 12 rows of 24 hours",
        )
        return None
    weekday, weekend = (_rows(record[name], name, period_count, review) for name in names)
    return Schedule(weekday, weekend) if weekday is not None and weekend is not None else None


def read_months(record: dict[str, Any], name: str, period_count: int, review: Review) -> Schedule | None:
    """The schedule of a price that changes by month only; None after a finding that blocks."""
    if name not in record:
        if period_count > 1:
            review.blocks(
                json_path(name),
                f"the months are missing, so nothing says when each of {period_count} periods applies",
                "add 12 numbers, one a month",
            )
            return None
        review.assumed(
            json_path(name),
            "the record does not say when its one price applies; it is taken for all months",
            "check the source",
        )
        months: tuple[int, ...] | None = (0,) * MONTHS
    else:
        months = _row(record[name], (name,), MONTHS, period_count, review)
        if months is not None and _is_fractional(record[name]):
            _tell_fractions(name, review)
    if months is None:
        return None
    rows = tuple((period,) * HOURS for period in months)
    return Schedule(rows, rows)


def _rows(value: Any, name: str, period_count: int, review: Review) -> Rows | None:
    if not isinstance(value, list) or len(value) != MONTHS:
        review.blocks(json_path(name), "a schedule has 12 rows, one a month", "correct the record")
        return None
    rows = [_row(row, (name, month), HOURS, period_count, review) for month, row in enumerate(value)]
    if any(isinstance(row, list) and _is_fractional(row) for row in value):
        _tell_fractions(name, review)
    complete = tuple(row for row in rows if row is not None)
    return complete if len(complete) == MONTHS else None


def _row(
    value: Any, steps: tuple[str | int, ...], length: int, period_count: int, review: Review
) -> tuple[int, ...] | None:
    """One finding a row at most: a wrong row is wrong in many places."""
    path = json_path(*steps)
    if not isinstance(value, list) or len(value) != length:
        review.blocks(path, f"here must be {length} numbers", "correct the record")
        return None
    for place, item in enumerate(value):
        if not isinstance(item, Decimal) or item != item.to_integral_value() or item < 0:
            review.blocks(json_path(*steps, place), f"{item} is no number of a period", "write 0, 1, 2 …")
            return None
        if item >= period_count:
            review.blocks(
                json_path(*steps, place),
                f"period {int(item)} has no prices: the record has {_counted(period_count)}, from 0 to {period_count - 1}",
                "correct the schedule or add the period's prices",
            )
            return None
    return tuple(int(item) for item in value)


def _counted(period_count: int) -> str:
    return "one period" if period_count == 1 else f"{period_count} periods"


def _is_fractional(row: list[Any]) -> bool:
    return any(isinstance(item, Decimal) and "." in str(item) for item in row)


def _tell_fractions(name: str, review: Review) -> None:
    review.look(
        json_path(name), "periods are written as fractions such as 1.0; they are read as 1", "nothing to do"
    )
