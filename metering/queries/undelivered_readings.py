"""What utilities have not delivered: channels from which nothing comes any more, and gaps nobody has filled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Final

import numpy as np
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from metering.models import Channel, IntervalDay, ReadingFinding, Utility
from metering.models.day_keys import DayKey, DayKeys
from metering.models.interval_day_frames import DayRow
from metering.models.interval_day_rows import fetch_days
from metering.usage.local_calendar import LocalCalendar
from metering.usage.periods import Period
from metering.usage.reading_quality import ReadingQuality
from metering.vee.findings import Rule

_NOT_DELIVERED: Final = [int(ReadingQuality.MISSING), int(ReadingQuality.ESTIMATED)]
_AT_ONCE: Final = 1_000


@dataclass(frozen=True, slots=True)
class SilentChannel:
    """A channel whose last reading is of `last_date`; None when it never had one."""

    service_point_id: int
    service_point: str
    channel: str
    last_date: date | None


@dataclass(frozen=True, slots=True)
class ReadingGap:
    """Readings that were not delivered: `reading_count` of them from `starts_at` on, before `ends_at`."""

    service_point_id: int
    service_point: str
    channel: str
    starts_at: datetime
    ends_at: datetime
    reading_count: int
    zone_name: str


def silent_channels_since(utilities: QuerySet[Utility], day: date) -> QuerySet[Channel]:
    """The utilities' channels without a reading on the local `day` or later, but for those read by dial."""
    days = IntervalDay.objects.filter(channel=OuterRef("pk"), date__gte=day)
    channels = Channel.objects.filter(service_point__utility__in=utilities, kind=Channel.Kind.INTERVAL)
    return channels.filter(~Exists(days))


def load_silent_channels_since(
    utilities: QuerySet[Utility], day: date, limit: int | None = None
) -> list[SilentChannel]:
    """The first of them by service point and code, in one query."""
    last = IntervalDay.objects.filter(channel=OuterRef("pk")).order_by("-date").values("date")[:1]
    rows = (
        silent_channels_since(utilities, day)
        .order_by("service_point__code", "code")
        .annotate(last_date=Subquery(last))
        .values_list("service_point", "service_point__code", "code", "last_date")
    )
    return [SilentChannel(*row) for row in rows[:limit]]


def load_reading_gaps(
    utilities: QuerySet[Utility], since: datetime, limit: int | None = None
) -> Iterator[ReadingGap]:
    """The gaps found since the instant that no delivery has filled, the latest first; two queries a thousand.

    What was only estimated is still missing. Of the `limit` latest gaps those that are filled are left out.
    """
    findings = (
        ReadingFinding.objects.filter(
            channel__service_point__utility__in=utilities, rule=Rule.GAP, starts_at__gte=since
        )
        .exclude(is_accepted=True)
        .select_related("channel__service_point__site")
        .order_by("-starts_at", "-pk")[:limit]
    )
    found = findings.iterator(chunk_size=_AT_ONCE)
    while portion := list(islice(found, _AT_ONCE)):
        days = _stored_days(portion)
        yield from (gap for gap in (_gap(finding, days) for finding in portion) if gap.reading_count)


def _period(finding: ReadingFinding) -> Period:
    step = timedelta(minutes=finding.channel.step_minutes)
    end = finding.starts_at + step * finding.interval_count
    return Period(finding.starts_at, end)


def _calendar(finding: ReadingFinding) -> LocalCalendar:
    return LocalCalendar(finding.channel.service_point.site.zone_name)


def _stored_days(findings: Sequence[ReadingFinding]) -> dict[DayKey, DayRow]:
    keys = {
        (finding.channel_id, day)
        for finding in findings
        for day in _calendar(finding).dates(_period(finding))
    }
    return {day.key: day for day in fetch_days(DayKeys.of(keys))} if keys else {}


def _gap(finding: ReadingFinding, days: dict[DayKey, DayRow]) -> ReadingGap:
    channel, point = finding.channel, finding.channel.service_point
    calendar, period, step = _calendar(finding), _period(finding), timedelta(minutes=channel.step_minutes)
    delivered = 0
    for day in calendar.dates(period):
        stored = days.get((channel.pk, day))
        if stored is None or stored.step_minutes != channel.step_minutes:
            continue
        start = calendar.day_start(day)
        first = max((period.start - start) // step, 0)
        qualities = stored.qualities[first : max((period.end - start) // step, 0)]
        delivered += int(np.count_nonzero(~np.isin(qualities, _NOT_DELIVERED)))
    return ReadingGap(
        point.pk,
        point.code,
        channel.code,
        period.start,
        period.end,
        (period.end - period.start) // step - delivered,
        point.site.zone_name,
    )
