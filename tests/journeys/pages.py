"""A path for every page that can be looked at, and who looks: what is not here must say why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time
from typing import Any

from django.urls import reverse

from billing_site.foundation.access import Role
from invoicing.models import CreditNote, Invoice
from invoicing.use_cases.issue_credit_note import issue_credit_note
from metering.models import ReadingFinding
from pricing.models import PlanVersion
from pricing.use_cases.import_plan import import_plan
from pricing.use_cases.submit_plan_draft import submit_plan_draft
from tests.journeys.access.addresses import ours
from tests.journeys.world import World, published_tariff

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
    "pricing-staff:plan-compare": lambda world: [_draft(world).plan.code],
    "pricing-staff:plan-draft": lambda world: [_draft(world).plan.code],
    "pricing-staff:plan-draft-review": lambda world: [_draft(world).plan.code],
    "pricing-staff:plan-draft-discard": lambda world: [_draft(world).plan.code],
    "invoicing-staff:account": lambda world: [world.accounts[0].pk],
    "invoicing-staff:account-statement": lambda world: [world.accounts[0].pk],
    "invoicing-staff:invoice": lambda world: [world.invoice.pk],
    "invoicing-staff:invoice-line": lambda world: [world.invoice.pk, 1],
    "invoicing-staff:invoice-credit": lambda world: [world.invoice.pk],
    "invoicing-staff:bill-run": lambda world: [world.runs[-1].pk],
    "invoicing-staff:credit-note": lambda world: [_credit_note(world).pk],
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
    *("-schema", "take-back", "-drop", "-approve", "-hold", "-reverse", "-dismiss", "correct-readings"),
)


def _finding(world: World) -> ReadingFinding:
    finding = ReadingFinding.objects.filter(channel__service_point=world.points[0]).first()
    assert finding is not None
    return finding


def _credit_note(world: World) -> CreditNote:
    """Of the last household's last bill: of another than the one that the pages show."""
    invoice = Invoice.objects.filter(account=world.accounts[-1]).select_related("credit_note").latest("pk")
    known: CreditNote | None = getattr(invoice, "credit_note", None)
    assert invoice.issue_date is not None
    return known or issue_credit_note(
        invoice=invoice,
        reason="The meters were mixed up.",
        issued_at=datetime.combine(invoice.issue_date, time(9), UTC),
        issue_date=invoice.issue_date,
        actor="test",
    )


def _draft(world: World) -> PlanVersion:
    """Of the homes' plan, written by the clerk and waiting for approval."""
    known: PlanVersion | None = world.plan.versions.filter(state=PlanVersion.State.DRAFT).first()
    if known is not None:
        return known
    at, clerk = datetime(2026, 3, 1, 9, tzinfo=UTC), world.people["clerk"]
    document = published_tariff() | {"effective_from": "2027-01-01", "name": "Tariff 12D of 2027"}
    draft = import_plan(document=document, imported_at=at, actor=clerk)
    return submit_plan_draft(draft=draft, content_hash_seen=draft.content_hash, submitted_at=at, actor=clerk)


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
