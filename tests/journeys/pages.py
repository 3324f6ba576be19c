"""A path for every page that can be looked at, and who looks: what is not here must say why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from billing_site.foundation.access import Role
from metering.models import ReadingFinding
from tests.journeys.access.addresses import ours
from tests.journeys.world import World

Arguments = Callable[[World], list[Any]]

# Pages of one object each: the arguments of an example.
_OF_AN_OBJECT: dict[str, Arguments] = {
    "metering-staff:finding": lambda world: [_finding(world).pk],
    "metering-staff:service-point": lambda world: [world.points[0].pk],
    "metering-staff:reading-sources": lambda world: [world.points[0].pk],
    "metering-staff:meter-reading-new": lambda world: [world.points[0].pk],
    "metering-staff:meter-exchange": lambda world: [world.points[0].pk],
    "pricing-staff:plan": lambda world: [world.plan.code],
    "pricing-staff:plan-version": lambda world: [world.plan.code, 1],
    "invoicing-staff:account": lambda world: [world.accounts[0].pk],
    "invoicing-staff:account-statement": lambda world: [world.accounts[0].pk],
    "invoicing-staff:invoice": lambda world: [world.invoice.pk],
    "invoicing-staff:invoice-line": lambda world: [world.invoice.pk, 1],
    "invoicing-staff:invoice-credit": lambda world: [world.invoice.pk],
    "invoicing-staff:bill-run": lambda world: [world.runs[-1].pk],
    "invoicing-portal:invoice": lambda world: [world.invoice.number],
    "invoicing-portal:invoice-line": lambda world: [world.invoice.number, 1],
}
# Not pages to look at: downloads, fragments of other pages, and what only a POST does.
_NO_PAGE = (
    *("home", "-csv", "-pdf", "-template", "-document", "-export", "-progress", "-file", "-rejected"),
    *(
        "accept",
        "-estimate",
        "-recheck",
        "-commit",
        "-cancel",
        "-undo",
        "-redraft",
        "-release",
        "accounts-at",
    ),
    *("take-back", "-drop", "-approve", "-hold", "-reverse", "correct-readings"),
)


def _finding(world: World) -> ReadingFinding:
    finding = ReadingFinding.objects.filter(channel__service_point=world.points[0]).first()
    assert finding is not None
    return finding


def pages_to_look_at(world: World) -> list[tuple[str, str, Any]]:
    """Name, path and person of each page: somebody who may open it, and no more of each kind than one."""
    pages = []
    for address in ours():
        if address.name.endswith(_NO_PAGE):
            continue
        if address.needs_arguments and address.name not in _OF_AN_OBJECT:
            continue
        arguments = _OF_AN_OBJECT[address.name](world) if address.needs_arguments else []
        person = "household" if address.view.allowed_roles == {Role.CUSTOMER} else "manager"
        pages.append((address.name, reverse(address.name, args=arguments), world.people[person]))
    return pages
