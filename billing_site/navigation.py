"""The menus of office, uploader and customer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from billing_site.foundation.access import BILLING_STAFF, OFFICE, READING_STAFF, Role, has_role, roles_of
from billing_site.reader_language import other_languages
from reports.queries.work_counts import load_work_counts

_Roles = tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A link of a menu; `work` names the count that is shown beside it, without which some are left out, and
    `key` what follows "g" to go there."""

    label: str
    url_name: str
    roles: _Roles
    work: str = ""
    key: str = ""
    only_with_work: bool = False


_STAFF: Final[tuple[tuple[str, tuple[_Entry, ...]], ...]] = (
    ("Work", (
        _Entry("Today", "reports-staff:today", OFFICE, key="t"),
        _Entry("Findings", "metering-staff:finding-list", OFFICE, "findings", "f"),
        _Entry("Bill runs", "invoicing-staff:bill-run-list", OFFICE, "bill_runs", "r"),
        _Entry("Held bills", "invoicing-staff:held-list", OFFICE, "held", "h"),
        _Entry("Bills to correct", "invoicing-staff:bills-to-correct", OFFICE, "to_correct", only_with_work=True),
    )),
    ("Readings", (
        _Entry("Imports", "metering-staff:upload-list", (*READING_STAFF, Role.AUDITOR), "uploads", "u"),
        _Entry("Service points", "metering-staff:service-point-list", (*READING_STAFF, Role.AUDITOR), key="s"),
    )),
    ("Customers", (
        _Entry("Accounts", "invoicing-staff:account-list", OFFICE, key="a"),
        _Entry("Invoices", "invoicing-staff:invoice-list", OFFICE, key="i"),
        _Entry("Payments", "invoicing-staff:payment-list", OFFICE, key="p"),
    )),
    ("Prices", (
        _Entry("Plans", "pricing-staff:plan-list", OFFICE),
        _Entry("Trials", "invoicing-staff:plan-trial-list", OFFICE),
        _Entry("Plan moves", "invoicing-staff:plan-move-list", OFFICE, "plan_moves"),
    )),
    ("Insight", (_Entry("Reports", "reports-staff:report-list", OFFICE),)),
    ("Set-up", (
        _Entry("Bulk data", "invoicing-staff:bulk-data", BILLING_STAFF),
        _Entry("API keys", "api-key-list", (Role.MANAGER,)),
    )),
)  # fmt: skip
_PORTAL: Final = (
    _Entry(_("Home"), "invoicing-portal:home", (Role.CUSTOMER,)),
    _Entry(_("Bills"), "invoicing-portal:invoice-list", (Role.CUSTOMER,)),
    _Entry(_("Usage"), "reports-portal:usage", (Role.CUSTOMER,)),
    _Entry(_("Reading"), "invoicing-portal:self-reading", (Role.CUSTOMER,)),
)


def menus(request: HttpRequest) -> dict[str, Any]:
    """Context of every page: the seller's name, groups of a title and entries that this user may open,
    whether they may search, and the languages they may switch to.

    A request that was refused before anybody looked who sent it has only the name.
    """
    if not hasattr(request, "user"):
        return {"seller_name": settings.SELLER["name"]}
    return {
        "seller_name": settings.SELLER["name"],
        "navigation": _menu(request),
        "may_search": has_role(request.user, *OFFICE),
        "other_languages": other_languages(request),
    }


def _menu(request: HttpRequest) -> list[dict[str, Any]]:
    match = request.resolver_match
    if match is None or not request.user.is_authenticated or match.app_name == "admin":
        return []
    roles = roles_of(request.user)
    if "portal" in match.namespace:
        return [{"title": "", "entries": _entries(request, _PORTAL, roles, {})}]
    counts = load_work_counts() if roles & {*OFFICE} else {}
    groups = [
        {"title": title, "entries": _entries(request, entries, roles, counts)} for title, entries in _STAFF
    ]
    return [group for group in groups if group["entries"]]


def _entries(
    request: HttpRequest, entries: tuple[_Entry, ...], roles: frozenset[Role], counts: dict[str, int]
) -> list[dict[str, Any]]:
    shown = []
    for entry in entries:
        if roles.isdisjoint(entry.roles):
            continue
        try:
            url = reverse(entry.url_name)
        except NoReverseMatch:
            continue
        if entry.only_with_work and not counts.get(entry.work) and request.path != url:
            continue
        # A page belongs to the entry whose list it is reached from.
        is_current = request.path == url or (url.count("/") > 2 and request.path.startswith(url))
        shown.append(
            {
                "label": gettext(entry.label),
                "url": url,
                "count": counts.get(entry.work),
                "key": entry.key,
                "is_current": is_current,
            }
        )
    return shown
