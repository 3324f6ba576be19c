"""Keep the number on a dial."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from billing_site.foundation import audit
from metering.models import Channel, Meter, Metric, RegisterReading
from metering.models.period_gate import enter_as_writer
from metering.queries.register_readings import Dial, standing_readings
from metering.usage.local_calendar import LocalCalendar
from metering.use_cases.spread_register_readings import (
    UnableToSpreadRegisterReadings,
    spread_register_readings,
)

_LARGEST = 10**15
_FIRST_DATE = date(1970, 1, 1)


class UnableToRecordRegisterReading(Exception):
    """Nothing was recorded."""


def record_register_reading(
    *,
    channel: Channel,
    meter: Meter | None,
    read_date: date,
    value: Decimal,
    kind: RegisterReading.Kind,
    dial: Dial,
    recorded_at: datetime,
    actor: AbstractBaseUser | str | None,
) -> RegisterReading:
    """Record what the dial showed at the end of the local day; the same value once more is found, not doubled.

    Where the channel is read by dial, what was used since the reading before it, and up to the one after it,
    counts from now on. Raises UnableToRecordRegisterReading for a day that is to come, a value that the dial
    cannot show or the channel cannot store, and a day that has another reading of the kind.
    """
    with transaction.atomic():
        received_at = enter_as_writer(recorded_at)
        locked = _locked(channel)
        _refuse_unless_possible(locked, read_date, value, dial, recorded_at)
        if locked.kind == Channel.Kind.REGISTER:
            _refuse_unless_storable(locked, value, dial)
        there = standing_readings(locked).filter(read_date=read_date, kind=kind).first()
        if there is not None:
            return _the_same(there, value)
        reading = RegisterReading.objects.create(
            channel=locked,
            meter=meter,
            read_date=read_date,
            kind=kind,
            value=value,
            digits=dial.digits,
            decimals=dial.decimals,
            multiplier=dial.multiplier,
            recorded_at=received_at,
            recorded_by_id=actor.pk if isinstance(actor, AbstractBaseUser) else None,
        )
        _make_count(reading, actor)
    return reading


def _locked(channel: Channel) -> Channel:
    """The channel, on which a second call waits, and then finds the first one's reading."""
    return (
        Channel.objects.select_for_update(no_key=True, of=("self",))
        .select_related("service_point__site", "metric")
        .get(pk=channel.pk)
    )


def _make_count(reading: RegisterReading, actor: AbstractBaseUser | str | None) -> None:
    """Tell usage with the reading, and enter it in the trail."""
    try:
        spread_register_readings(channel=reading.channel, spread_at=reading.recorded_at)
    except UnableToSpreadRegisterReadings as error:
        raise UnableToRecordRegisterReading(str(error)) from error
    audit.record(
        action="RECORDED",
        subject=reading,
        actor=actor,
        at=reading.recorded_at,
        details={
            "channel": str(reading.channel),
            "read_date": reading.read_date,
            "value": reading.value,
            "kind": reading.kind,
        },
    )


def _the_same(there: RegisterReading, value: Decimal) -> RegisterReading:
    if there.value != value:
        raise UnableToRecordRegisterReading(
            f"there is a reading of {there.value.normalize():f} for {there.read_date}: take it back first"
        )
    return there


def _refuse_unless_possible(
    channel: Channel, read_date: date, value: Decimal, dial: Dial, recorded_at: datetime
) -> None:
    today = LocalCalendar(channel.service_point.site.zone_name).local_date(recorded_at)
    if read_date > today:
        raise UnableToRecordRegisterReading(f"{read_date} is yet to come: give the day it was read")
    if read_date < _FIRST_DATE:
        raise UnableToRecordRegisterReading(f"{read_date} is long ago: correct the year")
    if value < 0 or value >= Decimal(10) ** dial.digits:
        raise UnableToRecordRegisterReading(
            f"the dial has {dial.digits} digits before the decimal mark and cannot show {value:f}"
        )
    if -int(value.normalize().as_tuple().exponent) > dial.decimals:
        raise UnableToRecordRegisterReading(
            f"the dial has {dial.decimals} digits after the decimal mark and cannot show {value:f}"
        )


def _refuse_unless_storable(channel: Channel, value: Decimal, dial: Dial) -> None:
    """Usage is stored in whole units, and what is not whole would be lost between two readings."""
    metric = channel.metric
    if metric.aggregation != Metric.Aggregation.SUM:
        raise UnableToRecordRegisterReading(f"{metric.name} does not add up, so no dial counts it")
    for number in (value, Decimal(10) ** dial.digits):
        stored = (number * dial.multiplier).scaleb(metric.decimals)
        if stored != stored.to_integral_value():
            raise UnableToRecordRegisterReading(
                f"{number:f} times {dial.multiplier.normalize():f} has more decimals than the "
                f"{metric.decimals} that {metric.name} is stored with"
            )
        if stored > _LARGEST:
            raise UnableToRecordRegisterReading(
                f"a dial of {dial.digits} digits times {dial.multiplier.normalize():f} is more than the channel "
                f"can store in {metric.unit}"
            )
