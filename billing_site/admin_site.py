"""The admin site: named after the seller, its apps and tables in the order in which work flows through them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import HttpRequest

# What is not named here comes after the rest.
_MENU = {
    "metering": [
        *("Utility", "Site", "ServicePoint", "Meter", "Metric", "Channel"),
        *("ReadingBatch", "RejectedRow", "ReadingFinding", "PeriodGate"),
    ],
    "pricing": ["Plan", "PlanVersion"],
    "invoicing": [
        *("Customer", "Account", "Subscription", "BillingCycle"),
        *("BillRun", "BillRunBatch", "BillRunException"),
        *("Invoice", "CreditNote", "LedgerTransaction", "InvoiceNumberSequence"),
    ],
    "billing_site": ["User"],
    "auth": ["Group"],
    "foundation": ["AuditEntry", "OutboxEvent", "Job", "ClusterHeartbeat"],
}


class BillingAdminSite(AdminSite):
    """Django's admin site in our order and under our name."""

    site_header = settings.SELLER["name"] or "Usage billing"
    site_title = site_header
    index_title = "Master data and books"
    site_url = None
    empty_value_display = "\N{EN DASH}"

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Apps from readings to invoices and then the rest, and so the tables of each."""
        app_list = super().get_app_list(request, app_label)
        for app in app_list:
            tables = _MENU.get(app["app_label"], [])
            app["models"].sort(key=lambda table: _place(table["object_name"], tables))
        return sorted(app_list, key=lambda app: _place(app["app_label"], [*_MENU]))


def _place(name: str, menu: list[str]) -> int:
    return menu.index(name) if name in menu else len(menu)
