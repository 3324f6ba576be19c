"""Two homes by the sea whose water meters nobody but people read: a rollover, a new meter, a customer's reading.

Each is read on the second day of the month after, so that a month's bill is made from numbers on a dial. They come
through the same doors as anybody's readings, and each step finds what an earlier call has done.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

from billing_site.demo.months import later_month
from invoicing.models import Account, BillingCycle, Customer, Subscription
from metering.models import Channel, Meter, Metric, RegisterReading, ServicePoint, Site, Utility
from metering.queries.register_readings import Dial, load_meter_on
from metering.use_cases.exchange_meter import exchange_meter
from metering.use_cases.record_register_reading import record_register_reading
from metering.use_cases.record_self_reading import record_self_reading
from pricing.models import Plan

READER_ACCOUNT: Final = "A-210001"
"""The account of the customer who reads the meter once too."""

_UTILITY, _METRIC, _PLAN, _ZONE = "LAGOA", "WATER", "PT-LAGOA-WATER", "Europe/Lisbon"
_DIAL: Final = Dial(5, 0, Decimal(1))
_READ_ON_DAY: Final = 2
# Months counted from the first billed one, and days of them.
_EXCHANGED: Final = (5, 17)
_SELF_READ: Final = (9, 15)
_BEFORE_EXCHANGE_M3: Final = 7
_BEFORE_SELF_READING_M3: Final = 5


@dataclass(frozen=True, slots=True)
class _Home:
    """Who lives there, their first meter with its number on the eve of the first month, and m³ a month."""

    account: str
    name: str
    street: str
    city: str
    language: str
    code: str
    serial: str
    begins_with: int
    used: tuple[int, ...]
    new_serial: str = ""


_READER: Final = _Home(
    READER_ACCOUNT,
    "Heike Brandt",
    "Rua dos Pescadores 7",
    "8400-512 Carvoeiro",
    "de",
    "CL-90020017",
    "LG30417718",
    99_921,
    (9, 8, 11, 10, 12, 14, 19, 22, 17, 12, 9, 8),
)
_NEIGHBOUR: Final = _Home(
    "A-210002",
    "Rui Tavares",
    "Rua dos Pescadores 9",
    "8400-512 Carvoeiro",
    "en",
    "CL-90020025",
    "LG11902264",
    2_345,
    (13, 12, 14, 13, 15, 16, 21, 20, 18, 15, 13, 12),
    new_serial="LG52600183",
)
_HOMES: Final = (_READER, _NEIGHBOUR)


def store_dial_homes(utilities: Mapping[str, Utility], cycle: BillingCycle, first_month: date) -> None:
    """The two homes with their meters, accounts and contracts; what is there already is left as it is."""
    for home in _HOMES:
        site, _ = Site.objects.get_or_create(
            code=f"{_UTILITY}-{home.serial}",
            defaults={"name": home.street, "street": home.street, "city": home.city, "zone_name": _ZONE},
        )
        point, _ = ServicePoint.objects.get_or_create(
            utility=utilities[_UTILITY], code=home.code, defaults={"site": site}
        )
        meter, _ = Meter.objects.get_or_create(utility=utilities[_UTILITY], serial=home.serial)
        Channel.objects.get_or_create(
            service_point=point,
            code="VOL",
            defaults={
                "metric": Metric.objects.get(code=_METRIC),
                "meter": meter,
                "step_minutes": 60,
                "kind": Channel.Kind.REGISTER,
            },
        )
        customer, _ = Customer.objects.get_or_create(
            number=f"C-{home.account[2:]}",
            defaults={"name": home.name, "street": home.street, "city": home.city},
        )
        account, _ = Account.objects.get_or_create(
            number=home.account,
            defaults={
                "customer": customer,
                "billing_cycle": cycle,
                "currency": "EUR",
                "language": home.language,
            },
        )
        Subscription.objects.get_or_create(
            account=account,
            service_point=point,
            defaults={"plan": Plan.objects.get(code=_PLAN), "start_date": first_month},
        )


def read_dials(first_month: date, month: date, actor: str) -> None:
    """What was read of the two dials for the month, up to the second day after it."""
    number = (month.year - first_month.year) * 12 + month.month - first_month.month
    for home in _HOMES:
        channel = Channel.objects.select_related("service_point__site", "metric", "meter").get(
            service_point__code=home.code, service_point__utility__code=_UTILITY
        )
        if number == 0:
            eve = first_month - timedelta(days=1)
            _read(channel, eve, home.begins_with, actor, RegisterReading.Kind.OPENING)
        before = _shown(home, number - 1)
        if home.new_serial and number == _EXCHANGED[0]:
            _exchange(channel, home, month.replace(day=_EXCHANGED[1]), before, actor)
        if home is _READER and number == _SELF_READ[0]:
            day = month.replace(day=_SELF_READ[1])
            value = Decimal(before + _BEFORE_SELF_READING_M3)
            record_self_reading(
                channel=channel, read_date=day, value=value, recorded_at=_next_morning(day), actor=None
            )
        read_date = later_month(month, 1).replace(day=_READ_ON_DAY)
        _read(channel, read_date, _shown(home, number), actor, RegisterReading.Kind.ACTUAL)


def _shown(home: _Home, number: int) -> int:
    """The number on the dial after the month of that number; -1 is the eve of the first."""
    if home.new_serial and number >= _EXCHANGED[0]:
        return sum(home.used[_EXCHANGED[0] : number + 1]) - _BEFORE_EXCHANGE_M3
    return int((home.begins_with + sum(home.used[: number + 1])) % 10**_DIAL.digits)


def _read(channel: Channel, day: date, value: int, actor: str, kind: RegisterReading.Kind) -> None:
    record_register_reading(
        channel=channel,
        meter=load_meter_on(channel, day),
        read_date=day,
        value=Decimal(value),
        kind=kind,
        dial=_DIAL,
        recorded_at=_next_morning(day),
        actor=actor,
    )


def _exchange(channel: Channel, home: _Home, day: date, before: int, actor: str) -> None:
    exchange_meter(
        channel=channel,
        serial=home.new_serial,
        exchanged_on=day,
        closing_value=Decimal(before + _BEFORE_EXCHANGE_M3),
        opening_value=Decimal(0),
        dial=_DIAL,
        exchanged_at=_next_morning(day),
        actor=actor,
    )


def _next_morning(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(8), UTC)
