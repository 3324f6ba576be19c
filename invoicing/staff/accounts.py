"""Accounts: the list, and everything about one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from billing_site.foundation.access import BILLING_STAFF, OFFICE, allow, has_role
from billing_site.foundation.keyset_pages import keyset_page
from invoicing.models import Account, BillingCycle, Invoice
from invoicing.queries.account_balances import load_account_balances
from invoicing.queries.account_services import AccountService, load_account_services
from invoicing.queries.account_statement import load_statement
from invoicing.queries.found_accounts import accounts_like
from invoicing.queries.open_items import (
    load_open_items,
    load_receivables,
    open_invoices,
    overdue,
    standing,
    with_open_amounts,
)
from invoicing.queries.unbilled_accounts import load_unbilled, unbilled_exceptions
from invoicing.receivables.ageing import days_overdue
from invoicing.staff.account_pictures import (
    UsageAndBills,
    months_before,
    plan_timeline,
    usage_and_bills,
)
from invoicing.staff.addresses import with_parameters
from invoicing.staff.status import invoice_status
from invoicing.staff.unbilled_rows import unbilled_rows
from metering.queries.channels import ChannelFacts
from metering.queries.metric_names import load_metric_names
from metering.queries.monthly_totals import load_monthly_totals
from metering.usage.directions import import_first

_LATEST = 4  # of invoices, movements and open items: each has a page with all

_SHOWN = {"": "All", "due": "With a balance due", "overdue": "Overdue", "unbilled": "Not billed yet"}


class AccountFilter(forms.Form):
    """What the list of accounts is narrowed to."""

    q = forms.CharField(label="Number or name", required=False, max_length=200)
    cycle = forms.ModelChoiceField(
        BillingCycle.objects.order_by("name"), label="Billing cycle", required=False, empty_label="all"
    )
    show = forms.ChoiceField(
        choices=[(code, code) for code in ("", "due", "overdue", "unbilled")],
        required=False,
        widget=forms.HiddenInput,
    )


@require_safe
@allow(*OFFICE)
def account_list(request: HttpRequest) -> HttpResponse:
    """Accounts by number, with what each owes."""
    today = timezone.now().date()
    form = AccountFilter(request.GET)
    found = form.cleaned_data if form.is_valid() else {}
    page = keyset_page(_filtered(found, today), ["number"], request.GET.get("page", ""))
    ids = [account.pk for account in page.rows]
    unbilled = {one.account_id for one in load_unbilled(ids)}
    balances, items = load_account_balances(ids), load_open_items(ids)
    rows = []
    for account in page.rows:
        late = [item for item in items[account.pk] if item.due_date < today and item.open_amount > 0]
        rows.append(
            {
                "account": account,
                "balance": balances[account.pk],
                "is_unbilled": account.pk in unbilled,
                "overdue_days": days_overdue(late[0].due_date, today) if late else 0,
            }
        )
    return render(
        request,
        "invoicing/staff/account_list.html",
        {
            "form": form,
            "rows": rows,
            "show": found.get("show", ""),
            "is_filtered": any(found.values()),
            "chips": [
                {
                    "name": name,
                    "url": with_parameters(request, show=code, page=""),
                    "is_chosen": found.get("show", "") == code,
                }
                for code, name in _SHOWN.items()
            ],
            "newer_url": with_parameters(request, page=page.newer) if page.newer else "",
            "older_url": with_parameters(request, page=page.older) if page.older else "",
        },
    )


def _filtered(found: dict[str, Any], today: date) -> QuerySet[Account]:
    accounts: QuerySet[Account] = Account.objects.select_related("customer", "billing_cycle")
    if found.get("q"):
        accounts = accounts_like(accounts, found["q"])
    if found.get("cycle"):
        accounts = accounts.filter(billing_cycle=found["cycle"])
    if found.get("show") == "overdue":
        accounts = accounts.filter(pk__in=overdue(Invoice.objects.all(), today).values("account"))
    elif found.get("show") == "due":
        accounts = accounts.filter(Exists(open_invoices(Invoice.objects.filter(account=OuterRef("pk")))))
    elif found.get("show") == "unbilled":
        accounts = accounts.filter(pk__in={one.account_id for one in load_unbilled()})
    return accounts


@require_safe
@allow(*OFFICE)
def account(request: HttpRequest, account_id: int) -> HttpResponse:
    """One account: what it owes and why, where it is supplied on which plans, what it used and was billed."""
    today = timezone.now().date()
    shown = get_object_or_404(Account.objects.select_related("customer", "billing_cycle"), pk=account_id)
    receivables = load_receivables(shown.pk, today)
    services = load_account_services(shown.pk)
    invoices = list(
        with_open_amounts(shown.invoices.select_related("credit_note")).order_by("-from_date", "-pk")[
            : _LATEST + 1
        ]
    )
    return render(
        request,
        "invoicing/staff/account.html",
        {
            "account": shown,
            "receivables": receivables,
            "unbilled": unbilled_rows(list(unbilled_exceptions([shown.pk]).order_by("pk"))),
            "bands": _bands(receivables.ageing.bands),
            "items": [
                {"item": item, "overdue_days": days_overdue(item.due_date, today)}
                for item in receivables.items[:_LATEST]
            ],
            "item_count": len(receivables.items),
            "services": [{"service": one, "is_current": one.is_current(today)} for one in services],
            "timeline": plan_timeline(services, today),
            "picture": _picture(shown, services, today, request.GET.get("metric", "")),
            "statement": load_statement(shown.pk, limit=_LATEST),
            "invoices": [
                {"invoice": one, "status": invoice_status(one, today)} for one in invoices[:_LATEST]
            ],
            "has_more_invoices": len(invoices) > _LATEST,
            "may_record": has_role(request.user, *BILLING_STAFF),
        },
    )


@require_safe
@allow(*OFFICE)
def account_statement(request: HttpRequest, account_id: int) -> HttpResponse:
    """An account's movements with the running balance, page by page."""
    shown = get_object_or_404(Account.objects.select_related("customer"), pk=account_id)
    before = request.GET.get("before", "")
    statement = load_statement(shown.pk, limit=100, before=int(before) if before.isdecimal() else None)
    return render(
        request,
        "invoicing/staff/account_statement.html",
        {
            "account": shown,
            "statement": statement,
            "newest_url": request.path if before else "",
            "earlier_url": with_parameters(request, before=str(statement.earlier_before))
            if statement.earlier_before
            else "",
        },
    )


