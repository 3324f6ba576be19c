"""The search of the staff pages: accounts, invoices, credit notes, service points and meters by number or name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe

from billing_site.foundation.access import OFFICE, allow
from invoicing.models import Account, CreditNote, Invoice
from invoicing.queries.found_accounts import load_accounts_like, load_credit_notes_like, load_invoices_like
from metering.models import Meter, ServicePoint
from metering.queries.found_places import load_meters_like, load_service_points_like

_MOST: Final = 8
_LONGEST: Final = 100


@dataclass(frozen=True, slots=True)
class Hit:
    """One row found: `name` is what is searched for by number, `note` what tells it from others."""

    name: str
    note: str
    url: str

    def is_exactly(self, typed: str) -> bool:
        """Whether its whole number was typed."""
        return self.name.casefold() == typed.casefold()


@dataclass(frozen=True, slots=True)
class Hits:
    """The first rows of one kind; `has_more` tells that there are others."""

    kind: str
    rows: tuple[Hit, ...]
    has_more: bool


@require_safe
@allow(*OFFICE)
def search(request: HttpRequest) -> HttpResponse:
    """What fits, kind by kind; a number that is exactly one thing's leads straight to it.

    While somebody types, the first few of each kind beneath the field.
    """
    typed = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:_LONGEST]
    found = _found(typed) if typed else []
    shown = {"search_text": typed, "found": [hits for hits in found if hits.rows]}
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "search_hits.html", shown)
    exact = {hit.url for hits in found for hit in hits.rows if hit.is_exactly(typed)}
    if len(exact) == 1 and "" not in exact:
        return redirect(exact.pop())
    return render(request, "search.html", shown)


def _found(typed: str) -> list[Hits]:
    """One more of each kind than is shown, to know whether there are others."""
    most = _MOST + 1
    return [
        _hits("Accounts", [_account(one) for one in load_accounts_like(typed, most)]),
        _hits("Invoices", [_invoice(one) for one in load_invoices_like(typed, most)]),
        _hits("Credit notes", [_credit_note(one) for one in load_credit_notes_like(typed, most)]),
        _hits("Service points", [_service_point(one) for one in load_service_points_like(typed, most)]),
        _hits("Meters", [hit for one in load_meters_like(typed, most) for hit in _meter(one)]),
    ]


def _hits(kind: str, rows: Sequence[Hit]) -> Hits:
    return Hits(kind, tuple(rows[:_MOST]), len(rows) > _MOST)


def _account(account: Account) -> Hit:
    customer = account.customer
    note = " · ".join(text for text in (customer.name, customer.street, customer.city) if text)
    return Hit(account.number, note, reverse("invoicing-staff:account", args=[account.pk]))


def _invoice(invoice: Invoice) -> Hit:
    note = f"{invoice.account.number} · {invoice.account.customer.name}"
    return Hit(str(invoice), note, reverse("invoicing-staff:invoice", args=[invoice.pk]))


def _credit_note(note: CreditNote) -> Hit:
    text = f"takes back {note.invoice.number} · {note.invoice.account.customer.name}"
    return Hit(note.number, text, reverse("invoicing-staff:credit-note", args=[note.pk]))


def _service_point(point: ServicePoint) -> Hit:
    note = " · ".join(text for text in (point.site.name, point.site.street, point.site.city) if text)
    return Hit(point.code, note, _service_point_url(point.pk))


def _meter(meter: Meter) -> list[Hit]:
    """A hit for each place the meter is at; one without an address while it is nowhere."""
    points = {channel.service_point_id: channel.service_point for channel in meter.channels.all()}
    if not points:
        return [Hit(meter.serial, f"{meter.utility.name} · not installed", "")]
    return [
        Hit(meter.serial, f"at {point.code} · {point.site.name}", _service_point_url(point.pk))
        for point in points.values()
    ]


def _service_point_url(service_point_id: int) -> str:
    try:
        return reverse("metering-staff:service-point", args=[service_point_id])
    except NoReverseMatch:
        return ""
