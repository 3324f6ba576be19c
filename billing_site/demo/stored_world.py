"""The demo's world into the database: once, however often it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from billing_site.demo.demo_plans import demo_plan_documents
from billing_site.demo.dial_story import store_dial_homes
from billing_site.demo.markets import BILLING_CYCLES
from billing_site.demo.world import DemoWorld
from invoicing.models import Account, BillingCycle, Customer, Subscription
from metering.models import Channel, Meter, Metric, ServicePoint, Site, Utility
from pricing.models import Plan, PlanVersion
from pricing.use_cases.import_plan import import_plan
from pricing.use_cases.publish_plan_version import publish_plan_version

_PointKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class StoredWorld:
    """What the rest of the demo works with."""

    utilities: Mapping[str, Utility]
    channel_ids: tuple[int, ...]
    cycles: tuple[BillingCycle, ...]


def store_world(world: DemoWorld, *, at: datetime) -> StoredWorld:
    """Places, meters, plans, customers and contracts; what is there already is left as it is."""
    with transaction.atomic():
        utilities = _store_places(world)
        points = _store_meters(world, utilities)
        _store_plans(world.last_month, at)
        cycles = _store_cycles()
        _store_accounts(world, cycles)
        _store_subscriptions(world, points)
        store_dial_homes(utilities, cycles["MONTHLY"], world.first_month)
    channel_ids = Channel.objects.filter(service_point__in=points.values()).values_list("pk", flat=True)
    return StoredWorld(utilities, tuple(channel_ids.order_by("pk")), tuple(cycles.values()))


def _store_places(world: DemoWorld) -> dict[str, Utility]:
    Utility.objects.bulk_create(
        (Utility(code=one.code, name=one.name) for one in world.utilities), ignore_conflicts=True
    )
    Metric.objects.bulk_create(
        (Metric(code=one.code, name=one.name, unit=one.unit, decimals=one.decimals) for one in world.metrics),
        ignore_conflicts=True,
    )
    Site.objects.bulk_create(
        (
            Site(code=one.code, name=one.name, street=one.street, city=one.city, zone_name=one.zone_name)
            for one in world.sites
        ),
        ignore_conflicts=True,
    )
    return {utility.code: utility for utility in Utility.objects.all()}


def _store_meters(world: DemoWorld, utilities: Mapping[str, Utility]) -> dict[_PointKey, ServicePoint]:
    """Service points, meters and channels; returns the points by utility and code."""
    sites = {site.code: site for site in Site.objects.all()}
    ServicePoint.objects.bulk_create(
        (
            ServicePoint(utility=utilities[one.utility_code], site=sites[one.site_code], code=one.code)
            for one in world.service_points
        ),
        ignore_conflicts=True,
    )
    Meter.objects.bulk_create(
        (
            Meter(utility=utilities[utility_code], serial=serial)
            for utility_code, serial in dict.fromkeys(
                (one.utility_code, one.meter_serial) for one in world.channels
            )
        ),
        ignore_conflicts=True,
    )
    points = {
        (point.utility.code, point.code): point for point in ServicePoint.objects.select_related("utility")
    }
    meters = {(meter.utility.code, meter.serial): meter for meter in Meter.objects.select_related("utility")}
    metrics = {metric.code: metric for metric in Metric.objects.all()}
    Channel.objects.bulk_create(
        (
            Channel(
                service_point=points[one.utility_code, one.service_point_code],
                metric=metrics[one.metric_code],
                meter=meters[one.utility_code, one.meter_serial],
                code=one.code,
                step_minutes=one.step_minutes,
            )
            for one in world.channels
        ),
        ignore_conflicts=True,
    )
    return points


def _store_plans(last_month: date, at: datetime) -> None:
    for document in demo_plan_documents(last_month):
        version = import_plan(document=document, imported_at=at)
        if version.state == PlanVersion.State.DRAFT:
            publish_plan_version(version=version, published_at=at, actor=None)


def _store_cycles() -> dict[str, BillingCycle]:
    return {
        code: BillingCycle.objects.get_or_create(code=code, defaults={"name": name})[0]
        for code, name in BILLING_CYCLES
    }


def _store_accounts(world: DemoWorld, cycles: Mapping[str, BillingCycle]) -> None:
    Customer.objects.bulk_create(
        (
            Customer(number=one.number, name=one.name, email=one.email, street=one.street, city=one.city)
            for one in world.customers
        ),
        ignore_conflicts=True,
    )
    customers = {customer.number: customer for customer in Customer.objects.all()}
    Account.objects.bulk_create(
        (
            Account(
                number=one.number,
                customer=customers[one.customer_number],
                billing_cycle=cycles[one.billing_cycle],
                currency=one.currency,
                language=one.language,
                payment_days=one.payment_days,
            )
            for one in world.accounts
        ),
        ignore_conflicts=True,
    )


def _store_subscriptions(world: DemoWorld, points: Mapping[_PointKey, ServicePoint]) -> None:
    if Subscription.objects.exists():  # the row has no key of its own that a second one could run into
        return
    accounts = {account.number: account for account in Account.objects.all()}
    plans = {plan.code: plan for plan in Plan.objects.all()}
    Subscription.objects.bulk_create(
        Subscription(
            account=accounts[one.account_number],
            service_point=points[one.utility_code, one.service_point_code],
            plan=plans[one.plan_code],
            role=Subscription.Role[one.role],
            start_date=one.start_date,
            end_date=one.end_date,
        )
        for one in world.subscriptions
    )
