"""A year of a place by months; its money is that of the bills that begin in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone

from invoicing.documents.formats import Formats
from invoicing.models import Account, Invoice
from invoicing.portal.metric_names import load_told_names
from invoicing.portal.pages import Visit
from invoicing.queries.account_services import AccountService, load_account_services
from invoicing.queries.bill_parts import BillPart, load_bill_parts
from invoicing.queries.open_items import standing
from metering.queries.channels import ChannelFacts, load_channels_of_service_points
from metering.queries.monthly_totals import MonthTotal, load_monthly_totals
from metering.usage.directions import import_first
from reports.portal.bill_sums import bill_sums
from reports.portal.usage_addresses import UsageAddresses
from reports.portal.usage_pictures import month_picture


@dataclass(frozen=True, slots=True)
class YearChoice:
    """A place of an account and one of its metrics in a year.

    `codes` are all places, `services` what the account has at this one; `channels` measure there.
    """

    year: int
    code: str
    codes: Sequence[str]
    services: Sequence[AccountService]
    channels: Sequence[ChannelFacts]
    metrics: Sequence[str]
    metric: str

    @property
    def facts(self) -> ChannelFacts:
        """A channel of the metric."""
        return next(one for one in self.channels if one.metric_code == self.metric)

    def totals(self, metric: str) -> Sequence[MonthTotal]:
        """The metric by months, of the days on which the account is supplied: others' use is not shown."""
        channels = [one for one in self.channels if one.metric_code == metric]
        months: dict[date, MonthTotal] = {}
        for first, end in _own_spans(self.services, self.year):
            for total in load_monthly_totals(channels, first, end).get(metric, ()):
                months[total.month] = months[total.month] + total if total.month in months else total
        return [months[month] for month in sorted(months)]


def chosen_year(account: Account, asked: QueryDict) -> YearChoice:
    """What the address asks for. Raises Http404 for what is not the account's."""
    year = asked.get("year", "")
    if not re.fullmatch("[12][0-9]{3}", year):
        raise Http404
    services = load_account_services(account.pk)
    codes = list(dict.fromkeys(one.service_point_code for one in services))
    code = asked.get("place") or (codes[0] if codes else "")
    own = [one for one in services if one.service_point_code == code]
    if not own:
        raise Http404
    channels = load_channels_of_service_points([own[0].service_point_id])
    metrics = import_first(channel.metric_code for channel in channels)
    metric = asked.get("metric") or (metrics[0] if metrics else "")
    if metric not in metrics:
        raise Http404
    return YearChoice(int(year), code, codes, own, channels, metrics, metric)


def load_year_parts(account: Account, choice: YearChoice) -> tuple[BillPart, ...]:
    """The parts that the place has in the standing bills whose period begins in the year; one query."""
    bills = standing(Invoice.objects.filter(account=account, from_date__year=choice.year))
    return load_bill_parts(bills, choice.code)


def usage_year(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The page of a year."""
    choice = chosen_year(visit.account, request.GET)
    addresses = UsageAddresses(request.GET)
    in_money = request.GET.get("show") == "money"
    parts = load_year_parts(visit.account, choice)
    names = load_told_names({*choice.metrics, *(part.metric for part in parts if part.metric)})
    picture = month_picture(
        choice.year,
        Formats(visit.language, visit.account.currency),
        choice.totals(choice.metric),
        parts,
        choice.facts,
        lambda number: addresses.to(year="", period=number),
        visit.account.currency if in_money else "",
    )
    years = range(min(one.start_date.year for one in choice.services), timezone.now().year + 1)
    year = choice.year
    return visit.page(
        request,
        "reports/portal/usage_year.html",
        {
            "year": year,
            "picture": picture,
            "metric_name": names.get(choice.metric, "") if len(choice.metrics) > 1 else "",
            "sums": bill_sums(parts, (None, choice.metric), names),
            "in_money": in_money,
            "quantity_url": addresses.to(show=""),
            "money_url": addresses.to(show="money"),
            "older_url": addresses.to(year=str(year - 1)) if year - 1 in years else "",
            "newer_url": addresses.to(year=str(year + 1)) if year + 1 in years else "",
            "csv_url": f"{reverse('reports-portal:usage-csv')}?{addresses.query(metric='', show='')}",
            "place_chips": addresses.chips(choice.codes, choice.code, "place", {}),
            "metric_chips": addresses.chips(choice.metrics, choice.metric, "metric", names),
        },
    )


def _own_spans(services: Sequence[AccountService], year: int) -> list[tuple[date, date]]:
    """The days of the year on which the account is supplied, as spans with days of others between them."""
    first, last = date(year, 1, 1), date(year + 1, 1, 1)
    spans: list[tuple[date, date]] = []
    for start, end in sorted(
        (max(one.start_date, first), min(one.end_date or last, last)) for one in services
    ):
        if start >= end:
            continue
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], end))
        else:
            spans.append((start, end))
    return spans
