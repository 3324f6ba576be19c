"""What channels measured month by month, from the totals of their days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncMonth

from metering.models import IntervalDay
from metering.queries.channels import ChannelFacts


@dataclass(frozen=True, slots=True)
class MonthTotal:
    """A metric's total in a calendar month; `estimated_days` have intervals that are not actual readings."""

    month: date
    total: Decimal
    day_count: int
    estimated_days: int

    def __add__(self, other: MonthTotal) -> MonthTotal:
        """The total of other days of the same month with it."""
        return MonthTotal(
            self.month,
            self.total + other.total,
            self.day_count + other.day_count,
            self.estimated_days + other.estimated_days,
        )


def load_monthly_totals(
    channels: Sequence[ChannelFacts], from_date: date, to_date: date
) -> dict[str, tuple[MonthTotal, ...]]:
    """By metric, the months with readings on the days from `from_date` up to, not including, `to_date`.

    Channels of one metric are added up in its unit; one query.
    """
    facts = {channel.channel_id: channel for channel in channels}
    rows = (
        IntervalDay.objects.filter(channel__in=facts, date__gte=from_date, date__lt=to_date)
        .annotate(month=TruncMonth("date"))
        .order_by("month")
        .values_list("channel", "month")
        .annotate(
            sum=Sum("total"), days=Count("date"), estimated=Count("date", filter=Q(qualities__isnull=False))
        )
    )
    found: dict[str, dict[date, MonthTotal]] = {}
    for channel_id, month, total, days, estimated in rows:
        channel = facts[channel_id]
        of_metric = found.setdefault(channel.metric_code, {})
        known = of_metric.get(month, MonthTotal(month, Decimal(0), 0, 0))
        of_metric[month] = MonthTotal(
            month,
            known.total + Decimal(int(total)).scaleb(-channel.decimals),
            max(known.day_count, days),
            max(known.estimated_days, estimated),
        )
    return {metric: tuple(months.values()) for metric, months in found.items()}
