"""Which days of a channel a page shows: a year, a month or a day, by the text "2026", "2026-03" or "2026-03-14"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta
from enum import StrEnum
from typing import Final

_PATTERN: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_EARLIEST_YEAR: Final = 1970


class Zoom(StrEnum):
    """How close the look is; a year is drawn as months, a month as days, a day as intervals."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class ShownSpan:
    """Local days from `from_date` up to but not including `to_date`."""

    zoom: Zoom
    from_date: date
    to_date: date

    @classmethod
    def read(cls, text: str, last_day: date) -> ShownSpan:
        """The span that the text names; for any other text the twelve months up to that of `last_day`."""
        match = _PATTERN.fullmatch(text)
        try:
            if match and _EARLIEST_YEAR <= int(match[1]) < MAXYEAR:
                year = int(match[1])
                if match[3]:
                    day = date(year, int(match[2]), int(match[3]))
                    return cls(Zoom.DAY, day, day + timedelta(days=1))
                if match[2]:
                    first = date(year, int(match[2]), 1)
                    return cls(Zoom.MONTH, first, _next_month(first))
                return cls(Zoom.YEAR, date(year, 1, 1), date(year + 1, 1, 1))
        except ValueError:  # a 13th month or a 31 February, written by hand
            pass
        return cls.months_to(last_day)

    @classmethod
    def months_to(cls, last_day: date) -> ShownSpan:
        """The twelve calendar months that end with that of the day."""
        end = _next_month(last_day)
        return cls(Zoom.YEAR, end.replace(year=end.year - 1), end)

    @property
    def title(self) -> str:
        """The span in words, such as March 2026."""
        if self.zoom is Zoom.DAY:
            return f"{self.from_date:%A}, {self.from_date.day} {self.from_date:%B %Y}"
        if self.zoom is Zoom.MONTH:
            return f"{self.from_date:%B %Y}"
        last = self.to_date - timedelta(days=1)
        if self.from_date.month == 1:
            return str(self.from_date.year)
        return f"{self.from_date:%b %Y} to {last:%b %Y}"

    @property
    def days(self) -> list[date]:
        """Its days in order."""
        count = (self.to_date - self.from_date).days
        return [self.from_date + timedelta(days=number) for number in range(count)]

    def earlier(self) -> str:
        """The text of the span of this zoom before this one."""
        before = self.from_date - timedelta(days=1)
        return self._text(
            before if self.from_date.month == 1 or self.zoom is not Zoom.YEAR else self.from_date
        )

    def later(self) -> str:
        """The text of the span of this zoom after this one."""
        return self._text(self.to_date)

    def _text(self, day: date) -> str:
        if self.zoom is Zoom.DAY:
            return day.isoformat()
        return f"{day:%Y-%m}" if self.zoom is Zoom.MONTH else f"{day:%Y}"


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
