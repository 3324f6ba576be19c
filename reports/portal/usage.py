"""What a customer used, from the year to the interval, and what each part of it cost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from billing_site.foundation.access import Role, allow
from billing_site.foundation.csv_download import csv_response
from invoicing.documents.formats import Formats
from invoicing.portal.pages import Visit, about_an_account
from invoicing.queries.account_services import load_account_services
from invoicing.queries.bill_intervals import PlaceIntervals
from metering.models import Metric
from metering.queries.channels import load_channels_of_service_points
from metering.queries.monthly_totals import load_monthly_totals
from metering.usage.reading_quality import ReadingQuality
from reports.portal.usage_choice import NOW, UsageChoice, asked_day, bills_with_usage, chosen_usage
from reports.portal.usage_pictures import (
    UsagePicture,
    day_picture,
    interval_picture,
    legend_of,
    month_picture,
    quality_words,
)
from reports.queries.place_costs import load_place_costs


@require_safe
@allow(Role.CUSTOMER)
@about_an_account
def usage(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """A billing period by days, one of its days by intervals, or a year by months; as usage or as money."""
    if request.GET.get("year"):
        return _year(request, visit, _asked_year(request.GET["year"]))
    choice = chosen_usage(visit.account, request.GET, timezone.now())
    if choice is None:
        return visit.page(request, "reports/portal/no_usage.html", {})
    addresses = _Addresses(request.GET)
    shown = _named(choice, visit)
    day = asked_day(request.GET)
    if shown is not None and day is not None and not shown.from_date <= day < shown.to_date:
        raise Http404
    in_money = request.GET.get("show") == "money" and choice.invoice is not None
    currency = visit.account.currency if in_money else ""
    formats = Formats(visit.language, visit.account.currency)
    picture = _picture(shown, formats, day, currency, addresses) if shown else None
    return visit.page(
        request,
        "reports/portal/usage.html",
        {
            "choice": choice,
            "day": day,
            "shown": shown,
            "picture": picture,
            "legend": legend_of(shown, day) if shown and day else (),
            "in_money": in_money,
            "quantity_url": addresses.to(show=""),
            "money_url": addresses.to(show="money") if choice.invoice is not None else "",
            "period_url": addresses.to(day="", period=choice.period),
            "year_url": addresses.to(day="", period="", year=str(choice.span.from_date.year)),
            "csv_url": f"{reverse('reports-portal:usage-csv')}?{addresses.query(period=choice.period)}",
            "place_chips": _place_chips(choice, addresses),
            "metric_chips": _metric_chips(choice, addresses),
            **_neighbours(visit, choice, day, addresses),
        },
    )


@require_safe
@allow(Role.CUSTOMER)
@about_an_account
def usage_csv(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """The intervals of a period, or of one of its days, with their part of the bill."""
    choice = chosen_usage(visit.account, request.GET, timezone.now())
    shown = None if choice is None else _named(choice, visit)
    if choice is None or shown is None:
        raise Http404
    head = (
        _("from"),
        _("quantity"),
        _("unit"),
        _("time of use"),
        _("quality"),
        _("amount with tax"),
        _("currency"),
    )
    return csv_response(
        f"{visit.account.number}-{choice.period}",
        head,
        # Rows are written when the page's language is no longer active: the words are looked up here.
        _csv_rows(shown, asked_day(request.GET), visit.account.currency, quality_words()),
    )


def _csv_rows(
    shown: PlaceIntervals, day: date | None, currency: str, words: Mapping[ReadingQuality, str]
) -> Iterator[tuple[Any, ...]]:
    columns = slice(0, shown.grid.count)
    if day is not None and shown.from_date <= day < shown.to_date:
        columns = shown.columns(day)
    for column in range(columns.start, columns.stop):
        quality = ReadingQuality(int(shown.qualities[column]))
        is_missing = quality is ReadingQuality.MISSING
        yield (
            shown.starts_at(column).isoformat(),
            "" if is_missing else shown.quantity(slice(column, column + 1)),
            shown.unit,
            "" if shown.bucket_numbers is None else shown.buckets[int(shown.bucket_numbers[column])],
            words[quality],
            shown.amounts[column] if shown.amounts else "",
            currency if shown.amounts else "",
        )


def _year(request: HttpRequest, visit: Visit, year: int) -> HttpResponse:
    """A year by months; its money is that of the bills that begin in it."""
    addresses = _Addresses(request.GET)
    services = load_account_services(visit.account.pk)
    codes = list(dict.fromkeys(one.service_point_code for one in services))
    code = request.GET.get("place") or (codes[0] if codes else "")
    if code not in codes:
        raise Http404
    point_id = next(one.service_point_id for one in services if one.service_point_code == code)
    own = [one for one in services if one.service_point_code == code]
    first, end = _own_days(own, year)
    channels = load_channels_of_service_points([point_id])
    metrics = list(dict.fromkeys(channel.metric_code for channel in channels))
    metric = request.GET.get("metric") or (metrics[0] if metrics else "")
    if metric not in metrics:
        raise Http404
    facts = next(channel for channel in channels if channel.metric_code == metric)
    in_money = request.GET.get("show") == "money"
    of_metric = [channel for channel in channels if channel.metric_code == metric]
    totals = load_monthly_totals(of_metric, first, end).get(metric, ()) if first < end else ()
    picture = month_picture(
        year,
        Formats(visit.language, visit.account.currency),
        totals,
        load_place_costs(visit.account, code, year),
        facts.unit,
        facts.decimals,
        lambda number: addresses.to(year="", period=number),
        visit.account.currency if in_money else "",
    )
    years = range(min(one.start_date.year for one in own), timezone.now().year + 1)
    return visit.page(
        request,
        "reports/portal/usage_year.html",
        {
            "year": year,
            "picture": picture,
            "in_money": in_money,
            "quantity_url": addresses.to(show=""),
            "money_url": addresses.to(show="money"),
            "older_url": addresses.to(year=str(year - 1)) if year - 1 in years else "",
            "newer_url": addresses.to(year=str(year + 1)) if year + 1 in years else "",
            "place_chips": _chips(codes, code, "place", addresses),
            "metric_chips": _chips(metrics, metric, "metric", addresses, _metric_names(metrics)),
        },
    )


def _named(choice: UsageChoice, visit: Visit) -> PlaceIntervals | None:
    """The intervals with what the plan calls its buckets in the reader's language."""
    if choice.intervals is None:
        return None
    words = choice.service.version.terms.words_in(visit.language).buckets
    buckets = tuple(words.get(bucket, bucket) for bucket in choice.intervals.buckets)
    return replace(choice.intervals, buckets=buckets)


