"""Keep the number on a dial."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from billing_site.foundation import audit
from metering.models import Channel, Meter, RegisterReading
from metering.queries.register_readings import Dial, standing_readings
from metering.usage.local_calendar import LocalCalendar


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

    Raises UnableToRecordRegisterReading for a day that is to come, a value that the dial cannot show, and a
    day that has another reading of the kind.
    """
    with transaction.atomic():
        # A second call waits here, and then finds the first one's reading.
        locked = (
            Channel.objects.select_for_update(no_key=True, of=("self",))
            .select_related("service_point__site")
            .get(pk=channel.pk)
        )
        _refuse_unless_possible(locked, read_date, value, dial, recorded_at)
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
            recorded_at=recorded_at,
            recorded_by_id=actor.pk if isinstance(actor, AbstractBaseUser) else None,
        )
        audit.record(
            action="RECORDED",
            subject=reading,
            actor=actor,
            at=recorded_at,
            details={"channel": str(locked), "read_date": read_date, "value": value, "kind": kind},
        )
    return reading


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
    if value < 0 or value >= Decimal(10) ** dial.digits:
        raise UnableToRecordRegisterReading(
            f"the dial has {dial.digits} digits before the decimal mark and cannot show {value:f}"
        )
    if -int(value.normalize().as_tuple().exponent) > dial.decimals:
        raise UnableToRecordRegisterReading(
            f"the dial has {dial.decimals} digits after the decimal mark and cannot show {value:f}"
        )
