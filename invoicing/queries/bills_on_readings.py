"""Issued bills that charge the usage of given days of channels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.db import connection

from metering.usage.channel_spans import ChannelSpan

_ISSUED: Final = """
SELECT {wanted}
FROM unnest(%s::int8[], %s::date[], %s::date[]) AS span (channel_id, from_date, to_date)
JOIN metering_channel channel ON channel.id = span.channel_id
JOIN invoicing_subscription subscription ON subscription.service_point_id = channel.service_point_id
JOIN invoicing_billedperiod claim ON claim.subscription_id = subscription.id AND claim.released_at IS NULL
    AND claim.from_date < span.to_date AND claim.to_date > span.from_date
JOIN invoicing_invoice invoice ON invoice.id = claim.invoice_id AND invoice.state = 'FINALIZED'
"""


def count_issued_bills(spans: Sequence[ChannelSpan]) -> int:
    """How many issued invoices, not credited since, bill a service point of these channels for these days."""
    ((count,),) = _issued("count(DISTINCT claim.invoice_id)", spans)
    return int(count)


def load_issued_bills(spans: Sequence[ChannelSpan]) -> tuple[int, ...]:
    """The ids of these invoices, the latest first."""
    return tuple(pk for (pk,) in _issued("DISTINCT claim.invoice_id", spans, "ORDER BY 1 DESC"))


def span_columns(spans: Sequence[ChannelSpan]) -> list[Any]:
    """Channels, first days and the days after the last, as arrays for a query."""
    return [
        [span.channel_id for span in spans],
        [span.from_date for span in spans],
        [span.to_date for span in spans],
    ]


def _issued(wanted: str, spans: Sequence[ChannelSpan], order: str = "") -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_ISSUED.format(wanted=wanted) + order, span_columns(spans))
        return list(cursor.fetchall())