def _asked_year(text: str) -> int:
    if not re.fullmatch("[12][0-9]{3}", text):
        raise Http404
    return int(text)


def _own_days(services: list[Any], year: int) -> tuple[date, date]:
    """The days of the year on which the account is supplied: what others used there is not shown."""
    first = min(one.start_date for one in services)
    ends = [one.end_date for one in services]
    last = date(year + 1, 1, 1)
    end = last if None in ends else min(last, max(ends))
    return max(first, date(year, 1, 1)), end


@dataclass(frozen=True, slots=True)
class _Addresses:
    """Addresses of the usage page that keep what was chosen before."""

    asked: QueryDict

    def query(self, **changes: str) -> str:
        kept = {
            key: self.asked.get(key, "") for key in ("period", "place", "metric", "show", "day", "year")
        } | changes
        return urlencode({key: value for key, value in kept.items() if value})

    def to(self, **changes: str) -> str:
        return f"?{self.query(**changes)}"


def _picture(
    shown: PlaceIntervals, formats: Formats, day: date | None, currency: str, addresses: _Addresses
) -> UsagePicture:
    if day is not None:
        return interval_picture(shown, formats, day, currency)
    return day_picture(shown, formats, lambda one: addresses.to(day=one.isoformat()), currency)


def _neighbours(visit: Visit, choice: UsageChoice, day: date | None, addresses: _Addresses) -> dict[str, str]:
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
        "older_url": addresses.to(period=numbers[place + 1]) if place + 1 < len(numbers) else "",
        "newer_url": addresses.to(period=numbers[place - 1]) if place else "",
    }


def _place_chips(choice: UsageChoice, addresses: _Addresses) -> list[dict[str, Any]]:
    codes = list(dict.fromkeys(one.service_point_code for one in choice.services))
    return _chips(codes, choice.service.service_point_code, "place", addresses)


def _metric_chips(choice: UsageChoice, addresses: _Addresses) -> list[dict[str, Any]]:
    metrics = list(choice.service.version.metrics)
    return _chips(metrics, choice.metric, "metric", addresses, _metric_names(metrics))


def _metric_names(codes: list[str]) -> dict[str, str]:
    if len(codes) < 2:
        return {}
    return {code: _(name) for code, name in Metric.objects.filter(code__in=codes).values_list("code", "name")}


def _chips(
    codes: list[str], chosen: str, key: str, addresses: _Addresses, names: dict[str, str] | None = None
) -> list[dict[str, Any]]:
    """Links to each of several; none where there is no choice."""
    if len(codes) < 2:
        return []
    return [
        {
            "label": (names or {}).get(code, code),
            "url": addresses.to(**{key: code}),
            "is_current": code == chosen,
        }
        for code in codes
    ]
