"""How long pages take among many accounts, against the same pages among few."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final

from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing_site.foundation.access import Role
from billing_site.models import User
from invoicing.models import Account, BillRun, Invoice, PortalAccess
from metering.models import ServicePoint

_REQUESTS: Final = 20
_HOST: Final = "localhost"  # a name that the settings allow, unlike the test client's own


@dataclass(frozen=True, slots=True)
class PageTime:
    """The 95th percentile of a page's time in the server, in milliseconds, and how many queries it asked."""

    name: str
    p95_ms: float
    queries: int


def measure_pages() -> list[PageTime]:
    """Twenty requests of each page, in one process, without a network; the first one warms up."""
    office, customer = _browser(Role.CLERK, Role.MANAGER), _browser(Role.CUSTOMER)
    account = Account.objects.order_by("-pk")[0]
    invoice = Invoice.objects.filter(account=account).order_by("-pk")[0]
    point = ServicePoint.objects.order_by("-pk")[0]
    PortalAccess.objects.create(user=User.objects.get(username="benchmark-customer"), account=account)
    run = BillRun.objects.get()
    staff = "invoicing-staff"
    pages = [
        ("today", office, reverse("reports-staff:today")),
        ("search by number", office, reverse("search") + f"?q={account.number[:6]}"),
        ("search by name", office, reverse("search") + "?q=ada+yor"),
        ("accounts", office, reverse(f"{staff}:account-list")),
        ("account", office, reverse(f"{staff}:account", args=[account.pk])),
        ("invoices", office, reverse(f"{staff}:invoice-list")),
        ("invoice", office, reverse(f"{staff}:invoice", args=[invoice.pk])),
        ("bill run", office, reverse(f"{staff}:bill-run", args=[run.pk])),
        ("payments", office, reverse(f"{staff}:payment-list")),
        ("findings", office, reverse("metering-staff:finding-list")),
        ("service points", office, reverse("metering-staff:service-point-list")),
        ("service point", office, reverse("metering-staff:service-point", args=[point.pk])),
        ("portal home", customer, reverse("invoicing-portal:home")),
        ("portal bill", customer, reverse("invoicing-portal:invoice", args=[invoice.number])),
    ]
    return [_time(*page) for page in pages]


def _browser(*roles: Role) -> Client:
    name = "benchmark-customer" if Role.CUSTOMER in roles else "benchmark-clerk"
    user, _ = User.objects.get_or_create(username=name)
    user.groups.set(Group.objects.filter(name__in=[role.value for role in roles]))
    client = Client(SERVER_NAME=_HOST)
    client.force_login(user)
    return client


def _time(name: str, client: Client, url: str) -> PageTime:
    response = client.get(url, follow=True)
    assert response.status_code == 200, f"{url}: {response.status_code}"
    with CaptureQueriesContext(connection) as captured:
        client.get(url, follow=True)
    queries = len(captured)  # the next request forgets them
    times = []
    for _ in range(_REQUESTS):
        started = time.perf_counter()
        client.get(url, follow=True)
        times.append((time.perf_counter() - started) * 1000)
    return PageTime(name, sorted(times)[int(0.95 * _REQUESTS) - 1], queries)
