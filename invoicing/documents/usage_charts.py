"""The usage of an invoice's places as charts in the words of its language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from invoicing.document_values import InvoiceDocument, UsageHistory
from invoicing.documents.formats import Formats
from invoicing.documents.labels import labels_in, unit_in
from invoicing.documents.usage_bars import MONTHS_SHOWN, UsageBar, UsageChart

_MANY: Final = 100  # from here on decimals tell nothing


def usage_charts(document: InvoiceDocument, formats: Formats) -> list[UsageChart]:
    """A chart for each place and metric of which an earlier month is known, in the order of the lines."""
    places = {place.subscription_id: place.service_point for place in document.parties.places}
    several = len({history.subscription_id for history in document.usage}) > 1
    return [
        _chart(history, places.get(history.subscription_id, "") if several else "", formats)
        for history in document.usage
        if len(history.months) > 1 and any(month.quantity for month in history.months)
    ]


def _chart(history: UsageHistory, service_point: str, formats: Formats) -> UsageChart:
    quantities = {month.first_day: month.quantity for month in history.months}
    now = history.months[-1].first_day
    months = list(_months_up_to(now))
    first = next(number for number, month in enumerate(months) if month in quantities)
    shown = months[first:]
    told = {now, *months[:1]}
    decimals = 0 if max(map(abs, quantities.values())) >= _MANY else 1
    bars = [
        UsageBar(
            formats.month(month),
            str(month.year) if month == shown[0] or month.month == 1 else "",
            quantities.get(month),
            formats.number(quantities[month], decimals) if month in told and month in quantities else "",
        )
        for month in shown
    ]
    return UsageChart(
        title=" · ".join(text for text in (history.label, service_point) if text),
        unit=unit_in(formats.language, history.unit, one=False),
        bars=bars,
        sentence=_compared(quantities, now, months[0], formats),
    )


def _compared(quantities: Mapping[date, Decimal], now: date, year_before: date, formats: Formats) -> str:
    """How this month is to the same one of the year before, where that is known."""
    labels, before = labels_in(formats.language), quantities.get(year_before)
    if before is None or before <= 0:
        return ""
    change = round(100 * (quantities[now] - before) / before)
    name = "usage_same" if change == 0 else "usage_more" if change > 0 else "usage_less"
    return labels[name].format(
        percent=formats.percent(Decimal(abs(change))),
        month=formats.month_of_year(year_before),
    )


def _months_up_to(last: date) -> Iterator[date]:
    """The first days of 13 months, that of `last` being the last."""
    number = last.year * 12 + last.month - 1
    for each in range(number - MONTHS_SHOWN + 1, number + 1):
        yield date(each // 12, each % 12 + 1, 1)
