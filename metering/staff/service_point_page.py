"""What the page of a service point shows of one of its channels."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from urllib.parse import quote_plus, urlencode

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from billing_site.foundation.access import BILLING_STAFF, OFFICE, has_role
from billing_site.foundation.bar_charts import BarChart
from metering.models import Channel, Metric, ReadingFinding, ServicePoint
from metering.queries.channel_profile import DayProfile, Standing, load_day_profiles, months_of
from metering.queries.channels import ChannelFacts, load_channels
from metering.queries.day_deliveries import DayDetail, load_day_detail
from metering.queries.deliveries import load_deliveries
from metering.queries.stored_days import StoredDays, load_stored_days
from metering.staff.finding_page import severity_badge
from metering.staff.meter_readings import dial_panel
from metering.staff.reading_charts import coverage_calendar, day_bars, interval_bars, month_bars
from metering.staff.readings_around import ReadingPlace, reading_sources_url, stamp
from metering.staff.shown_span import ShownSpan, Zoom
from metering.staff.take_back import MADE_HERE
from metering.usage.directions import is_export
from metering.usage.local_calendar import LocalCalendar
from metering.vee.rule_texts import rule_text

_DELIVERIES_SHOWN: Final = 15
_FINDINGS_SHOWN: Final = 15
_LONGEST_FINDING: Final = timedelta(days=370)


def service_point_page(
    point: ServicePoint,
    *,
    channel_code: str,
    at: str,
    user: AbstractBaseUser | AnonymousUser,
    now: datetime,
) -> dict[str, Any]:
    """The context of the page: the channel and the span that are asked for, else the first and its last year."""
    is_office = has_role(user, *OFFICE)
    channels = sorted(point.channels.all(), key=lambda one: is_export(one.metric.code))
    channel = next(
        (each for each in channels if each.code == channel_code), channels[0] if channels else None
    )
    context: dict[str, Any] = {
        "point": point,
        "channel": channel,
        "meters": {each.meter.serial: each.meter for each in channels if each.meter}.values(),
        "stored": None,
        "is_office": is_office,
    }
    if channel is None:
        return context
    facts = load_channels([channel.pk])[channel.pk]
    stored = load_stored_days(channel.pk)
    context["channel_links"] = [
        {
            "channel": each,
            "url": f"?{urlencode({'channel': each.code, 'at': at})}",
            "is_chosen": each == channel,
        }
        for each in channels
    ]
    context |= {"may_correct": has_role(user, *BILLING_STAFF), **_dial(channel, is_office)}
    if stored is None:
        return context
    span = ShownSpan.read(at, stored.last_date)
    return {
        **context,
        "facts": facts,
        "stored": stored,
        "span": span,
        **_ways(facts, stored, span),
        **_pictures(facts, stored, span),
        **(_day(facts, span.from_date) if span.zoom is Zoom.DAY else _deliveries(facts, span, now)),
        "findings": _findings(channel, facts, span),
    }


def _dial(channel: Channel, is_office: bool) -> dict[str, Any]:
    """What was read by people, customers among them, is shown to the office only."""
    if is_office:
        return dial_panel(channel)
    return {"is_read_by_dial": channel.kind == Channel.Kind.REGISTER}


def _span_url(facts: ChannelFacts, at: str) -> str:
    """The address of another span on this page; `at` holds digits and hyphens."""
    return f"?channel={quote_plus(facts.code)}&at={at}"


def _ways(facts: ChannelFacts, stored: StoredDays, span: ShownSpan) -> dict[str, Any]:
    """The links to other spans."""
    has_earlier, has_later = stored.first_date < span.from_date, stored.last_date >= span.to_date
    year = ShownSpan.months_to(stored.last_date)
    is_last_year = year.from_date <= span.from_date < year.to_date
    return {
        "earlier_url": _span_url(facts, span.earlier()) if has_earlier else "",
        "later_url": _span_url(facts, span.later()) if has_later else "",
        "year_url": _span_url(facts, "" if is_last_year else str(span.from_date.year)),
        "month_url": _span_url(facts, f"{span.from_date:%Y-%m}"),
        "month_title": f"{span.from_date:%B %Y}",
    }


def _pictures(facts: ChannelFacts, stored: StoredDays, span: ShownSpan) -> dict[str, Any]:
    """The chart of a year or a month, and the calendar of the year around the span."""
    year = span if span.zoom is Zoom.YEAR else ShownSpan.months_to(stored.last_date)
    if not year.from_date <= span.from_date < year.to_date:
        year = ShownSpan.read(str(span.from_date.year), stored.last_date)
    days = _expected(load_day_profiles(facts, year.from_date, year.to_date), stored, year)
    shown = [day for day in days.values() if span.from_date <= day.date < span.to_date]
    chosen = span.from_date if span.zoom is Zoom.DAY else None
    values = [day.value for day in shown if day.value is not None]
    adds_up = facts.aggregation == Metric.Aggregation.SUM
    return {
        "calendar": coverage_calendar(
            days, year.from_date, year.to_date, lambda day: _span_url(facts, day.isoformat()), chosen
        ),
        "calendar_title": year.title,
        "chart": _chart(facts, span, shown, adds_up),
        "total": sum(values, Decimal(0)) if adds_up else max(values, default=None),
        "adds_up": adds_up,
        "incomplete_days": sum(1 for day in shown if day.standing in (Standing.MISSING, Standing.INCOMPLETE)),
        "estimated_days": sum(1 for day in shown if day.estimated_count),
        "edited_days": sum(1 for day in shown if day.edited_count),
    }


def _expected(
    found: Mapping[date, DayProfile], stored: StoredDays, year: ShownSpan
) -> dict[date, DayProfile]:
    """Every day of the year from the channel's first reading to its last, those without one too."""
    return {
        day: found.get(day) or DayProfile(day, None, 0)
        for day in year.days
        if stored.first_date <= day <= stored.last_date
    }


