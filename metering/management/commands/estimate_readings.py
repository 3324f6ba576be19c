"""Estimate what is missing in a span of days."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from metering.models import Channel
from metering.usage.local_calendar import LocalCalendar
from metering.use_cases.estimate_missing_readings import (
    EstimatedReadings,
    UnableToEstimateMissingReadings,
    UnfilledReadings,
    estimate_missing_readings,
)
from metering.vee.wording import counted_intervals

_ACTOR = "manage.py estimate_readings"


class Command(BaseCommand):
    """Fill gaps with estimates."""

    help = "Estimate missing readings, so that billing can go on; measured readings that come later replace them."

    def add_arguments(self, parser: CommandParser) -> None:
        """The days, and whose readings."""
        parser.add_argument("--from", required=True, dest="from_date", metavar="DATE", help="first local day")
        parser.add_argument(
            "--to", required=True, dest="to_date", metavar="DATE", help="first day after the span"
        )
        parser.add_argument("--utility", metavar="CODE", help="only channels of this utility")
        parser.add_argument("--service-point", metavar="CODE", help="only channels of this service point")

    def handle(self, *args: Any, **options: Any) -> None:
        """Choose the channels, estimate, and say what was filled and what was not."""
        from_date, to_date = _date("--from", options["from_date"]), _date("--to", options["to_date"])
        channel_ids = _channel_ids(options["utility"], options["service_point"])
        try:
            estimated = estimate_missing_readings(
                channel_ids=channel_ids,
                from_date=from_date,
                to_date=to_date,
                estimated_at=timezone.now(),
                actor=_ACTOR,
            )
        except UnableToEstimateMissingReadings as error:
            raise CommandError(f"{error}; nothing was stored") from error
        self._write(estimated)

    def _write(self, estimated: EstimatedReadings) -> None:
        if not estimated.batches:
            self.stdout.write("nothing was estimated")
        for batch in estimated.batches:
            self.stdout.write(
                f"batch {batch.pk}: {batch.reading_count:,} intervals estimated ({batch.utility})"
            )
        for unfilled in estimated.unfilled:
            self.stdout.write(_line(unfilled))


def _date(option: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"{option} {text} is not a date; write it as 2026-01-31") from error


def _channel_ids(utility: str | None, service_point: str | None) -> list[int]:
    channels = Channel.objects.all()
    if utility is not None:
        channels = channels.filter(service_point__utility__code=utility)
    if service_point is not None:
        channels = channels.filter(service_point__code=service_point)
    channel_ids = list(channels.order_by("pk").values_list("pk", flat=True))
    if not channel_ids:
        raise CommandError("no channel fits --utility and --service-point: check the codes")
    return channel_ids


def _line(unfilled: UnfilledReadings) -> str:
    channel, gap = unfilled.channel, unfilled.gap
    intervals = counted_intervals(gap.interval_count, channel.step_minutes)
    starts_at = gap.starts_at.astimezone(LocalCalendar(channel.zone_name).zone)
    return (
        f"not filled: {channel.service_point_code} {channel.code}, {intervals} from "
        f"{starts_at:%Y-%m-%d %H:%M}: {gap.reason}"
    )
