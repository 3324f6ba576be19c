"""Values that hold on some days: the one that holds on all days of a bill, or that there is a change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from invoicing.drafting.billing_periods import DaySpan


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A value by its name, from a day up to, not including, another; open without one."""

    name: str
    value: Any
    from_date: date
    to_date: date | None

    def days(self) -> DaySpan:
        """The days on which it holds."""
        return DaySpan(self.from_date, self.to_date or date.max)


class ChangesInside(Exception):
    """A value changes on a day inside the span: `name` from or until `day`."""

    def __init__(self, name: str, day: date) -> None:
        self.name = name
        self.day = day
        super().__init__(f"{name} changes on {day}")


def in_force(values: Iterable[DatedValue], span: DaySpan) -> dict[str, Any]:
    """The values that hold on every day of the span, by name.

    Raises ChangesInside, for the first day, when one begins or ends inside it.
    """
    found: dict[str, Any] = {}
    changes: list[tuple[date, str]] = []
    for one in values:
        if one.days().overlap(span) is None:
            continue
        found[one.name] = one.value
        edges = (one.from_date, one.to_date)
        changes += [
            (day, one.name) for day in edges if day is not None and span.from_date < day < span.to_date
        ]
    if changes:
        day, name = min(changes)
        raise ChangesInside(name, day)
    return found
