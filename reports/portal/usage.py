"""What a customer used, from the year to the interval, and what each part of it cost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from billing_site.foundation.access import Role, allow
from invoicing.documents.formats import Formats
from invoicing.drafting.billable_service import BillableService
from invoicing.models import Invoice
from invoicing.portal.metric_names import load_told_names
from invoicing.portal.pages import Visit, about_an_account
from invoicing.queries.bill_intervals import PlaceIntervals
from invoicing.queries.bill_parts import load_bill_parts
from invoicing.queries.period_so_far import load_period_so_far
from reports.portal.bill_sums import BillSums, bill_sums
from reports.portal.usage_addresses import UsageAddresses
from reports.portal.usage_choice import (
    NOW,
    UsageChoice,
    asked_day,
    bills_with_usage,
    chosen_usage,
    metrics_of,
)
from reports.portal.usage_pictures import UsagePicture, day_picture, interval_picture, legend_of
from reports.portal.usage_year import usage_year


@require_safe
@allow(Role.CUSTOMER)
@about_an_account
def usage(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """A billing period by days, one of its days by intervals, or a year by months; as usage or as money."""
    if request.GET.get("year"):
        return usage_year(request, visit)
    now = timezone.now()
    choice = chosen_usage(visit.account, request.GET, now)
    if choice is None:
        return visit.page(request, "reports/portal/no_usage.html", {})
    addresses = UsageAddresses(request.GET)
    shown = choice.intervals_in(visit.language)
    day = asked_day(request.GET)
    if shown is not None and day is not None and not shown.from_date <= day < shown.to_date:
        raise Http404
    in_money = request.GET.get("show") == "money" and choice.invoice is not None
    formats = Formats(visit.language, visit.account.currency)
    sums = _sums(choice)
    metrics = metrics_of(choice.service)
    names = load_told_names(metrics)
    return visit.page(
        request,
        "reports/portal/usage.html",
        {
            "choice": choice,
            "day": day,
            "shown": shown,
            "picture": _picture(shown, formats, day, visit.account.currency if in_money else "", addresses)
            if shown
            else None,
            "metric_name": names.get(choice.metric, "") if len(metrics) > 1 else "",
            "sums": sums,
            "so_far": load_period_so_far(visit.account, now) if choice.invoice is None and not day else None,
            "legend": legend_of(shown, day) if shown and day else (),
            "in_money": in_money,
            "quantity_url": addresses.to(show=""),
            "money_url": addresses.to(show="money") if choice.invoice is not None else "",
            "period_url": addresses.to(day="", period=choice.period),
            "year_url": addresses.to(day="", period="", part="", year=str(choice.span.from_date.year)),
            "csv_url": _csv_url(choice, addresses),
            "place_chips": _place_chips(choice, addresses, formats),
            "metric_chips": addresses.chips(metrics, choice.metric, "metric", names),
            **_neighbours(visit, choice, day, addresses),
        },
    )


def _sums(choice: UsageChoice) -> BillSums | None:
    """How the bill adds up; None for the running period."""
    if choice.invoice is None:
        return None
    parts = load_bill_parts(Invoice.objects.filter(pk=choice.invoice.pk))
    names = load_told_names([part.metric for part in parts if part.metric])
    return bill_sums(parts, (choice.service.subscription_id, choice.metric), names)


def _csv_url(choice: UsageChoice, addresses: UsageAddresses) -> str:
    """All that is measured at the place, so that the download adds up to the bill."""
    query = addresses.query(period=choice.period, metric="", show="")
    return f"{reverse('reports-portal:usage-csv')}?{query}"


def _picture(
    shown: PlaceIntervals, formats: Formats, day: date | None, currency: str, addresses: UsageAddresses
) -> UsagePicture:
    if day is not None:
        return interval_picture(shown, formats, day, currency)
    return day_picture(shown, formats, lambda one: addresses.to(day=one.isoformat()), currency)


def _neighbours(
    visit: Visit, choice: UsageChoice, day: date | None, addresses: UsageAddresses
) -> dict[str, str]:
    """The period or the day before and after."""
    if day is not None:
        if choice.intervals is None:
            return {}
        before, after = day - timedelta(days=1), day + timedelta(days=1)
        inside = choice.intervals.from_date, choice.intervals.to_date
        return {
            "older_url": addresses.to(day=before.isoformat()) if before >= inside[0] else "",
            "newer_url": addresses.to(day=after.isoformat()) if after < inside[1] else "",
        }
    numbers = [NOW, *(str(bill.number) for bill in bills_with_usage(visit.account))]
    place = numbers.index(choice.period) if choice.period in numbers else 0
    return {
        "older_url": addresses.to(period=numbers[place + 1], part="") if place + 1 < len(numbers) else "",
        "newer_url": addresses.to(period=numbers[place - 1], part="") if place else "",
    }


def _place_chips(choice: UsageChoice, addresses: UsageAddresses, formats: Formats) -> list[dict[str, Any]]:
    """A link for each place; a place supplied in two ways or on two plans has one for each."""
    if len(choice.services) < 2:
        return []
    return [
        {
            "label": _place_label(one, choice.services, formats),
            "url": addresses.to(
                place=one.service_point_code,
                part=str(one.subscription_id) if len(_beside(one, choice.services)) > 1 else "",
                metric="",
            ),
            "is_current": one is choice.service,
        }
        for one in choice.services
    ]


def _beside(service: BillableService, services: Sequence[BillableService]) -> list[BillableService]:
    return [one for one in services if one.service_point_code == service.service_point_code]


def _place_label(service: BillableService, services: Sequence[BillableService], formats: Formats) -> str:
    beside = _beside(service, services)
    if len(beside) == 1:
        return service.service_point_code
    days = {one.span for one in beside}
    what = formats.span(service.span.from_date, service.span.to_date) if len(days) > 1 else ""
    return f"{service.service_point_code}, {what or service.version.terms.code}"
