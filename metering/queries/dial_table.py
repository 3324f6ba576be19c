"""The readings of a channel's dial as a table: who read what, and what was used since the one before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from metering.models import Channel, RegisterReading
from metering.queries.register_readings import standing_readings
from metering.queries.register_spans import kept_readings
from metering.usage.channel_spans import ChannelSpan
from metering.usage.register_spans import readings_that_bound, spans_between

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DialRow:
    """A standing reading; usage is in the metric's unit, None for the first of a meter or where it cannot be told.

    `unknown` says why it cannot. `is_check` tells that a better reading of the same day counts instead.
    """

    reading: RegisterReading
    usage: Decimal | None = None
    day_count: int | None = None
    rolled_over: bool = False
    unknown: str = ""
    is_check: bool = False

    @property
    def per_day(self) -> Decimal | None:
        """The usage of an average day."""
        return self.usage / self.day_count if self.usage is not None and self.day_count else None


def load_dial_rows(channel: Channel) -> list[DialRow]:
    """The standing readings of the channel's dial, the latest first; one query."""
    readings = list(standing_readings(channel).select_related("meter", "recorded_by"))
    kept = kept_readings(readings)
    bounding = {one.number: place for place, one in enumerate(readings_that_bound(kept))}
    before = {span.later.number: span for span in spans_between(kept)}
    rows = []
    for reading in sorted(readings, key=lambda one: (one.read_date, bounding.get(one.pk, -1)), reverse=True):
        span = before.get(reading.pk)
        if span is None:
            rows.append(DialRow(reading, is_check=reading.pk not in bounding))
        elif span.usage is None:
            rows.append(DialRow(reading, unknown=span.unknown))
        else:
            used = span.usage
            rows.append(DialRow(reading, used.quantity, used.day_count, used.rolled_over))
    return rows


def load_days_beside(channel: Channel, read_date: date) -> ChannelSpan:
    """The local days whose usage a reading of the day tells, up to the readings before and after it."""
    readings = standing_readings(channel)
    earlier = readings.filter(read_date__lt=read_date).first()
    later = readings.filter(read_date__gt=read_date).last()
    return ChannelSpan(
        channel.pk,
        (read_date if earlier is None else earlier.read_date) + _ONE_DAY,
        (read_date if later is None else later.read_date) + _ONE_DAY,
    )
