"""Revenue, usage and the shape of the load: each a page with a chart, a table and a CSV of the same rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from billing_site.foundation.access import OFFICE, allow
from billing_site.foundation.bar_charts import BarChart, stacked_bars
from billing_site.foundation.csv_download import csv_response
from billing_site.foundation.heat_maps import SHADES, heat_map
from reports.queries.load_profile import LoadProfile, load_profile, most_measured_metric
from reports.queries.revenue import RevenueRow, load_revenue
from reports.queries.usage_by_month import UsageRow, load_usage_by_month
from reports.staff.forms import LoadForm, SpanForm, first_of_month

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAY_NAMES = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
_MOST_PLANS = 6  # a stack of more colours cannot be read


@require_safe
@allow(*OFFICE)
def report_list(request: HttpRequest) -> HttpResponse:
    """What reports there are."""
    return render(request, "reports/staff/report_list.html")


@require_safe
@allow(*OFFICE)
def revenue(request: HttpRequest) -> HttpResponseBase:
    """Billed amounts by month of issue, plan and currency."""
    form = _span_form(request)
    rows = load_revenue(*form.days()) if form.is_valid() else []
    if request.GET.get("format") == "csv" and form.is_valid():
        head = ("month", "plan", "name", "currency", "invoices", "net", "tax")
        return csv_response(
            "revenue",
            head,
            ((r.month, r.plan_code, r.plan_name, r.currency, r.invoices, r.net, r.tax) for r in rows),
        )
    return render(
        request,
        "reports/staff/revenue.html",
        {"form": form, "currencies": _by_currency(rows), "csv_query": _csv_query(request)},
    )


@require_safe
@allow(*OFFICE)
def usage(request: HttpRequest) -> HttpResponseBase:
    """Usage by month and metric."""
    form = _span_form(request)
    rows = load_usage_by_month(*form.days()) if form.is_valid() else []
    if request.GET.get("format") == "csv" and form.is_valid():
        head = ("month", "metric", "name", "unit", "channels", "channel_days", "total")
        return csv_response(
            "usage",
            head,
            (
                (r.month, r.metric_code, r.metric_name, r.unit, r.channels, r.channel_days, r.total)
                for r in rows
            ),
        )
    return render(
        request,
        "reports/staff/usage.html",
        {"form": form, "metrics": _by_metric(rows), "csv_query": _csv_query(request)},
    )


@require_safe
@allow(*OFFICE)
def load(request: HttpRequest) -> HttpResponseBase:
    """The average week of a metric in a month: weekday by hour of the clock."""
    today = timezone.now().date()
    metric = most_measured_metric()
    form = LoadForm(
        {
            "metric": metric.code if metric else "",
            "month": f"{first_of_month(today, 1):%Y-%m}",
            **request.GET.dict(),
        }
    )
    profile = load_profile(form.cleaned_data["metric"], *form.days()) if form.is_valid() else None
    if request.GET.get("format") == "csv" and profile is not None:
        rows = ([day, *values] for day, values in zip(_WEEKDAYS, profile.values, strict=True))
        return csv_response("load", ("weekday", *map(str, range(24))), rows)
    picture = None
    if profile is not None:
        picture = heat_map(
            profile.values,
            row_labels=_WEEKDAYS,
            column_labels=[f"{hour}:00" for hour in range(24)],
            cell_height=26,
            unit=profile.unit,
        )
    return render(
        request,
        "reports/staff/load.html",
        {
            "form": form,
            "profile": profile,
            "picture": picture,
            "extremes": _extremes(profile) if profile else [],
            "shades": range(SHADES),
            "csv_query": _csv_query(request),
        },
    )


def _extremes(profile: LoadProfile) -> list[dict[str, object]]:
    """The highest hour and the lowest, for a sentence; none where nothing was measured."""
    return [
        {"day": _DAY_NAMES[day], "from": hour, "to": hour + 1, "value": value}
        for day, hour, value in profile.extremes() or ()
    ]


def _span_form(request: HttpRequest) -> SpanForm:
    """The form as it was sent; the last twelve months for what was not said."""
    today = timezone.now().date()
    default = {
        "from_month": f"{first_of_month(today, 11):%Y-%m}",
        "to_month": f"{first_of_month(today):%Y-%m}",
    }
    return SpanForm(default | request.GET.dict())


def _csv_query(request: HttpRequest) -> str:
    query = request.GET.copy()
    query["format"] = "csv"
    return query.urlencode()


def _by_currency(rows: Sequence[RevenueRow]) -> list[dict[str, object]]:
    """For each currency its months as a stack of the largest plans, its plans and its sum."""
    by_currency: dict[str, list[RevenueRow]] = defaultdict(list)
    for row in rows:
        by_currency[row.currency].append(row)
    shown = []
    for currency, of_currency in sorted(by_currency.items()):
        plans: dict[str, Decimal] = defaultdict(Decimal)
        for row in of_currency:
            plans[row.plan_name] += row.net
        ranked = sorted(plans.items(), key=lambda item: -item[1])
        shown.append(
            {
                "currency": currency,
                "chart": _revenue_chart(of_currency, [name for name, _ in ranked], currency),
                "plans": ranked,
                "months": _month_sums(of_currency),
                "net": sum((row.net for row in of_currency), Decimal(0)),
                "tax": sum((row.tax for row in of_currency), Decimal(0)),
                "invoices": sum(row.invoices for row in of_currency),
            }
        )
    return shown


def _revenue_chart(rows: Sequence[RevenueRow], plan_names: Sequence[str], currency: str) -> BarChart:
    months = sorted({row.month for row in rows})
    own = list(plan_names[:_MOST_PLANS])
    names = [*own, "other plans"] if len(plan_names) > _MOST_PLANS else own
    amounts: dict[tuple[str, date], Decimal] = defaultdict(Decimal)
    for row in rows:
        amounts[row.plan_name if row.plan_name in own else "other plans", row.month] += row.net
    return stacked_bars(
        [[amounts[name, month] for month in months] for name in names],
        names=names,
        labels=[f"{month:%b %Y}" for month in months],
        unit=currency,
        height=160,
    )


def _month_sums(rows: Sequence[RevenueRow]) -> list[tuple[date, int, Decimal, Decimal]]:
    sums: dict[date, list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0), Decimal(0)])
    for row in rows:
        for index, value in enumerate((Decimal(row.invoices), row.net, row.tax)):
            sums[row.month][index] += value
    return [(month, int(count), net, tax) for month, (count, net, tax) in sorted(sums.items())]


def _by_metric(rows: Sequence[UsageRow]) -> list[dict[str, object]]:
    by_metric: dict[str, list[UsageRow]] = defaultdict(list)
    for row in rows:
        by_metric[row.metric_code].append(row)
    return [
        {
            "name": of_metric[0].metric_name,
            "unit": of_metric[0].unit,
            "rows": of_metric,
            "total": sum((row.total for row in of_metric), Decimal(0)),
            "chart": stacked_bars(
                [[row.total for row in of_metric]],
                names=[of_metric[0].metric_name],
                labels=[f"{row.month:%b %Y}" for row in of_metric],
                unit=of_metric[0].unit,
            ),
        }
        for of_metric in by_metric.values()
    ]
