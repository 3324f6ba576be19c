"""Reading a dial and exchanging a meter: their worlds, what half of it looks like, what all of it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import count

from metering.models import Channel, RegisterReading, RegisterSpan
from metering.use_cases.exchange_meter import exchange_meter
from metering.use_cases.withdraw_register_reading import withdraw_register_reading
from tests.factories.dials import AT, DIAL, litres_by_day, read_dial, water_channel
from tests.factories.metering import ServicePointFactory, UtilityFactory
from tests.faults.crash import Operation

_worlds = count(1)
_STRAIGHT = dict.fromkeys(range(1, 41), 1000)
_BENT = {day: 500 if day <= 20 else 1_500 for day in range(1, 41)}


@dataclass(frozen=True)
class Dial:
    """A water meter read on New Year's Eve and forty days later; `between` is a reading of the 20th day."""

    channel: Channel
    between: RegisterReading | None = None


def dial() -> Dial:
    utility = UtilityFactory(code=f"W{next(_worlds)}")
    channel = water_channel(service_point=ServicePointFactory(utility=utility))
    read_dial(channel, 0, 100)
    read_dial(channel, 40, 140)
    return Dial(channel)


def dial_with_a_reading_between() -> Dial:
    channel = dial().channel
    return Dial(channel, read_dial(channel, 20, 110, "CUSTOMER"))


def read_between(world: Dial) -> None:
    read_dial(world.channel, 20, 110, "CUSTOMER")


def take_back(world: Dial) -> None:
    assert world.between is not None
    withdraw_register_reading(reading=world.between, withdrawn_at=AT, reason="misread", actor=None)


def out_of_line(world: Dial) -> list[str]:
    """Usage that is not what the standing readings say."""
    has_between = world.channel.register_readings.filter(
        kind=RegisterReading.Kind.CUSTOMER, withdrawn_at=None
    ).exists()
    expected = _BENT if has_between else _STRAIGHT
    spans = RegisterSpan.objects.filter(channel=world.channel, withdrawn_at=None).count()
    found = (litres_by_day(world.channel), spans)
    return [] if found == (expected, 1 + has_between) else [f"{found} while between is read: {has_between}"]


def read_wrong(world: Dial) -> list[str]:
    return [] if litres_by_day(world.channel) == _BENT else [f"{litres_by_day(world.channel)}"]


def take_back_wrong(world: Dial) -> list[str]:
    return [] if litres_by_day(world.channel) == _STRAIGHT else [f"{litres_by_day(world.channel)}"]


def exchange(world: Dial) -> None:
    exchange_meter(
        channel=world.channel,
        serial="4712",
        exchanged_on=date(2026, 2, 19),
        closing_value=Decimal(150),
        opening_value=Decimal(3),
        dial=DIAL,
        exchanged_at=AT,
        actor=None,
    )


def exchange_half_done(world: Dial) -> list[str]:
    channel = Channel.objects.select_related("meter").get(pk=world.channel.pk)
    assert channel.meter is not None
    kinds = channel.register_readings.filter(kind__in=["CLOSING", "OPENING"]).count()
    found = (channel.meter.serial, kinds, len(litres_by_day(channel)))
    return [] if found in {("4711", 0, 40), ("4712", 2, 50)} else [f"{found}"]


def exchange_wrong(world: Dial) -> list[str]:
    half_done = exchange_half_done(world)
    return half_done or ([] if len(litres_by_day(world.channel)) == 50 else ["the old meter still hangs"])


DIAL_OPERATIONS = (
    Operation(
        *("read a dial", dial, read_between, read_wrong, out_of_line),
        r'INSERT INTO "metering_registerreading"',
    ),
    Operation(
        *("take back a dial reading", dial_with_a_reading_between, take_back, take_back_wrong, out_of_line),
        r'UPDATE "metering_registerreading" SET "withdrawn_at"',
    ),
    Operation(
        *("exchange a meter", dial, exchange, exchange_wrong, exchange_half_done),
        r'UPDATE "metering_channel" SET "meter_id"',
    ),
)