def _chart(facts: ChannelFacts, span: ShownSpan, shown: list[DayProfile], adds_up: bool) -> BarChart | None:
    if span.zoom is Zoom.YEAR:
        months = months_of(shown, adds_up)
        return month_bars(months, facts, lambda month: _span_url(facts, f"{month:%Y-%m}"))
    if span.zoom is Zoom.MONTH:
        return day_bars(shown, facts, lambda day: _span_url(facts, day.isoformat()))
    return None


def _day(facts: ChannelFacts, day: date) -> dict[str, Any]:
    """A day's intervals with their deliveries; its bars are those."""
    detail: DayDetail = load_day_detail(facts, day)
    first = (
        detail.intervals[0].starts_at if detail.intervals else LocalCalendar(facts.zone_name).day_start(day)
    )
    return {
        "detail": detail,
        "made_here": MADE_HERE,
        "back": urlencode({"channel": facts.code, "at": day.isoformat()}),
        "changed_numbers": {old.delivery for each in detail.intervals for old in each.changed},
        "has_replaced": any(each.changed for each in detail.intervals),
        "chart": interval_bars(detail.intervals, facts),
        "intervals": [
            {
                "interval": each,
                "sources_url": reading_sources_url(
                    facts, day.isoformat(), interval=stamp(each.starts_at.astimezone(UTC))
                ),
                "correct_url": ReadingPlace.of(facts, each.starts_at.astimezone(UTC), 1).correct_url(),
            }
            for each in detail.intervals
        ],
        "sources_url": reading_sources_url(facts, day.isoformat()),
        "correct_url": ReadingPlace.of(facts, first.astimezone(UTC), len(detail.intervals)).correct_url(),
    }


def _deliveries(facts: ChannelFacts, span: ShownSpan, now: datetime) -> dict[str, Any]:
    deliveries = load_deliveries(
        channel_ids=[facts.channel_id], from_date=span.from_date, to_date=span.to_date, as_of=now
    )
    return {
        "deliveries": deliveries[: -_DELIVERIES_SHOWN - 1 : -1],
        "deliveries_left_out": max(len(deliveries) - _DELIVERIES_SHOWN, 0),
    }


def _findings(channel: Channel, facts: ChannelFacts, span: ShownSpan) -> list[dict[str, Any]]:
    """The latest findings that touch the span."""
    period = LocalCalendar(facts.zone_name).span(span.from_date, span.to_date)
    step = timedelta(minutes=facts.step_minutes)
    # A finding may begin before the span and reach into it, but none is longer than a year.
    near = ReadingFinding.objects.filter(
        channel=channel, starts_at__lt=period.end, starts_at__gte=period.start - _LONGEST_FINDING
    ).order_by("-starts_at")
    touching = [each for each in near if each.starts_at + step * each.interval_count > period.start]
    return [
        {
            "finding": finding,
            "title": rule_text(finding.rule).title,
            "severity": severity_badge(finding.severity),
            "is_open": finding.state == ReadingFinding.State.OPEN,
        }
        for finding in touching[:_FINDINGS_SHOWN]
    ]
