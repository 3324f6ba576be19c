"""Some intervals of a channel by the clock of their site, and a chart of the readings around them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from billing_site.foundation.bar_charts import BarChart
from metering.queries.channel_profile import DayProfile, load_day_profiles
from metering.queries.channels import ChannelFacts
from metering.queries.usage import load_channel_usage
from metering.staff.reading_charts import day_bars, day_text, usage_bars
from metering.usage.channel_spans import ChannelSpan
from metering.usage.day_blocks import StepMismatch
from metering.usage.local_calendar import LocalCalendar

_MOST_BARS: Final = 300
_DAYS_AROUND: Final = 7


@dataclass(frozen=True, slots=True)
class ReadingPlace:
    """`interval_count` neighbouring intervals of a channel from the UTC instant `starts_at`."""

    facts: ChannelFacts
    calendar: LocalCalendar
    starts_at: datetime
    interval_count: int

    @classmethod
    def of(cls, facts: ChannelFacts, starts_at: datetime, interval_count: int) -> ReadingPlace:
        """The place in the channel's own calendar."""
        return cls(facts, LocalCalendar(facts.zone_name), starts_at, interval_count)

    @property
    def ends_at(self) -> datetime:
        """The instant at which the last interval ends."""
        return self.starts_at + timedelta(minutes=self.facts.step_minutes) * self.interval_count

    @property
    def first_date(self) -> date:
        """The first local day."""
        return self.calendar.local_date(self.starts_at)

    @property
    def to_date(self) -> date:
        """The local day after the last."""
        last = self.ends_at - timedelta(minutes=self.facts.step_minutes)
        return self.calendar.local_date(last) + timedelta(days=1)

    @property
    def days(self) -> ChannelSpan:
        """The channel's local days that the intervals touch."""
        return ChannelSpan(self.facts.channel_id, self.first_date, self.to_date)

    def correct_url(self, **more: str) -> str:
        """Where other readings are written in their place."""
        path = reverse("metering-staff:correct-readings", args=[self.facts.service_point_id])
        place = {
            "channel": self.facts.code,
            "from": stamp(self.starts_at),
            "count": str(self.interval_count),
        }
        return f"{path}?{urlencode({**place, **more})}"

    def day_url(self) -> str:
        """The first local day on the service point's page."""
        return service_point_url(self.facts, self.first_date.isoformat())


def stamp(instant: datetime) -> str:
    """An instant as it stands in an address; intervals begin on whole minutes."""
    return f"{instant:%Y-%m-%dT%H:%MZ}"


def service_point_url(facts: ChannelFacts, at: str) -> str:
    """The channel's readings of a year, month or day on the page of its service point."""
    path = reverse("metering-staff:service-point", args=[facts.service_point_id])
    return f"{path}?{urlencode({'channel': facts.code, 'at': at})}"


def reading_sources_url(facts: ChannelFacts, day: str, **more: str) -> str:
    """Where a day's readings come from, row by row; `more` are an interval, or an instant as of which."""
    path = reverse("metering-staff:reading-sources", args=[facts.service_point_id])
    return f"{path}?{urlencode({'channel': facts.code, 'day': day, **more})}"


def readings_around(place: ReadingPlace) -> tuple[BarChart, str]:
    """The readings around the place, which stands out, and a sentence that says what is drawn.

    Intervals, of the days before and after too if they have room; days where even those of the place have
    none. One query, two in the latter case.
    """
    facts = place.facts
    for margin in (1, 0):
        from_date, to_date = _widened(place, margin)
        if (to_date - from_date).days * 1440 // facts.step_minutes <= _MOST_BARS:
            chart = _interval_chart(place, from_date, to_date)
            if chart is not None:
                told = f"Readings every {facts.step_minutes} minutes, {_span_text(from_date, to_date)}"
                return chart, f"{told}, by the clock of the site."
    from_date, to_date = _widened(place, _DAYS_AROUND)
    stored = load_day_profiles(facts, from_date, to_date)
    # Before the first reading and after the last there is nothing to miss.
    from_date = max(from_date, min([*stored, place.first_date]))
    to_date = min(to_date, max([*stored, place.to_date - timedelta(days=1)]) + timedelta(days=1))
    days = [from_date + timedelta(days=number) for number in range((to_date - from_date).days)]
    chart = day_bars(
        [stored.get(day) or DayProfile(day, None, 0) for day in days],
        facts,
        lambda day: service_point_url(facts, day.isoformat()),
        odd=frozenset(day for day in days if place.first_date <= day < place.to_date),
    )
    return chart, f"Days, {_span_text(from_date, to_date)}, by the calendar of the site."


def _widened(place: ReadingPlace, days: int) -> tuple[date, date]:
    return place.first_date - timedelta(days=days), place.to_date + timedelta(days=days)


def _interval_chart(place: ReadingPlace, from_date: date, to_date: date) -> BarChart | None:
    facts = place.facts
    try:
        usage = load_channel_usage([facts], from_date, to_date)
        first = usage.grid.index(place.starts_at)
    except (StepMismatch, ValueError):  # the channel's step was changed: its days are shown by their totals
        return None
    return usage_bars(usage, facts, range(first, first + place.interval_count), place.calendar.zone)


def _span_text(from_date: date, to_date: date) -> str:
    last = to_date - timedelta(days=1)
    return day_text(from_date) if last == from_date else f"{day_text(from_date)} to {day_text(last)}"
