"""Accounts with a month of half-hours in Brisbane, and the NEM12 file that delivers them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from importlib.resources import files

import numpy as np

from invoicing.models import Account, BillingCycle, Customer, Subscription
from metering.models import Channel, Metric, ServicePoint, Site, Utility
from pricing.plan_documents.reading import read_plan_document
from pricing.use_cases.import_plan import import_plan
from pricing.use_cases.publish_plan_version import publish_plan_version

FROM_DATE, TO_DATE = date(2026, 1, 1), date(2026, 2, 1)
RECEIVED_AT = datetime(2026, 2, 2, 6, tzinfo=UTC)
PER_DAY = 48


@dataclass(frozen=True, slots=True)
class SampleWorld:
    """What the benchmarks work on."""

    utility: Utility
    cycle: BillingCycle
    nem12: bytes
    reading_count: int


def store_sample_world(accounts: int) -> SampleWorld:
    """Accounts on a time-of-use plan with one import and one export channel each; their readings come as a file."""
    utility = Utility.objects.create(code="BENCHMARK", name="Benchmark")
    cycle = BillingCycle.objects.create(code="BENCHMARK", name="Benchmark")
    site = Site.objects.create(code="BENCHMARK", name="Benchmark", zone_name="Australia/Brisbane")
    points = ServicePoint.objects.bulk_create(
        ServicePoint(utility=utility, site=site, code=f"QB{number:08}") for number in range(accounts)
    )
    metrics = [
        Metric.objects.create(code=code, name=code, unit="kWh", decimals=3)
        for code in ("ELECTRICITY_IMPORT", "ELECTRICITY_EXPORT")
    ]
    Channel.objects.bulk_create(
        Channel(service_point=point, metric=metric, code=code, step_minutes=30)
        for point in points
        for metric, code in zip(metrics, ("E1", "B1"), strict=True)
    )
    _sign_up(points, cycle)
    return SampleWorld(utility, cycle, nem12(points), len(points) * 2 * 31 * PER_DAY)


def _sign_up(points: list[ServicePoint], cycle: BillingCycle) -> None:
    document = read_plan_document(
        files("pricing.plan_documents").joinpath("examples/au_residential_solar.json").read_bytes()
    )
    version = import_plan(document=document, imported_at=RECEIVED_AT)
    publish_plan_version(version=version, published_at=RECEIVED_AT, actor=None)
    customers = Customer.objects.bulk_create(
        Customer(number=f"C{number}", name=f"Customer {number}") for number in range(len(points))
    )
    accounts = Account.objects.bulk_create(
        Account(number=f"A{number}", customer=customer, billing_cycle=cycle, currency="AUD")
        for number, customer in enumerate(customers)
    )
    Subscription.objects.bulk_create(
        Subscription(account=account, service_point=point, plan=version.plan, start_date=FROM_DATE)
        for account, point in zip(accounts, points, strict=True)
    )


def nem12(points: list[ServicePoint]) -> bytes:
    """A file with every half-hour of the period for both channels of each point; always the same values."""
    rng = np.random.default_rng(1)
    days = [FROM_DATE + timedelta(days=number) for number in range((TO_DATE - FROM_DATE).days)]
    lines = ["100,NEM12,202602010000,BENCHMARK,RETAILER"]
    as_kwh = partial("{:.3f}".format)
    for point in points:
        for channel in ("E1", "B1"):
            lines.append(f"200,{point.code},E1B1,1,{channel},N1,METER,KWH,30,")
            readings = rng.integers(0, 2500, size=(len(days), PER_DAY)) / 1000
            lines += [
                f"300,{day:%Y%m%d},{','.join(map(as_kwh, row))},A,,,20260201000000,"
                for day, row in zip(days, readings.tolist(), strict=True)
            ]
    return "\n".join([*lines, "900", ""]).encode()
