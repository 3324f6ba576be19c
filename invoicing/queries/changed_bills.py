"""Issued bills whose readings are others now: what they charge was changed after their cut-off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.core.cache import cache
from django.db import connection
from django.db.models import Count, Max, Sum

from invoicing.models import BillRun, CreditNote, Invoice
from invoicing.queries.bills_on_readings import span_columns
from metering.models import ReadingChange
from metering.usage.channel_spans import ChannelSpan

# A day that was changed and changed back has the values that the bill was made from.
_CHANGED: Final = """
SELECT invoice_id, min(changed_at) FROM (
    SELECT claim.invoice_id, change.channel_id, change.date, min(change.changed_at) AS changed_at,
           (array_agg(change.before ORDER BY change.changed_at))[1] AS before,
           (array_agg(change.after ORDER BY change.changed_at DESC))[1] AS after
    FROM {changes}
    JOIN metering_channel channel ON channel.id = change.channel_id
    JOIN invoicing_subscription subscription ON subscription.service_point_id = channel.service_point_id
    JOIN invoicing_billedperiod claim ON claim.subscription_id = subscription.id AND claim.released_at IS NULL
        AND claim.from_date <= change.date AND claim.to_date > change.date
    JOIN invoicing_invoice invoice ON invoice.id = claim.invoice_id AND invoice.state = 'FINALIZED'
        AND change.changed_at > invoice.as_of
    {narrowed}
    GROUP BY 1, 2, 3
) day
WHERE before IS DISTINCT FROM after
GROUP BY 1 ORDER BY 2, 1
"""
_ALL: Final = "metering_readingchange change"
_ON_SPANS: Final = (
    "unnest(%s::int8[], %s::date[], %s::date[]) AS span (channel_id, from_date, to_date)"
    " JOIN metering_readingchange change ON change.channel_id = span.channel_id"
    " AND change.date >= span.from_date AND change.date < span.to_date"
)
_FIVE_MINUTES_S: Final = 300


@dataclass(frozen=True, slots=True)
class ChangedBill:
    """An issued invoice, and when the first of its readings was changed."""

    invoice_id: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class ChangedAmount:
    """The changed bills of one currency, and what they were issued over."""

    currency: str
    count: int
    total: Decimal


def load_changed_bills() -> tuple[ChangedBill, ...]:
    """All issued bills, not credited since, with other readings than they were made from; the oldest change first.

    What was found is kept until a reading changes, a run is finalized or an invoice credited: three quick
    queries then, and one more otherwise. It costs by the changes noted, not by the bills there are.
    """
    key = f"changed-bills-{_stand()}"
    found: tuple[ChangedBill, ...] | None = cache.get(key)
    if found is None:
        found = _changed()
        cache.set(key, found, _FIVE_MINUTES_S)
    return found


def load_readings_changed_at(invoice: Invoice) -> datetime | None:
    """When the first of the readings behind an issued bill was changed; None while they are the same. One query."""
    found = _changed(narrowed="WHERE claim.invoice_id = %s", parameters=[invoice.pk])
    return found[0].changed_at if found else None


def load_changed_bills_on(spans: Sequence[ChannelSpan]) -> tuple[ChangedBill, ...]:
    """Those whose readings on these days are others now; one query."""
    return _changed(_ON_SPANS, parameters=span_columns(spans))


def count_changed_bills(spans: Sequence[ChannelSpan]) -> int:
    """How many they are."""
    return len(load_changed_bills_on(spans))


def load_changed_amounts(bills: Sequence[ChangedBill]) -> tuple[ChangedAmount, ...]:
    """The changed bills by currency; one query more than `load_changed_bills`."""
    ids = [one.invoice_id for one in bills]
    rows = (
        Invoice.objects.filter(pk__in=ids)
        .order_by("currency")
        .values_list("currency")
        .annotate(count=Count("pk"), sum=Sum("total"))
        if ids
        else ()
    )
    return tuple(ChangedAmount(*row) for row in rows)


def _changed(
    changes: str = _ALL, narrowed: str = "", parameters: Sequence[Any] = ()
) -> tuple[ChangedBill, ...]:
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED.format(changes=changes, narrowed=narrowed), parameters)
        return tuple(ChangedBill(*row) for row in cursor.fetchall())


def _stand() -> str:
    """What the answer depends on, in a text; none of it goes back."""
    latest = ReadingChange.objects.aggregate(at=Max("changed_at"))["at"]
    if latest is None:
        return "none"
    note = CreditNote.objects.aggregate(pk=Max("pk"))["pk"]
    finalized = BillRun.objects.aggregate(at=Max("finalized_at"))["at"]
    return "-".join(
        str(one.timestamp() if isinstance(one, datetime) else one) for one in (latest, note, finalized)
    )