def _bands(bands: Any) -> list[dict[str, Any]]:
    """The bands of an ageing with names, and how wide a bar each is in percent."""
    most = max((band.amount for band in bands), default=Decimal(0))
    named = []
    for band in bands:
        if not band.is_overdue:
            name = "not due yet"
        elif band.last_day is None:
            name = f"over {band.first_day - 1} days"
        else:
            name = f"{band.first_day} to {band.last_day} days"
        width = 100 * band.amount / most if most else Decimal(0)
        named.append({"name": name, "band": band, "width": f"{width:.1f}%"})
    return named


def _picture(
    shown: Account, services: tuple[AccountService, ...], today: date, metric: str
) -> dict[str, Any] | None:
    """The chart of one metric with the bills beneath, and the other metrics to choose from."""
    channels = {one.channel.channel_id: one.channel for service in services for one in service.metered}
    if not channels:
        return None
    months = months_before(today)
    totals = load_monthly_totals(list(channels.values()), months[0], date.max)
    units = {channel.metric_code: channel.unit for channel in channels.values()}
    names = load_metric_names(units)
    metrics = import_first(units)
    chosen = metric if metric in units else max(metrics, key=lambda code: len(totals.get(code, ())))
    bills: dict[date, Decimal] = {}
    rows = standing(shown.invoices.filter(from_date__gte=months[0])).values_list("from_date", "total")
    for from_date, total in rows:
        month = from_date.replace(day=1)
        bills[month] = bills.get(month, Decimal(0)) + total
    measured = next(one for one in channels.values() if one.metric_code == chosen)
    charts: UsageAndBills | None = usage_and_bills(
        months,
        totals.get(chosen, ()),
        bills,
        units[chosen],
        shown.currency,
        lambda month: _month_url(measured, month),
    )
    if charts is None:
        return None
    return {
        "charts": charts,
        "metric": chosen,
        "name": names[chosen],
        "metrics": [{"code": code, "name": names[code]} for code in metrics],
    }


def _month_url(channel: ChannelFacts, month: date) -> str:
    """The month on the page of the service point that has the channel."""
    query = urlencode({"channel": channel.code, "at": f"{month:%Y-%m}"})
    return f"{reverse('metering-staff:service-point', args=[channel.service_point_id])}?{query}"
