"""A small world with two billed months, made through the front doors, and somebody of every role."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from io import BytesIO
from typing import Any

from billing_site.foundation.access import Role
from invoicing.models import BillRun, Invoice
from invoicing.use_cases.approve_bill_run import approve_bill_run
from invoicing.use_cases.run_billing import run_billing
from invoicing.use_cases.work_on_next_batch import work_on_next_batch
from metering.use_cases.import_readings import import_readings
from pricing.plan_documents.reading import read_plan_document
from pricing.use_cases.import_plan import import_plan
from pricing.use_cases.publish_plan_version import publish_plan_version
from tests.factories.invoicing import AccountFactory, BillingCycleFactory, SubscriptionFactory
from tests.factories.meter_files import half_hour_file
from tests.factories.metering import (
    ChannelFactory,
    MetricFactory,
    ServicePointFactory,
    SiteFactory,
    UtilityFactory,
)
from tests.factories.people import user_with

ZONE = "Australia/Brisbane"
JANUARY, FEBRUARY, MARCH = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)
HOMES = 3


@dataclass
class World:
    """What the journeys walk through."""

    utility: Any
    cycle: Any
    plan: Any
    points: list[Any] = field(default_factory=list)
    accounts: list[Any] = field(default_factory=list)
    runs: list[BillRun] = field(default_factory=list)
    people: dict[str, Any] = field(default_factory=dict)

    @property
    def invoice(self) -> Invoice:
        """The first home's last invoice."""
        invoice: Invoice = self.accounts[0].invoices.order_by("-from_date")[0]
        return invoice


def published_tariff() -> dict[str, Any]:
    """The document of the tariff that the homes are on."""
    return read_plan_document(
        files("pricing.plan_documents").joinpath("examples/au_residential_solar.json").read_bytes()
    )


def build_world(document: dict[str, Any] | None = None, language: str = "en") -> World:
    """Homes with solar panels in Brisbane on a published tariff, January and February 2026 billed.

    `document` is the tariff in other words, `language` that of the accounts.
    """
    document = document or published_tariff()
    version = import_plan(document=document, imported_at=_at(JANUARY))
    publish_plan_version(version=version, published_at=_at(JANUARY), actor=None)
    world = World(UtilityFactory(code="NORTH"), BillingCycleFactory(), version.plan)
    for number in range(HOMES):
        _move_in(world, number, language)
    for month, end, level in ((JANUARY, FEBRUARY, 4), (FEBRUARY, MARCH, 6)):
        deliver(world, month, end, level)
        _bill(world, month, end)
    deliver(world, MARCH, date(2026, 3, 11), 5, silent_on={date(2026, 3, 6), date(2026, 3, 7)})
    world.people = {
        "clerk": user_with(Role.CLERK),
        "manager": user_with(Role.CLERK, Role.MANAGER),
        "auditor": user_with(Role.AUDITOR),
        "uploader": user_with(Role.UPLOADER, utilities=[world.utility]),
        "household": user_with(Role.CUSTOMER, accounts=[world.accounts[0]]),
    }
    return world


def half_hours_of(
    points: list[Any], from_date: date, to_date: date, level: int, silent_on: Collection[date] = ()
) -> bytes:
    """Half-hours whose import peaks in the evening and whose export peaks at noon; `level` in 0.1 kWh.

    There are no readings on the days `silent_on`.
    """
    days = [from_date + timedelta(days=n) for n in range((to_date - from_date).days)]
    evening = [level + (8 if 34 <= slot < 42 else 0) + slot % 3 for slot in range(48)]
    noon = [max(0, 10 - abs(slot - 24)) for slot in range(48)]

    def days_of(shape: list[int], place: int) -> dict[date, list[str]]:
        return {
            day: [f"{(value + place + number % 4) / 10:.3f}" for value in shape]
            for number, day in enumerate(day for day in days if day not in silent_on)
        }

    return half_hour_file(
        {
            point.code: {"E1": days_of(evening, place), "B1": days_of(noon, place)}
            for place, point in enumerate(points)
        }
    )


def deliver(
    world: World, from_date: date, to_date: date, level: int, silent_on: Collection[date] = ()
) -> None:
    """Import a file of these days, as it came in two days after them."""
    import_readings(
        utility=world.utility,
        source=BytesIO(half_hours_of(world.points, from_date, to_date, level, silent_on)),
        source_name=f"nem12_{from_date:%Y-%m}.csv",
        received_at=_at(to_date) + timedelta(days=2),
        actor="test",
    )


def _move_in(world: World, number: int, language: str) -> None:
    site = SiteFactory(zone_name=ZONE)
    point = ServicePointFactory(utility=world.utility, site=site, code=f"QB{number:08}")
    for code, metric in (("E1", "ELECTRICITY_IMPORT"), ("B1", "ELECTRICITY_EXPORT")):
        ChannelFactory(service_point=point, code=code, metric=MetricFactory(code=metric), step_minutes=30)
    account = AccountFactory(billing_cycle=world.cycle, currency="AUD", language=language)
    SubscriptionFactory(account=account, service_point=point, plan=world.plan, start_date=JANUARY)
    world.points.append(point)
    world.accounts.append(account)


def _bill(world: World, from_date: date, to_date: date) -> None:
    billed_at = _at(to_date) + timedelta(days=3)
    run = run_billing(
        billing_cycle=world.cycle, from_date=from_date, to_date=to_date, started_at=billed_at, actor="test"
    )
    _work(run, billed_at)
    run.refresh_from_db()
    approve_bill_run(
        bill_run=run, issue_date=to_date + timedelta(days=4), approved_at=billed_at, actor="test"
    )
    _work(run, billed_at)
    run.refresh_from_db()
    assert run.state == BillRun.State.FINALIZED
    world.runs.append(run)


def _work(run: BillRun, at: datetime) -> None:
    while work_on_next_batch(bill_run_id=run.pk, at=at) is not None:
        pass


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 6, tzinfo=UTC)
