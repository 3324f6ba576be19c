"""What stands in some neighbouring intervals of a channel, for somebody who is about to write over it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from metering.models.day_keys import DayKeys
from metering.models.interval_day_rows import fetch_days
from metering.queries.channels import ChannelFacts
from metering.usage.local_calendar import LocalCalendar
from metering.usage.periods import Period
from metering.usage.reading_quality import ReadingQuality


@dataclass(frozen=True, slots=True)
class StandingQuantities:
    """The quantities in base units, None where there is none, and when the last of their days changed."""

    quantities: tuple[int | None, ...]
    changed_at: datetime | None

    def as_text(self, decimals: int) -> str:
        """One line an interval, empty for a missing one; nothing at all when all are missing."""
        lines = [
            "" if quantity is None else f"{Decimal(quantity).scaleb(-decimals):f}"
            for quantity in self.quantities
        ]
        return "\n".join(lines) if any(lines) else ""


def load_standing_quantities(
    facts: ChannelFacts, starts_at: datetime, interval_count: int
) -> StandingQuantities:
    """The channel's readings that count, from the instant on; one query.

    A day that is stored with another step than the channel's counts as missing.
    """
    calendar = LocalCalendar(facts.zone_name)
    step = timedelta(minutes=facts.step_minutes)
    period = Period(starts_at, starts_at + step * interval_count)
    days = fetch_days(DayKeys.of([(facts.channel_id, day) for day in calendar.dates(period)]))
    quantities: list[int | None] = [None] * interval_count
    for day in days:
        if day.step_minutes != facts.step_minutes:
            continue
        first = (calendar.day_start(day.date) - period.start) // step
        for place, (quantity, quality) in enumerate(
            zip(day.quantities.tolist(), day.qualities.tolist(), strict=True), start=first
        ):
            if 0 <= place < interval_count and quality != ReadingQuality.MISSING:
                quantities[place] = quantity
    return StandingQuantities(tuple(quantities), max((day.received_at for day in days), default=None))
