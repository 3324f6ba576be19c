"""Usage and its money as CSV: whatever is downloaded of a bill adds up to it, each part once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from billing_site.foundation.access import Role, allow
from billing_site.foundation.csv_download import csv_response
from invoicing.models import Account, Invoice
from invoicing.portal.metric_names import load_told_names
from invoicing.portal.pages import Visit, about_an_account
from invoicing.queries.bill_intervals import PlaceIntervals
from invoicing.queries.bill_parts import BillPart, load_bill_parts
from metering.usage.local_calendar import LocalCalendar
from metering.usage.reading_quality import ReadingQuality
from reports.portal.usage_choice import asked_day, chosen_usage, metrics_of
from reports.portal.usage_pictures import amount_of_month, quality_words
from reports.portal.usage_year import YearChoice, chosen_year, load_year_parts

Row = tuple[Any, ...]


@require_safe
@allow(Role.CUSTOMER)
@about_an_account
def usage_csv(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """The intervals of a period or of one of its days, or a year's months, with their part of the bill.

    All that is measured at the place, and what does not depend on use; with `metric`, that metric alone.
    """
    if request.GET.get("year"):
        return _year_csv(request, visit)
    now = timezone.now()
    choice = chosen_usage(visit.account, request.GET, now)
    if choice is None:
        raise Http404
    day = asked_day(request.GET)
    metrics = [request.GET["metric"]] if request.GET.get("metric") else metrics_of(choice.service)
    names = load_told_names(metrics)
    rows: list[Row] = []
    for metric in metrics:
        asked = request.GET.copy()
        asked["metric"] = metric
        found = choice if metric == choice.metric else chosen_usage(visit.account, asked, now)
        shown = None if found is None else found.intervals_in(visit.language)
        if shown is not None:
            rows += _interval_rows(shown, names[metric], day, visit.account.currency)
    if not rows:
        raise Http404
    if choice.invoice is not None and not request.GET.get("metric") and day is None:
        begins = LocalCalendar(choice.service.zone_name).day_start(choice.service.span.from_date)
        begins_at = begins.astimezone(LocalCalendar(choice.service.zone_name).zone).isoformat()
        parts = load_bill_parts(Invoice.objects.filter(pk=choice.invoice.pk))
        own = [part for part in parts if part.subscription_id == choice.service.subscription_id]
        rows += _fixed_rows(own, [begins_at] * len(own), 4, visit.account)
    head = (
        *(_("from"), _("what"), _("quantity"), _("unit"), _("time of use"), _("quality")),
        *(_("amount with tax"), _("currency")),
    )
    return csv_response(f"{visit.account.number}-{choice.period}", head, rows)


def _interval_rows(shown: PlaceIntervals, name: str, day: date | None, currency: str) -> Iterator[Row]:
    words = quality_words()
    columns = slice(0, shown.grid.count)
    if day is not None and shown.from_date <= day < shown.to_date:
        columns = shown.columns(day)
    for column in range(columns.start, columns.stop):
        quality = ReadingQuality(int(shown.qualities[column]))
        is_missing = quality is ReadingQuality.MISSING
        yield (
            shown.starts_at(column).isoformat(),
            name,
            "" if is_missing else shown.quantity(slice(column, column + 1)),
            shown.unit,
            "" if shown.bucket_numbers is None else shown.buckets[int(shown.bucket_numbers[column])],
            words[quality],
            shown.amounts[column] if shown.amounts else "",
            currency if shown.amounts else "",
        )


def _fixed_rows(parts: Sequence[BillPart], begins: Sequence[str], empty: int, account: Account) -> list[Row]:
    """A row for each part that counts no metric: when its period begins, what it is, what it costs."""
    return [
        (begin, part.label, *[""] * empty, part.amount, account.currency)
        for part, begin in zip(parts, begins, strict=True)
        if not part.metric
    ]


def _year_csv(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    choice = chosen_year(visit.account, request.GET)
    parts = load_year_parts(visit.account, choice)
    metrics = [choice.metric] if request.GET.get("metric") else choice.metrics
    names = load_told_names(metrics)
    rows = [row for one in metrics for row in _month_rows(choice, one, names[one], parts, visit.account)]
    if not request.GET.get("metric"):
        rows += _fixed_rows(parts, [f"{part.from_date:%Y-%m}" for part in parts], 3, visit.account)
    head = (
        *(_("month"), _("what"), _("quantity"), _("unit"), _("remarks")),
        *(_("amount with tax"), _("currency")),
    )
    return csv_response(f"{visit.account.number}-{choice.year}", head, rows)


def _month_rows(
    choice: YearChoice, metric: str, name: str, parts: Sequence[BillPart], account: Account
) -> Iterator[Row]:
    used = {one.month.month: one for one in choice.totals(metric)}
    unit = next(one.unit for one in choice.channels if one.metric_code == metric)
    for number in range(1, 13):
        total = used.get(number)
        amount: Decimal | None = amount_of_month(parts, number, metric)
        if total is None and amount is None:
            continue
        yield (
            f"{date(choice.year, number, 1):%Y-%m}",
            name,
            "" if total is None else total.total,
            unit,
            _("partly estimated") if total is not None and total.estimated_days else "",
            "" if amount is None else amount,
            "" if amount is None else account.currency,
        )
