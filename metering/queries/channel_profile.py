"""A channel day by day: how much, and how its readings came to be; without decoding a single reading."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

import numpy as np

from metering.models import IntervalDay, Metric
from metering.queries.channels import ChannelFacts
from metering.usage.reading_quality import ReadingQuality


class Standing(StrEnum):
    """What the readings of a day are, the worst of them first."""

    MISSING = "missing"
    INCOMPLETE = "incomplete"
    ESTIMATED = "estimated"
    EDITED = "corrected"
    ACTUAL = "actual"


@dataclass(frozen=True, slots=True)
class DayProfile:
    """A local day of a channel.

    `value`: the day's total in the metric's unit, the highest reading of a metric that does not add up; None
    without any reading. The counts are of intervals; `estimated_count` has estimates and substitutes.
    """

    date: date
    value: Decimal | None
    interval_count: int
    missing_count: int = 0
    estimated_count: int = 0
    edited_count: int = 0

    @property
    def standing(self) -> Standing:
        """What its readings are."""
        if self.value is None:
            return Standing.MISSING
        if self.missing_count:
            return Standing.INCOMPLETE
        if self.estimated_count:
            return Standing.ESTIMATED
        return Standing.EDITED if self.edited_count else Standing.ACTUAL


@dataclass(frozen=True, slots=True)
class MonthProfile:
    """A calendar month of a channel: as a DayProfile, but the counts are of days that have any such interval.

    `missing_days`: days that ought to have readings and have none or not all.
    """

    month: date
    value: Decimal | None
    day_count: int
    missing_days: int
    estimated_days: int
    edited_days: int

    @property
    def standing(self) -> Standing:
        """What its readings are."""
        if self.value is None:
            return Standing.MISSING
        if self.missing_days:
            return Standing.INCOMPLETE
        if self.estimated_days:
            return Standing.ESTIMATED
        return Standing.EDITED if self.edited_days else Standing.ACTUAL


def load_day_profiles(facts: ChannelFacts, from_date: date, to_date: date) -> dict[date, DayProfile]:
    """The stored days from `from_date` up to but not including `to_date`; one query."""
    amount = "total" if facts.aggregation == Metric.Aggregation.SUM else "peak"
    rows = (
        IntervalDay.objects.filter(channel=facts.channel_id, date__gte=from_date, date__lt=to_date)
        .order_by("date")
        .values_list("date", amount, "interval_count", "qualities")
    )
    return {
        day: _profile(day, value, count, qualities, facts.decimals) for day, value, count, qualities in rows
    }


def months_of(days: Iterable[DayProfile], adds_up: bool) -> list[MonthProfile]:
    """The days' calendar months in order; `days` holds those that ought to have readings too, without a value."""
    by_month: dict[date, list[DayProfile]] = {}
    for day in days:
        by_month.setdefault(day.date.replace(day=1), []).append(day)
    months = []
    for month, of_month in sorted(by_month.items()):
        values = [day.value for day in of_month if day.value is not None]
        total = sum(values, Decimal(0)) if adds_up else max(values, default=Decimal(0))
        months.append(
            MonthProfile(
                month,
                total if values else None,
                day_count=len(of_month),
                missing_days=sum(1 for day in of_month if day.value is None or day.missing_count),
                estimated_days=sum(1 for day in of_month if day.estimated_count),
                edited_days=sum(1 for day in of_month if day.edited_count),
            )
        )
    return months


def _profile(day: date, value: int, count: int, qualities: bytes | None, decimals: int) -> DayProfile:
    if qualities is None:
        return DayProfile(day, Decimal(value).scaleb(-decimals), count)
    codes = np.frombuffer(bytes(qualities), dtype=np.uint8)
    missing = int(np.count_nonzero(codes == ReadingQuality.MISSING))
    return DayProfile(
        day,
        None if missing == count else Decimal(value).scaleb(-decimals),
        count,
        missing_count=missing,
        estimated_count=int(
            np.count_nonzero((codes >= ReadingQuality.ESTIMATED) & (codes < ReadingQuality.CUSTOMER))
        ),
        edited_count=int(np.count_nonzero(codes == ReadingQuality.EDITED)),
    )
