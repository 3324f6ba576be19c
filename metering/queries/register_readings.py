"""The numbers read from a channel's dial, and what a new one would say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from django.db.models import Avg, QuerySet

from metering.models import Channel, IntervalDay, Meter, RegisterReading
from metering.usage.register_usage import DialReading
from metering.vee.register_checks import RegisterCheck, check_register_reading

_USUAL_DAYS: Final = 90
_DIGITS: Final = 6


@dataclass(frozen=True, slots=True)
class Dial:
    """What a channel's dial looks like: digits before and after the decimal mark, and its multiplier."""

    digits: int
    decimals: int
    multiplier: Decimal


def standing_readings(channel: Channel) -> QuerySet[RegisterReading]:
    """The channel's register readings that were not taken back, the latest first."""
    # Of one date, the opening reading of a new meter comes after the closing one of the old.
    return RegisterReading.objects.filter(channel=channel, withdrawn_at=None).order_by("-read_date", "-pk")


def load_dial(channel: Channel, on: date | None = None) -> Dial:
    """The dial that was read last, up to the day `on` if given; six digits without decimals while there is none."""
    readings = standing_readings(channel)
    last = readings.first() if on is None else readings.filter(read_date__lte=on).first() or readings.last()
    if last is None:
        return Dial(_DIGITS, 0, Decimal(1))
    return Dial(last.digits, last.decimals, last.multiplier)


def load_meter_on(channel: Channel, on: date) -> Meter | None:
    """The meter that hung there at the end of the day, by the meter exchanges around it."""
    readings = standing_readings(channel).select_related("meter")
    put_in = readings.filter(kind=RegisterReading.Kind.OPENING, read_date__lte=on).first()
    if put_in is not None:
        return put_in.meter
    taken_out = readings.filter(kind=RegisterReading.Kind.CLOSING, read_date__gt=on).last()
    return channel.meter if taken_out is None else taken_out.meter


def load_register_check(channel: Channel, read_date: date, value: Decimal) -> RegisterCheck:
    """What the value, read on the day, says against the reading before it and the usual usage.

    Usual is the average day, by interval readings, since the reading before, and at least of the last 90 days.
    Two queries; the channel's metric is to be loaded.
    """
    before = standing_readings(channel).filter(read_date__lt=read_date).first()
    if before is None:
        return check_register_reading(None, DialReading(read_date, value, _DIGITS), None)
    # The meter is the one whose dial was read last: a new one announces itself by its opening reading.
    later = DialReading(read_date, value, before.digits, before.decimals, before.multiplier)
    earlier = DialReading(
        before.read_date,
        before.value,
        before.digits,
        before.decimals,
        before.multiplier,
        is_estimate=before.kind == RegisterReading.Kind.ESTIMATED,
    )
    since = min(before.read_date, read_date - timedelta(days=_USUAL_DAYS))
    return check_register_reading(earlier, later, _usual_per_day(channel, since, read_date))


def _usual_per_day(channel: Channel, from_date: date, to_date: date) -> Decimal | None:
    days = IntervalDay.objects.filter(channel=channel, date__gte=from_date, date__lt=to_date)
    average = days.aggregate(average=Avg("total"))["average"]
    return None if average is None else Decimal(average).scaleb(-channel.metric.decimals)
