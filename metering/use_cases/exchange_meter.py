"""Put another meter in the place of a channel's meter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from billing_site.foundation import audit
from metering.models import Channel, Meter, RegisterReading
from metering.models.period_gate import enter_as_writer
from metering.queries.register_readings import Dial, load_dial, standing_readings
from metering.use_cases.record_register_reading import (
    UnableToRecordRegisterReading,
    record_register_reading,
)

_LONGEST_SERIAL = 40


class UnableToExchangeMeter(Exception):
    """The old meter is still in place."""


@dataclass(frozen=True, slots=True)
class ExchangedMeter:
    """The last reading of the old meter and the first of the new one, of one day."""

    closing: RegisterReading
    opening: RegisterReading


def exchange_meter(
    *,
    channel: Channel,
    serial: str,
    exchanged_on: date,
    closing_value: Decimal,
    opening_value: Decimal,
    dial: Dial,
    exchanged_at: datetime,
    actor: AbstractBaseUser | str | None,
) -> ExchangedMeter:
    """Close the channel's meter and open the one with the serial number on one local day, and say who did it.

    `dial` is that of the new meter; the old one's is known from its readings. The channel goes on with its
    history, and nothing is used between the two readings. The same exchange once more is found, not doubled.
    Raises UnableToExchangeMeter for a serial number that is missing, the old meter's or that of a meter in use
    elsewhere, when a later day was read already, and for a reading that cannot be recorded.
    """
    serial = serial.strip()
    with transaction.atomic():
        at = enter_as_writer(exchanged_at)
        locked = (
            Channel.objects.select_for_update(no_key=True, of=("self",))
            .select_related("service_point", "meter")
            .get(pk=channel.pk)
        )
        found = _found(locked, serial, exchanged_on, (closing_value, opening_value))
        if found is not None:
            return found
        _refuse_unless_possible(locked, serial, exchanged_on)
        exchanged = _exchanged(
            locked, _new_meter(locked, serial), exchanged_on, (closing_value, opening_value), dial, at, actor
        )
    return exchanged


def _exchanged(
    channel: Channel,
    new_meter: Meter,
    exchanged_on: date,
    values: tuple[Decimal, Decimal],
    dial: Dial,
    at: datetime,
    actor: AbstractBaseUser | str | None,
) -> ExchangedMeter:
    old_meter = channel.meter
    kinds = RegisterReading.Kind.CLOSING, RegisterReading.Kind.OPENING
    dials = load_dial(channel), dial
    channel.meter = new_meter
    channel.save(update_fields=["meter"])
    try:
        closing, opening = (
            record_register_reading(
                channel=channel,
                meter=meter,
                read_date=exchanged_on,
                value=value,
                kind=kind,
                dial=its_dial,
                recorded_at=at,
                actor=actor,
            )
            for meter, value, kind, its_dial in zip((old_meter, new_meter), values, kinds, dials, strict=True)
        )
    except UnableToRecordRegisterReading as error:
        raise UnableToExchangeMeter(str(error)) from error
    audit.record(
        action="EXCHANGED",
        subject=channel,
        actor=actor,
        at=at,
        details={"from": str(old_meter or ""), "to": str(new_meter), "exchanged_on": exchanged_on},
    )
    return ExchangedMeter(closing, opening)


def _found(
    channel: Channel, serial: str, exchanged_on: date, values: tuple[Decimal, Decimal]
) -> ExchangedMeter | None:
    if channel.meter is None or channel.meter.serial != serial:
        return None
    readings = {one.kind: one for one in standing_readings(channel).filter(read_date=exchanged_on)}
    closing, opening = (
        readings.get(kind) for kind in (RegisterReading.Kind.CLOSING, RegisterReading.Kind.OPENING)
    )
    if closing is None or opening is None or (closing.value, opening.value) != values:
        return None
    return ExchangedMeter(closing, opening)


def _refuse_unless_possible(channel: Channel, serial: str, exchanged_on: date) -> None:
    if not 1 <= len(serial) <= _LONGEST_SERIAL:
        raise UnableToExchangeMeter("give the new meter's serial number, of at most 40 characters")
    if channel.meter is not None and channel.meter.serial == serial:
        raise UnableToExchangeMeter(f"meter {serial} is in place already: give the new meter's serial number")
    later = standing_readings(channel).filter(read_date__gt=exchanged_on).first()
    if later is not None:
        raise UnableToExchangeMeter(
            f"there is a reading of {later.read_date}, after the exchange: take it back first, and record it "
            "again for the new meter"
        )


def _new_meter(channel: Channel, serial: str) -> Meter:
    """The meter of the serial number, new or from the store; one that hangs elsewhere is refused."""
    meter, _ = Meter.objects.get_or_create(utility_id=channel.service_point.utility_id, serial=serial)
    elsewhere = (
        Channel.objects.filter(meter=meter)
        .exclude(service_point=channel.service_point_id)
        .select_related("service_point")
        .first()
    )
    if elsewhere is not None:
        raise UnableToExchangeMeter(f"meter {meter} is in use at {elsewhere.service_point}")
    return meter
