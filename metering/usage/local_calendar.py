"""Local days of a time zone as spans of UTC instants; days of 23, 24 and 25 hours alike.

The one place where a local date becomes an instant. A day begins at the first instant whose local date
is that day, so a zone whose midnight does not exist (or exists twice) still has days that tile.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from metering.usage.periods import Period


class UnknownTimeZone(ValueError):
    """The name is not an IANA time zone."""


@lru_cache(maxsize=65536)
def _day_start(zone_name: str, day: date) -> datetime:
    zone = ZoneInfo(zone_name)
    first = datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)
    # A skipped midnight maps (fold 0) to an instant whose local date may be the day before or after; walk
    # to the first instant of the day. Clock changes fall on whole quarter-hours, dates can be skipped.
    while first.astimezone(zone).date() < day:
        first += timedelta(minutes=15)
    while (first - timedelta(minutes=15)).astimezone(zone).date() >= day:
        first -= timedelta(minutes=15)
    return first


class LocalCalendar:
    """The calendar of one IANA zone, such as "Europe/Berlin".

    Raises UnknownTimeZone when the zone is not known.
    """

    def __init__(self, zone_name: str) -> None:
        try:
            self.zone = ZoneInfo(zone_name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise UnknownTimeZone(f"{zone_name!r} is not an IANA time zone such as Europe/Berlin") from error
        self.zone_name = zone_name

    def day_start(self, day: date) -> datetime:
        """The first instant (UTC) of the local day."""
        return _day_start(self.zone_name, day)

    def day(self, day: date) -> Period:
        """The local day as a span: 23, 24 or 25 hours long.

        Raises ValueError for a date the zone skipped altogether (Samoa, 30 December 2011).
        """
        return Period(self.day_start(day), self.day_start(day + timedelta(days=1)))

    def span(self, from_date: date, to_date: date) -> Period:
        """The local days from `from_date` up to but not including `to_date` as one span."""
        return Period(self.day_start(from_date), self.day_start(to_date))

    def local_date(self, instant: datetime) -> date:
        """The local date of an aware instant."""
        return instant.astimezone(self.zone).date()

    def last_date(self, period: Period) -> date:
        """The local date of the span's last moment."""
        return self.local_date(period.end - timedelta(microseconds=1))

    def dates(self, period: Period) -> Iterator[date]:
        """Each local date that the span touches, in order."""
        day = self.local_date(period.start)
        while self.day_start(day) < period.end:
            yield day
            day += timedelta(days=1)

    def day_count(self, period: Period) -> int:
        """How many local days the span covers, by dates: the date of its end minus that of its start.

        The unit of proration (semantics §13): a day of a clock change counts as one.
        """
        return (self.local_date(period.end) - self.local_date(period.start)).days

    def interval_count(self, day: date, step_minutes: int) -> int:
        """How many intervals of the step the local day has: 96, 92 or 100 quarter-hours.

        Raises ValueError when the day is not a whole number of steps long.
        """
        minutes = int(self.day(day).duration.total_seconds()) // 60
        count, rest = divmod(minutes, step_minutes)
        if rest:
            raise ValueError(
                f"{day} in {self.zone_name} is not a whole number of {step_minutes}-minute steps"
            )
        return count
