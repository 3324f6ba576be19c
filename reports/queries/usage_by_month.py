"""What was used, by month and metric, from the totals of stored days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from metering.models import Metric

# The days are summed by channel first, so that the large table is read alone; see docs/decisions/0002.
_TOTALS = """
SELECT date_trunc('month', date)::date, channel_id, sum(total), count(*) FROM metering_intervalday
WHERE date >= %s AND date < %s GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class UsageRow:
    """A month's usage of a metric, over all channels that measured it."""

    month: date
    metric_code: str
    metric_name: str
    unit: str
    channels: int
    channel_days: int
    total: Decimal


def load_usage_by_month(from_date: date, to_date: date) -> list[UsageRow]:
    """Usage of metrics that add up, by local month, from `from_date` up to, not including, `to_date`.

    Exact: whole numbers of the metric's base unit are added. Three queries.
    """
    metrics = {metric.pk: metric for metric in Metric.objects.filter(aggregation=Metric.Aggregation.SUM)}
    metric_ids = _metric_of_channels()
    sums: dict[tuple[date, int], list[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_TOTALS, [from_date, to_date])
        for month, channel_id, total, days in cursor.fetchall():
            metric_id = metric_ids.get(channel_id)
            if metric_id in metrics:
                entry = sums.setdefault((month, metric_id), [0, 0, 0])
                entry[0] += 1
                entry[1] += days
                entry[2] += int(total)
    return [
        UsageRow(
            month=month,
            metric_code=metrics[metric_id].code,
            metric_name=metrics[metric_id].name,
            unit=metrics[metric_id].unit,
            channels=channels,
            channel_days=days,
            total=Decimal(total).scaleb(-metrics[metric_id].decimals),
        )
        for (month, metric_id), (channels, days, total) in sorted(
            sums.items(), key=lambda item: (item[0][0], metrics[item[0][1]].code)
        )
    ]


def _metric_of_channels() -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, metric_id FROM metering_channel")
        return dict(cursor.fetchall())
