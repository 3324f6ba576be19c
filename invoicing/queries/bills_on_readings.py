"""Issued bills that charge the usage of given days of channels."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from metering.usage.channel_spans import ChannelSpan

_SPANS = "unnest(%s::int8[], %s::date[], %s::date[]) AS s (channel_id, from_date, to_date)"


def count_issued_bills(spans: Sequence[ChannelSpan]) -> int:
    """How many issued invoices, not credited since, bill a service point of these channels for these days."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(DISTINCT claim.invoice_id) FROM {_SPANS} "
            "JOIN metering_channel channel ON channel.id = s.channel_id "
            "JOIN invoicing_subscription sub ON sub.service_point_id = channel.service_point_id "
            "JOIN invoicing_billedperiod claim ON claim.subscription_id = sub.id AND claim.released_at IS NULL "
            "AND claim.from_date < s.to_date AND claim.to_date > s.from_date "
            "JOIN invoicing_invoice invoice ON invoice.id = claim.invoice_id AND invoice.state = 'FINALIZED'",
            [
                [span.channel_id for span in spans],
                [span.from_date for span in spans],
                [span.to_date for span in spans],
            ],
        )
        (count,) = cursor.fetchone()
    return int(count)
