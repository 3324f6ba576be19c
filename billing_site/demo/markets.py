"""Who lives in the demo: markets with their utilities, and groups of customers alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Final, Literal

import numpy as np

from billing_site.demo.businesses import draw_large_customer, draw_small_business
from billing_site.demo.household_variety import (
    ENGLAND,
    GREATER_PHOENIX,
    LYONNAIS,
    MID_JUTLAND,
    NEW_SOUTH_WALES,
    REGIONAL_QUEENSLAND,
    SAN_FRANCISCO_BAY,
    Neighbourhood,
    draw_household,
)
from billing_site.demo.identifiers import account_like, gsrn, mpan, nmi
from billing_site.demo.months import later_month
from billing_site.demo.phone_calls import PhoneLine
from billing_site.demo.places import (
    ALGARVE,
    ARIZONA,
    BAY_AREA,
    BRITAIN,
    HOLLAND,
    JUTLAND,
    LOS_ANGELES,
    LYON,
    QUEENSLAND,
    SYDNEY,
    Place,
)
from billing_site.demo.water_use import draw_water_user
from billing_site.demo.world import Consumer, CsvStyle, DemoMetric, DemoUtility, Role

IMPORT: Final = "ELECTRICITY_IMPORT"
EXPORT: Final = "ELECTRICITY_EXPORT"
METRICS: Final = (
    DemoMetric(IMPORT, "Electricity", "kWh", 3),
    DemoMetric(EXPORT, "Electricity exported", "kWh", 3),
    DemoMetric("WATER", "Water", "m3", 3),
    DemoMetric("CALL_MINUTES", "Call minutes", "min", 3),
)
LARGE_CUSTOMERS: Final = (
    (900, "G0"),
    (760, "G0"),
    (820, "G1"),
    (1100, "G0"),
    (1500, "G3"),
    (980, "G0"),
    (1900, "G3"),
    (1250, "G1"),
)
"""Peak in kW and BDEW profile of the commercial customers, in the order of their names."""

IN_REVIEW: Final = "QUEENSLAND"
BILLING_CYCLES: Final = (("MONTHLY", "Monthly"), (IN_REVIEW, "Queensland, monthly"))
"""Codes and names; the last run of the cycle IN_REVIEW is left for somebody to look at."""

LEAKING_HOUSE: Final = 10
"""The water customer with a leak from the fifth of the ninth billed month, for 19 days."""

HEATED_HOUSE: Final = 7
"""The Queensland home whose heater ran day and night for most of the last billed month."""

Drawing = Callable[[int, date, np.random.Generator], Consumer]


@dataclass(frozen=True, slots=True)
class Market:
    """Customers of one utility at one place; `number` seeds them, `identify` gives the nth its code."""

    number: int
    utility: DemoUtility
    place: Place
    region: str
    currency: str
    step_minutes: int
    identify: Callable[[int], str]
    channels: tuple[tuple[str, str], ...] = (("E1", IMPORT),)


@dataclass(frozen=True, slots=True)
class Group:
    """`count` customers of a market, alike in plan and kind; `draw` gives the nth its consumer.

    `channels` replace the market's where they differ, `region` its names. `billing_cycle` is a code of
    BILLING_CYCLES.
    """

    market: Market
    count: int
    plan_code: str
    draw: Drawing
    is_company: bool = False
    role: Role = "SUPPLY"
    language: Literal["en", "de"] = "en"
    channels: tuple[tuple[str, str], ...] = ()
    region: str = ""
    payment_days: int = 14
    billing_cycle: str = "MONTHLY"


def _home(area: Neighbourhood, with_solar: bool = False) -> Drawing:
    def draw(number: int, first_month: date, rng: np.random.Generator) -> Consumer:
        return draw_household(area, first_month, rng, with_solar)

    return draw


def _home_with_a_heater(number: int, first_month: date, rng: np.random.Generator) -> Consumer:
    home = draw_household(REGIONAL_QUEENSLAND, first_month, rng, False)
    if number != HEATED_HOUSE:
        return home
    start = later_month(first_month, 11).replace(day=3)
    return replace(home, left_on=(start, start + timedelta(days=26)))


def _small_business(number: int, first_month: date, rng: np.random.Generator) -> Consumer:
    return draw_small_business(rng)


def _large_customer(number: int, first_month: date, rng: np.random.Generator) -> Consumer:
    peak_kw, profile = LARGE_CUSTOMERS[number % len(LARGE_CUSTOMERS)]
    return draw_large_customer(peak_kw, profile, rng)


def _water_user(number: int, first_month: date, rng: np.random.Generator) -> Consumer:
    user = draw_water_user(rng, away=())
    if number != LEAKING_HOUSE:
        return user
    start = later_month(first_month, 8).replace(day=5)
    return replace(user, leaking=(start, start + timedelta(days=19)), leak_litres=14)


def _summer_guest(number: int, first_month: date, rng: np.random.Generator) -> Consumer:
    """A house by the sea: lived in around Easter and in summer."""
    years = range(first_month.year - 1, first_month.year + 3)
    late = timedelta(days=int(rng.integers(0, 12)))
    empty = [(date(y, 4, 20) + late, date(y, 6, 10) + late) for y in years]
    empty += [(date(y, 9, 16) + late, date(y + 1, 3, 28) + late) for y in years]
    return draw_water_user(rng, tuple(sorted(empty)))


def _phone_line(number: int, first_month: date, rng: np.random.Generator) -> Consumer:
    return PhoneLine(float(np.clip(rng.lognormal(np.log(7), 0.6), 2, 30)), float(rng.uniform(80, 170)))


_SOLAR: Final = (("E1", IMPORT), ("B1", EXPORT))
_SYDNEY: Final = Market(
    1,
    DemoUtility("HARBOUR", "Harbour Grid Metering", files_a_month=2),
    SYDNEY,
    "NSW",
    "AUD",
    30,
    partial(nmi, "4103"),
)
_QUEENSLAND: Final = Market(
    2, DemoUtility("CAPRICORN", "Capricorn Networks"), QUEENSLAND, "QLD", "AUD", 30, partial(nmi, "3043")
)
_BRITAIN: Final = Market(
    3,
    DemoUtility("RIDINGS", "Ridings Data Collection", CsvStyle("UTC", False, "%d/%m/%Y %H:%M")),
    BRITAIN,
    "UK",
    "GBP",
    30,
    partial(mpan, 23),
    (("AI", IMPORT),),
)
_BAY_AREA: Final = Market(
    4,
    DemoUtility(
        "FOGBANK", "Fogbank Meter Services", CsvStyle("America/Los_Angeles", False, "%Y-%m-%d %H:%M")
    ),
    BAY_AREA,
    "BAY",
    "USD",
    15,
    partial(account_like, "4610"),
    (("DEL", IMPORT),),
)
_ARIZONA: Final = Market(
    5,
    DemoUtility("OCOTILLO", "Ocotillo Metering", CsvStyle("America/Phoenix", True, "%m/%d/%Y %H:%M")),
    ARIZONA,
    "PHX",
    "USD",
    15,
    partial(account_like, "972"),
    (("DEL", IMPORT),),
)
_LOS_ANGELES: Final = Market(
    6,
    DemoUtility(
        "FOOTHILL", "Foothill Interval Data", CsvStyle("America/Los_Angeles", False, "%m/%d/%Y %H:%M")
    ),
    LOS_ANGELES,
    "LA",
    "USD",
    15,
    partial(account_like, "8005"),
    (("DEL", IMPORT),),
)
_LYON: Final = Market(
    7,
    DemoUtility("RHONE", "Rhône Comptage", CsvStyle("Europe/Paris", False, "%d/%m/%Y %H:%M")),
    LYON,
    "FR",
    "EUR",
    30,
    partial(account_like, "19150284"),
    (("CONS", IMPORT),),
)
_JUTLAND: Final = Market(
    8,
    DemoUtility("MIDTJYSK", "Midtjysk Måledata", CsvStyle("UTC", False, "%Y-%m-%d %H:%M")),
    JUTLAND,
    "DK",
    "DKK",
    60,
    partial(gsrn, "5713130"),
    (("E17", IMPORT),),
)
_ALGARVE: Final = Market(
    9,
    DemoUtility("LAGOA", "Águas da Lagoa", CsvStyle("Europe/Lisbon", False, "%Y-%m-%d %H:%M")),
    ALGARVE,
    "PT",
    "EUR",
    60,
    partial(account_like, "CL-"),
    (("VOL", "WATER"),),
)
_HOLLAND: Final = Market(
    10,
    DemoUtility("POLDERTEL", "Poldertel", CsvStyle("Europe/Amsterdam", False, "%Y-%m-%d %H:%M")),
    HOLLAND,
    "NL",
    "EUR",
    60,
    partial(account_like, "VB-"),
    (("OUT", "CALL_MINUTES"),),
)

GROUPS: Final = (
    Group(_SYDNEY, 53, "AU-ERGON-12D-HOME", _home(NEW_SOUTH_WALES)),
    Group(_SYDNEY, 25, "AU-ERGON-12D", _home(NEW_SOUTH_WALES, with_solar=True), channels=_SOLAR),
    Group(_QUEENSLAND, 24, "AU-ERGON-12D-HOME", _home_with_a_heater, billing_cycle=IN_REVIEW),
    Group(
        _QUEENSLAND,
        10,
        "AU-ERGON-12D",
        _home(REGIONAL_QUEENSLAND, with_solar=True),
        channels=_SOLAR,
        billing_cycle=IN_REVIEW,
    ),
    Group(_BRITAIN, 46, "UK-TOU-HH", _home(ENGLAND)),
    Group(_BRITAIN, 16, "UK-BRYT-DEEMED", _small_business, is_company=True, payment_days=30),
    Group(_BAY_AREA, 36, "US-PGE-E1-T", _home(SAN_FRANCISCO_BAY)),
    Group(_ARIZONA, 28, "US-APS-ET2", _home(GREATER_PHOENIX)),
    Group(_LOS_ANGELES, 8, "US-SCE-TOU8-D", _large_customer, is_company=True, payment_days=30),
    Group(_LYON, 8, "FR-TARIF-BLEU-HPHC-6", _home(LYONNAIS)),
    Group(_JUTLAND, 6, "DK-N1-C-TIME", _home(MID_JUTLAND), role="DELIVERY"),
    Group(_ALGARVE, 20, "PT-LAGOA-WATER", _water_user),
    Group(_ALGARVE, 6, "PT-LAGOA-WATER", _summer_guest, language="de", region="PT_DE"),
    Group(_HOLLAND, 15, "NL-BUSINESS-275", _phone_line, is_company=True, payment_days=30),
)
