"""The demo's world in plain values: what is to be stored, and what the meter files are written from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from billing_site.demo.businesses import Business
from billing_site.demo.households import Household
from billing_site.demo.phone_calls import PhoneLine
from billing_site.demo.places import Place
from billing_site.demo.trouble import Trouble
from billing_site.demo.water_use import WaterUser

PASSWORD: Final = "demo demo demo"
"""Of everybody who may look around."""

Consumer = Household | Business | WaterUser | PhoneLine
Role = Literal["SUPPLY", "DELIVERY", "ADD_ON"]


@dataclass(frozen=True, slots=True)
class CsvStyle:
    """How a utility's long CSV writes its times: the profile it must be imported with."""

    zone_name: str
    interval_ending: bool = False
    date_format: str | None = None


@dataclass(frozen=True, slots=True)
class DemoUtility:
    """Who sends readings: as long CSV in a style, or as NEM12 when there is none.

    `files_a_month`: into how many files of about equal size a month is divided.
    """

    code: str
    name: str
    csv_style: CsvStyle | None = None
    files_a_month: int = 1


@dataclass(frozen=True, slots=True)
class DemoMetric:
    """A thing that is measured, with the decimals in which it is stored."""

    code: str
    name: str
    unit: str
    decimals: int


@dataclass(frozen=True, slots=True)
class DemoSite:
    """A place with an address and a clock."""

    code: str
    name: str
    street: str
    city: str
    zone_name: str


@dataclass(frozen=True, slots=True)
class DemoServicePoint:
    """Where service is delivered; `place`, `consumer` and the seed are what its readings are made from."""

    utility_code: str
    code: str
    site_code: str
    place: Place
    consumer: Consumer
    seed: tuple[int, int]


@dataclass(frozen=True, slots=True)
class DemoChannel:
    """One stream of readings of a service point."""

    utility_code: str
    service_point_code: str
    code: str
    metric_code: str
    step_minutes: int
    meter_serial: str


@dataclass(frozen=True, slots=True)
class DemoCustomer:
    """A person or firm."""

    number: str
    name: str
    email: str
    street: str
    city: str


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """What is billed, in one currency."""

    number: str
    customer_number: str
    currency: str
    language: Literal["en", "de"]
    payment_days: int
    billing_cycle: str


@dataclass(frozen=True, slots=True)
class DemoSubscription:
    """An account on a plan at a service point, from a local day up to, not including, another (None: open)."""

    account_number: str
    utility_code: str
    service_point_code: str
    plan_code: str
    role: Role
    start_date: date
    end_date: date | None = None


@dataclass(frozen=True, slots=True)
class DemoWorld:
    """Everything the demo stores before it imports a file. Billed are the 12 months to `last_month`."""

    first_month: date
    last_month: date
    utilities: tuple[DemoUtility, ...]
    metrics: tuple[DemoMetric, ...]
    sites: tuple[DemoSite, ...]
    service_points: tuple[DemoServicePoint, ...]
    channels: tuple[DemoChannel, ...]
    customers: tuple[DemoCustomer, ...]
    accounts: tuple[DemoAccount, ...]
    subscriptions: tuple[DemoSubscription, ...]
    plan_codes: tuple[str, ...]
    trouble: Trouble
